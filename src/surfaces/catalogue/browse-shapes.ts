import { type TProperties, type TSchema, Type as t } from '@sinclair/typebox';
import { CATALOGUE } from '../../lib/examples.ts';

/** What `/browse` shows: everything that can be heard, each entry with what a page needs to show it. */

export const id = (example: string) => t.String({ examples: [example] });
const orNull = <Shape extends TSchema>(shape: Shape) => t.Union([shape, t.Null()]);
const named = (example: string) => t.Object({ _id: id(example), name: t.String() });
export const count = t.Integer({ minimum: 0 });
export const seconds = t.Integer({ description: 'seconds; 0: unknown' });
const year = orNull(t.String({ examples: ['1987'] }));
export const cover = orNull(
  t.String({
    description: 'the address of the picture; `?size=` makes it smaller',
    examples: ['/uploads/albums/x.jpg'],
  }),
);

export const BrowsedTrack = t.Object({
  _id: id(CATALOGUE.track),
  name: t.String(),
  album: named(CATALOGUE.album),
  artist: named(CATALOGUE.artist),
  ...{ disc: count, position: count, year, duration: seconds, genres: t.Array(t.String()), cover },
});

export const BrowsedAlbum = t.Object({
  _id: id(CATALOGUE.album),
  name: t.String(),
  artist: named(CATALOGUE.artist),
  ...{ year, tracks: count, duration: seconds, genres: t.Array(t.String()), cover },
});

export const BrowsedArtist = t.Object({ _id: id(CATALOGUE.artist), name: t.String(), albums: count, cover });

const BrowsedGenre = t.Object({ name: t.String(), albums: count, tracks: count });

export const listOf = <Entry extends TSchema>(entry: Entry) =>
  t.Object({ total: t.Integer({ description: 'of the whole list', minimum: 0 }), entries: t.Array(entry) });

export const TrackList = listOf(BrowsedTrack);
export const AlbumList = listOf(BrowsedAlbum);
export const ArtistList = listOf(BrowsedArtist);
export const GenreList = listOf(BrowsedGenre);

export const WholeAlbum = t.Object({ album: BrowsedAlbum, tracks: t.Array(BrowsedTrack) });
export const WholeArtist = t.Object({
  artist: BrowsedArtist,
  info: orNull(t.String()),
  albums: t.Array(BrowsedAlbum),
  tracks: t.Array(BrowsedTrack, { description: 'those that were played most, up to ten' }),
});
export const Found = t.Object({
  artists: t.Array(BrowsedArtist),
  albums: t.Array(BrowsedAlbum),
  tracks: t.Array(BrowsedTrack),
});

const digits = (description: string, example: string) =>
  t.Optional(t.String({ description, pattern: '^\\d{1,9}$', examples: [example] }));

/** The query parameters of every list of `/browse`: any part of it can be asked for at once. */
export const PartQuery: TProperties = {
  offset: digits('a whole number: how many entries to skip', '0'),
  limit: digits('a whole number from 1, at most 500', '50'),
};
/** Either spelling. */
const ID = '[0-9A-Fa-f-]{24,36}';
export const IdsQuery = t.Optional(
  t.String({
    description: 'ids of tracks, up to a hundred with commas between them',
    pattern: `^${ID}(,${ID}){0,99}$`,
    maxLength: 3699,
  }),
);
export const GenreQuery = t.Optional(
  t.String({ description: 'a text of 1 to 200 characters: only what is of this genre', minLength: 1, maxLength: 200 }),
);
