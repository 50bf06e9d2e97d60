import { Type as t } from '@sinclair/typebox';
import type { Services } from '../../domain/services.ts';
import { DomainError } from '../../errors.ts';
import { chapters } from '../../http/route.ts';
import { CATALOGUE } from '../../lib/examples.ts';
import { type Id, parseId } from '../../lib/ids.ts';
import { inTurn } from '../../lib/long-answers.ts';
import {
  AlbumList,
  ArtistList,
  Found,
  GenreList,
  GenreQuery,
  IdsQuery,
  PartQuery,
  TrackList,
  WholeAlbum,
  WholeArtist,
} from './browse-shapes.ts';
import { album, artist, inPath, partOf, track } from './browse-wire.ts';
import { catalogueDialect } from './errors.ts';

/** Of what an artist's page shows. */
const TOP_TRACKS = 10;
const FOUND = { artists: 12, albums: 18, tracks: 50 } as const;

const PART = 'Any part of it can be asked for at once, by `offset` and `limit`.';
const MAY_SEE = 'What belongs to a private profile is shown to those who may see the profile.';

/** What can be heard, by name or age, with all that a page shows of it: by the page for people. */
export function browseRoutes(services: Services) {
  const { library } = services;
  const { ids } = library;

  return chapters(services, catalogueDialect)('/browse', 'catalogue')
    .get(
      '/tracks',
      async ({ query: { genre, by, ids: wanted, ...query }, caller }) => {
        if (wanted !== undefined) {
          const entries = (await library.songs(idsIn(wanted), caller)).map(track);
          return { total: entries.length, entries };
        }
        const part = partOf(query);
        return inTurn(part.size, async () => {
          const found = genre === undefined ? await ids.songs(part) : await ids.songsOfGenre(genre, part);
          const some =
            by === 'random' ? await ids.random(part.size, { ...(genre !== undefined && { genre }) }) : found.ids;
          return { total: found.total, entries: (await library.songs(some)).map(track) };
        });
      },
      {
        anybody: {
          summary: 'All that can be heard, album by album',
          about: `Answers tracks with audio. ${PART} \`by=random\` answers others each time, each once. \`ids\` asks for some of them in that order, also for hidden ones that the caller may see.`,
          answers: { 200: TrackList },
        },
        query: t.Object({
          ...PartQuery,
          genre: GenreQuery,
          by: t.Optional(
            t.String({ description: 'album or random', pattern: '^(album|random)$', examples: ['album'] }),
          ),
          ids: IdsQuery,
        }),
      },
    )
    .get(
      '/albums',
      async ({ query: { genre, by, ...part } }) => {
        const order = { by: by === 'newest' ? ('newest' as const) : ('name' as const) };
        const list = genre === undefined ? order : { by: 'genre' as const, genre };
        const wanted = partOf(part);
        return inTurn(wanted.size, async () => {
          const found = await ids.albums(list, wanted);
          return { total: found.total, entries: (await library.albums(found.ids)).map(album) };
        });
      },
      {
        open: {
          summary: 'Albums by name, or the newest first',
          about: `Answers albums, those of a genre always by name. ${PART}`,
          answers: { 200: AlbumList },
        },
        query: t.Object({
          ...PartQuery,
          genre: GenreQuery,
          by: t.Optional(t.String({ description: 'name or newest', pattern: '^(name|newest)$', examples: ['newest'] })),
        }),
      },
    )
    .get(
      '/albums/:id',
      async ({ params, caller }) => {
        const id = parseId(params.id);
        const found = id && (await library.album(id, caller));
        if (!found) throw none('album');
        return { album: album(found.album), tracks: found.songs.map(track) };
      },
      {
        anybody: {
          summary: 'An album with its tracks',
          about: `Answers both, the tracks by disc and place. ${MAY_SEE}`,
          answers: { 200: WholeAlbum },
          refuses: [404],
          path: inPath('an album', CATALOGUE.album),
        },
      },
    )
    .get(
      '/artists',
      async ({ query }) => {
        const part = partOf(query);
        return inTurn(part.size, async () => {
          const found = await ids.artistsByName(part);
          return { total: found.total, entries: (await library.artists(found.ids)).map(artist) };
        });
      },
      {
        open: {
          summary: 'Artists by name',
          about: `Answers artists who have an album; leading articles do not count. ${PART}`,
          answers: { 200: ArtistList },
        },
        query: t.Object(PartQuery),
      },
    )
    .get(
      '/artists/:id',
      async ({ params, caller }) => {
        const id = parseId(params.id);
        const found = id && (await library.artist(id, caller));
        if (!found) throw none('artist');
        const top = await library.songs(await ids.topSongs(id, TOP_TRACKS));
        const info = await library.infoOf(id);
        return { artist: artist(found.artist), info, albums: found.albums.map(album), tracks: top.map(track) };
      },
      {
        anybody: {
          summary: 'An artist with albums and the most played tracks',
          about: `Answers them, the albums by year. ${MAY_SEE}`,
          answers: { 200: WholeArtist },
          refuses: [404],
          path: inPath('an artist', CATALOGUE.artist),
        },
      },
    )
    .get(
      '/genres',
      async () => {
        const all = await library.genres();
        const entries = all.map(({ name, albumCount, songCount }) => ({ name, albums: albumCount, tracks: songCount }));
        return { total: entries.length, entries };
      },
      {
        open: {
          summary: 'All genres',
          about: 'Answers genres by name, with how many albums and tracks are of each.',
          answers: { 200: GenreList },
        },
      },
    )
    .get(
      '/search',
      async ({ query: { q } }) => {
        const part = (size: number) => ({ offset: 0, size });
        const found = await library.search(q, {
          ...{ artists: part(FOUND.artists), albums: part(FOUND.albums), tracks: part(FOUND.tracks) },
        });
        return {
          artists: (await library.artists(found.artists)).map(artist),
          albums: (await library.albums(found.albums)).map(album),
          tracks: (await library.songs(found.tracks)).map(track),
        };
      },
      {
        open: {
          summary: 'What is called so',
          about: 'Finds as `GET /search` does, and answers entries as the other lists of `/browse` do.',
          answers: { 200: Found },
        },
        query: t.Object({
          q: t.String({
            description: 'a text of 1 to 500 characters',
            minLength: 1,
            maxLength: 500,
            examples: ['first light'],
          }),
        }),
      },
    );
}

const none = (subject: string) => new DomainError('not_found', 'Not found', { subject });

const idsIn = (list: string): Id[] => list.split(',').flatMap((text) => parseId(text) ?? []);
