import type { Static } from '@sinclair/typebox';
import type { AlbumRow, ArtistRow, Cover, Part, SongRow } from '../../domain/library/model.ts';
import { invalid } from '../../errors.ts';
import type { Route } from '../../http/route.ts';
import type { BrowsedAlbum, BrowsedArtist, BrowsedTrack } from './browse-shapes.ts';

/** Entries of a list that are answered, unless `limit` says. */
const USUAL = 50;
/** The most that `limit` may ask for. */
const MOST = 500;

/** The id in a path, for the documentation. */
export const inPath = (of: string, example: string): Route['path'] => ({
  id: { example, description: `the id of ${of}` },
});

/** Wire to domain. @throws invalid (`limit`) */
export function partOf({ offset, limit }: { offset?: string; limit?: string }): Part {
  if (limit !== undefined && Number(limit) === 0) throw invalid('limit', 'must be a whole number from 1');
  return { offset: Number(offset ?? 0), size: Math.min(Number(limit ?? USUAL), MOST) };
}

/** Domain to wire. */
export const addressOf = (cover: Cover | null): string | null => cover && `/uploads/${cover.place}/${cover.name}`;
const yearOf = (year: number): string | null => (year > 0 ? String(year) : null);

export const track = (row: SongRow): Static<typeof BrowsedTrack> => ({
  _id: row.id,
  name: row.name,
  album: { _id: row.album, name: row.albumName },
  artist: { _id: row.artist, name: row.artistName },
  ...{ disc: row.disc, position: row.number, year: yearOf(row.year), duration: row.duration },
  ...{ genres: row.genres, cover: addressOf(row.cover) },
});

export const album = (row: AlbumRow): Static<typeof BrowsedAlbum> => ({
  _id: row.id,
  name: row.name,
  artist: { _id: row.artist, name: row.artistName },
  ...{ year: yearOf(row.year), tracks: row.songCount, duration: row.duration },
  ...{ genres: row.genres, cover: addressOf(row.cover) },
});

export const artist = (row: ArtistRow): Static<typeof BrowsedArtist> => ({
  ...{ _id: row.id, name: row.name, albums: row.albumCount, cover: addressOf(row.cover) },
});
