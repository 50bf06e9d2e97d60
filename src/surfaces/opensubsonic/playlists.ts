import type { Account } from '../../domain/accounts/model.ts';
import type { FullPlaylist, Playlist } from '../../domain/players/playlist-reading.ts';
import type { Services } from '../../domain/services.ts';
import { DomainError } from '../../errors.ts';
import { CATALOGUE, PLAYLIST } from '../../lib/examples.ts';
import type { Id } from '../../lib/ids.ts';
import { instant } from '../../lib/time.ts';
import { fileHash } from './cover-ids.ts';
import type { Call, Endpoints } from './endpoint.ts';
import { noThing } from './finding.ts';
import { missing, type Parameters } from './protocol/parameters.ts';
import type { Tree } from './protocol/xml.ts';
import type { Views } from './views.ts';

/** Songs that are given at once. */
const MOST = 10_000;

const shown = (playlist: Playlist, cover: string | undefined): Tree => ({
  ...{ id: playlist.id, name: playlist.name, comment: playlist.comment, owner: playlist.login },
  ...{ public: playlist.isPublic, songCount: playlist.songs, duration: playlist.duration },
  ...{ created: instant(playlist.createdAt), changed: instant(playlist.changedAt) },
  // Another picture of the first song is another cover, and so another id: players keep covers.
  coverArt: cover === undefined ? undefined : `pl-${playlist.id}-${fileHash(cover)}`,
  readonly: !playlist.isChangeable,
});

/** What an optional flag says; absent for what is none. */
function flagIn(parameters: Parameters, name: string): boolean | undefined {
  const flag = parameters.flag(name, false);
  return flag === parameters.flag(name, true) ? flag : undefined;
}

/** Ids that all have to name something. @throws not_found */
export function songsIn(parameters: Parameters, name: string, most: number): Id[] {
  return parameters.ids(name, most).map((id) => {
    if (id === undefined) throw noThing('track');
    return id;
  });
}

/** Playlists (section 7). */
export function playlistEndpoints(
  { players, accounts, library }: Pick<Services, 'players' | 'accounts' | 'library'>,
  views: Views,
): Endpoints {
  /** The names of the pictures of playlists: those of their first songs. By song. */
  async function coversOf(playlists: readonly Playlist[], viewer: Account): Promise<Map<Id, string>> {
    const firsts = [...new Set(playlists.flatMap(({ first }) => first ?? []))];
    const songs = firsts.length === 0 ? [] : await library.songs(firsts, viewer);
    return new Map(songs.flatMap(({ id, cover }) => (cover ? [[id, cover.name] as const] : [])));
  }

  async function listed(playlists: readonly Playlist[], viewer: Account): Promise<Tree[]> {
    const covers = await coversOf(playlists, viewer);
    return playlists.map((playlist) => shown(playlist, covers.get(playlist.first ?? '')));
  }

  async function full(playlist: FullPlaylist, call: Call): Promise<Tree> {
    const [head] = await listed([playlist], call.viewer);
    return { playlist: { ...head, entry: await views.keptSongs(playlist.tracks, call) } };
  }

  const idIn = (parameters: Parameters, name: string): Id => {
    const id = parameters.id(name);
    if (id === undefined) throw noThing('playlist');
    return id;
  };

  /** Whose lists are asked for. @throws forbidden for another's, but for root; not_found */
  async function ownerIn(parameters: Parameters, viewer: Account): Promise<Id> {
    const name = parameters.text('username');
    const account = name === undefined ? viewer : await accounts.byLogin(name);
    if (account?.id !== viewer.id && viewer.role !== 'root')
      throw new DomainError('forbidden', 'These are the playlists of somebody else');
    if (!account) throw noThing('account');
    return account.id;
  }

  return {
    getPlaylists: {
      summary: 'All playlists',
      about: "Answers the caller's playlists, and public ones of others, by name, without their songs.",
      parameters: { username: ['whose; another than the caller for root alone'] },
      answer: async ({ parameters, viewer }) => {
        const found = await players.playlists(viewer, await ownerIn(parameters, viewer));
        return { playlists: { playlist: await listed(found, viewer) } };
      },
    },
    getPlaylist: {
      summary: 'One playlist with songs',
      about: 'Answers the playlist, and its songs in order.',
      parameters: { id: ['the id of a playlist', PLAYLIST.id] },
      answer: async (call) => full(await players.playlist(call.viewer, idIn(call.parameters, 'id')), call),
    },
    createPlaylist: {
      summary: 'Make or replace a playlist',
      about: 'Makes a playlist of a name, or gives the one of an id other songs, and answers it.',
      parameters: {
        name: ['the name', 'Sunday morning'],
        playlistId: ['the id of a playlist whose songs are replaced'],
        songId: ['the id of a song; may be repeated', CATALOGUE.track],
      },
      answer: async (call) => {
        const { parameters, viewer } = call;
        const name = parameters.text('name');
        if (parameters.text('playlistId') !== undefined) {
          const [id, songs] = [idIn(parameters, 'playlistId'), songsIn(parameters, 'songId', MOST)];
          return full(await players.replacePlaylist(viewer, id, songs, name), call);
        }
        if (name === undefined) throw missing('name');
        return full(await players.createPlaylist(viewer, name, songsIn(parameters, 'songId', MOST)), call);
      },
    },
    updatePlaylist: {
      summary: 'Change a playlist',
      about: 'Takes songs out by their places, then adds others at the end; changes name, comment and who finds it.',
      parameters: {
        playlistId: ['the id of a playlist', PLAYLIST.id],
        name: ['another name'],
        comment: ['another comment; an empty one takes it away'],
        public: ['whether everybody finds it'],
        songIdToAdd: ['the id of a song; may be repeated', CATALOGUE.track],
        songIndexToRemove: ['a place, from 0; may be repeated'],
      },
      answer: async ({ parameters, viewer }) => {
        const comment = parameters.given('comment');
        const name = parameters.text('name');
        const isPublic = flagIn(parameters, 'public');
        await players.updatePlaylist(viewer, idIn(parameters, 'playlistId'), {
          remove: places(parameters),
          add: songsIn(parameters, 'songIdToAdd', MOST),
          ...(name === undefined ? {} : { name }),
          ...(comment === undefined ? {} : { comment }),
          ...(isPublic === undefined ? {} : { isPublic }),
        });
        return {};
      },
    },
    deletePlaylist: {
      summary: 'Delete a playlist',
      about: 'Deletes the playlist; its songs stay.',
      parameters: { id: ['the id of a playlist', PLAYLIST.id] },
      answer: async ({ parameters, viewer }) => {
        await players.deletePlaylist(viewer, idIn(parameters, 'id'));
        return {};
      },
    },
  };
}

/** Places that a playlist may have; others are ignored, as those are that it has not. */
const places = (parameters: Parameters): number[] =>
  parameters.all('songIndexToRemove').flatMap((text) => (/^\d{1,9}$/.test(text) ? [Number(text)] : []));
