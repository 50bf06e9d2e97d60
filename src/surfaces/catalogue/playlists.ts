import { type Static, Type as t } from '@sinclair/typebox';
import type { Account } from '../../domain/accounts/model.ts';
import type { Playlist } from '../../domain/players/playlist-reading.ts';
import type { Services } from '../../domain/services.ts';
import { chapters, type MemberRoute } from '../../http/route.ts';
import { PLAYLIST } from '../../lib/examples.ts';
import type { Id } from '../../lib/ids.ts';
import { instant } from '../../lib/time.ts';
import { PartQuery } from './browse-shapes.ts';
import { addressOf, inPath, partOf, track } from './browse-wire.ts';
import { catalogueDialect } from './errors.ts';
import {
  AddedBody,
  EntryList,
  MovedBody,
  NewPlaylistBody,
  PlaylistBody,
  PlaylistDocument,
  PlaylistList,
  PlaylistsQuery,
} from './playlist-shapes.ts';
import { entryIn, idIn, playlistDocument, tracksIn } from './playlist-wire.ts';

const ONE = inPath('a playlist', PLAYLIST.id);
const ENTRY: MemberRoute['path'] = { ...ONE, entry: { example: '0', description: 'an entry, as the list names it' } };

const changing = (summary: string, about: string, refuses: MemberRoute['refuses'] = []): MemberRoute => ({
  summary,
  who: 'For who made the playlist, and root.',
  about,
  answers: { 200: PlaylistDocument },
  refuses: [403, 404, ...refuses],
  path: ONE,
});

/** The playlists that players have at `/rest`, for callers with a token or a cookie: by the page for people. */
export function playlistRoutes(services: Services) {
  const { players, library } = services;

  /** Domain to wire. The cover is that of the first track. */
  async function documents(playlists: readonly Playlist[], viewer: Account) {
    const firsts = [...new Set(playlists.flatMap(({ first }) => first ?? []))];
    const songs = firsts.length === 0 ? [] : await library.songs(firsts, viewer);
    const covers = new Map(songs.map(({ id, cover }) => [id, addressOf(cover)]));
    return playlists.map((playlist) => playlistDocument(playlist, covers.get(playlist.first ?? '') ?? null));
  }

  async function one(viewer: Account, id: Id): Promise<Static<typeof PlaylistDocument>> {
    const playlist = await players.playlistHead(viewer, id);
    const [shown = playlistDocument(playlist, null)] = await documents([playlist], viewer);
    return shown;
  }

  /** Does something to a playlist, and answers it as it is then. */
  async function after(work: Promise<unknown>, viewer: Account, id: Id) {
    await work;
    return one(viewer, id);
  }

  return chapters(services, catalogueDialect)('/browse/playlists', 'catalogue')
    .get(
      '/',
      async ({ query: { whose = 'all', ...part }, caller }) => {
        const found = await players.playlistPart(caller, whose as 'all' | 'mine' | 'others', partOf(part));
        return { total: found.total, entries: await documents(found.entries, caller) };
      },
      {
        member: {
          summary: 'Playlists by name',
          about:
            'Answers those of the caller, and public ones of others unless their profiles are private, at most 5,000 in all. Any part of the list can be asked for at once, by `offset` and `limit`.',
          answers: { 200: PlaylistList },
        },
        query: PlaylistsQuery,
      },
    )
    .post(
      '/',
      async ({ caller, body: { name, tracks = [] } }) =>
        one(caller, (await players.createPlaylist(caller, name, tracksIn(tracks))).id),
      {
        member: {
          summary: 'Make a playlist',
          about: 'Makes a playlist, which only the caller finds, and answers it. An account has 1,000 at most.',
          answers: { 200: PlaylistDocument },
          refuses: [404, 409],
        },
        body: NewPlaylistBody,
      },
    )
    .get('/:id', async ({ params, caller }) => one(caller, idIn(params.id)), {
      member: {
        summary: 'A playlist',
        about: 'Answers the playlist; `GET /browse/playlists/{id}/entries` has its tracks.',
        answers: { 200: PlaylistDocument },
        refuses: [404],
        path: ONE,
      },
    })
    .put(
      '/:id',
      async ({ params, caller, body: { name, comment, public: isPublic } }) => {
        const id = idIn(params.id);
        const changes = {
          ...(name !== undefined && { name }),
          ...(comment !== undefined && { comment: comment ?? '' }),
          ...(isPublic !== undefined && { isPublic }),
        };
        return after(players.updatePlaylist(caller, id, changes), caller, id);
      },
      {
        member: changing(
          'Change a playlist',
          'Changes the name, the comment (`null` clears it) and who finds it, as far as they are given. Answers the playlist.',
        ),
        body: PlaylistBody,
      },
    )
    .delete(
      '/:id',
      async ({ params, caller }) => {
        const id = idIn(params.id);
        const deleted = await one(caller, id);
        await players.deletePlaylist(caller, id);
        return deleted;
      },
      { member: changing('Delete a playlist', 'Deletes the playlist, and answers what was deleted; its tracks stay.') },
    )
    .get(
      '/:id/entries',
      async ({ params, query, caller }) => {
        const found = await players.playlistEntries(caller, idIn(params.id), partOf(query));
        const songs = await library.songs([...new Set(found.entries.map((entry) => entry.track))], caller);
        const tracks = new Map(songs.map((song) => [song.id, track(song)]));
        const entries = found.entries.flatMap(({ name, track: of }) => {
          const shown = tracks.get(of);
          return shown ? [{ entry: name, ...shown }] : [];
        });
        return { total: found.songs, changed: instant(found.changedAt), entries };
      },
      {
        member: {
          summary: 'The tracks of a playlist',
          about:
            'Answers the tracks that the caller may hear, in order. `entry` names each in the playlist, wherever it moves. Any part of the list can be asked for at once, by `offset` and `limit`; parts with one `changed` are of one state.',
          answers: { 200: EntryList },
          refuses: [404],
          path: ONE,
        },
        query: t.Object(PartQuery),
      },
    )
    .post(
      '/:id/entries',
      async ({ params, caller, body: { tracks } }) => {
        const id = idIn(params.id);
        return after(players.updatePlaylist(caller, id, { add: tracksIn(tracks) }), caller, id);
      },
      {
        member: changing(
          'Add tracks to a playlist',
          'Adds the tracks at the end, also those that it has already; it takes 10,000. Answers the playlist.',
        ),
        body: AddedBody,
      },
    )
    .put(
      '/:id/entries/:entry',
      async ({ params, caller, body }) => {
        const id = idIn(params.id);
        return after(players.moveEntry(caller, id, entryIn(params.entry), body), caller, id);
      },
      {
        member: {
          ...changing(
            'Move an entry of a playlist',
            'Moves it to a side of another entry, wherever both stand by now; 409 says that the other one is no longer there. Answers the playlist.',
            [409],
          ),
          path: ENTRY,
        },
        body: MovedBody,
      },
    )
    .delete(
      '/:id/entries/:entry',
      async ({ params, caller }) => {
        const id = idIn(params.id);
        return after(players.removeEntry(caller, id, entryIn(params.entry)), caller, id);
      },
      {
        member: {
          ...changing(
            'Take an entry out of a playlist',
            'Takes out that one entry, wherever it stands by now; other entries of the same track stay. Answers the playlist.',
          ),
          path: ENTRY,
        },
      },
    );
}
