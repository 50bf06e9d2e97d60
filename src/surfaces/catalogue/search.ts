import { Type as t } from '@sinclair/typebox';
import type { Services } from '../../domain/services.ts';
import { chapters } from '../../http/route.ts';
import { catalogueDialect } from './errors.ts';
import { FoundAnswer, Words } from './shapes.ts';
import { albumDocument, artistDocument, trackDocument } from './wire.ts';

/** How many of each kind are answered, unless `limit` says. */
const USUAL = 20;
/** The most that `limit` may ask for. */
const MOST = 500;

/** Search over what can be heard. */
export function searchRoutes(services: Services) {
  const { catalogue, library } = services;
  return chapters(services, catalogueDialect)('/search', 'catalogue').get(
    '/',
    async ({ query: { q, limit } }) => {
      const part = { offset: 0, size: limit === undefined ? USUAL : Math.min(Number(limit), MOST) };
      const found = await library.search(q, { artists: part, albums: part, tracks: part });
      return {
        artists: (await catalogue.artists.some(found.artists)).map(artistDocument),
        albums: (await catalogue.albums.some(found.albums)).map(albumDocument),
        tracks: (await catalogue.tracks.some(found.tracks)).map(trackDocument),
      };
    },
    {
      open: {
        summary: 'Artists, albums and tracks by words',
        about:
          'Finds what can be heard: tracks with audio, albums, and artists with an album, by words of their names; a track also by those of its album and artist, an album by its artist and year. Each word is the beginning of one; case and accents do not matter.',
        answers: { 200: FoundAnswer },
      },
      query: t.Object({
        q: Words,
        limit: t.Optional(
          t.String({ description: 'a whole number from 1', pattern: '^0*[1-9]\\d{0,39}$', examples: ['20'] }),
        ),
      }),
    },
  );
}
