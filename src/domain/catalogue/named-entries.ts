import type { FileFacts } from '../media/model.ts';
import { entryKey } from './keys.ts';
import type { Said } from './model.ts';
import { discAndTrackIn, titleIn } from './track-names.ts';

const VARIOUS = 'Various Artists';
const UNKNOWN = 'Unknown Artist';
const SINGLES = 'Singles';
/** The largest number of a track that is believed. */
const LARGEST_NUMBER = 9_999;

/** What the tags would say if they said this. */
export function corrected(facts: FileFacts, { title, artist, album, year, genre }: Said): FileFacts {
  const said = (text: string) => text.trim() || undefined;
  const isOtherAlbum = album !== undefined && said(album) !== facts.album;
  return {
    ...facts,
    ...(title !== undefined && { title: said(title) }),
    ...(artist !== undefined && { artist: said(artist), albumArtist: said(artist), compilation: undefined }),
    ...(isOtherAlbum && { album: said(album), musicbrainzAlbum: undefined }),
    ...(year !== undefined && { year: Number(said(year)) || undefined }),
    ...(genre !== undefined && { genre: said(genre) === undefined ? undefined : [genre.trim()] }),
  };
}

/** The artist that the tags name, if they name one. */
const artistIn = ({ albumArtist, compilation, artist }: FileFacts): string | undefined =>
  albumArtist ?? (compilation ? VARIOUS : artist);

/** A year as albums have it: four digits, or empty. */
export const yearIn = ({ year }: FileFacts): string => (/^\d{4}$/.test(String(year)) ? String(year) : '');

/** The genres that the tags name, as one text. */
export const genreIn = ({ genre }: FileFacts): string | null => genre?.join('; ') ?? null;

/** The place that the tags name, or else the file's own name; on no album there is none. */
export function placeIn({ album, disc, track }: FileFacts, fileName: string): { disc?: number; position?: number } {
  if (album === undefined) return {};
  const inName = discAndTrackIn(fileName);
  const position = numberOf(track) ?? inName.track;
  return { disc: disc ?? inName.disc ?? 1, ...(position && { position }) };
}

/** What the tags of a file say, as far as they say it; of the title, what it is called else. */
export const saidIn = (facts: FileFacts, fileName: string): Said & { title: string } => ({
  title: facts.title ?? titleIn(fileName),
  ...{ artist: artistIn(facts), album: facts.album, year: yearIn(facts) || undefined },
  genre: genreIn(facts) ?? undefined,
});

/** The entries that the tags of a file name, or else its own name. */
export function entriesIn(facts: FileFacts, fileName: string) {
  const { album, musicbrainzAlbum } = facts;
  const named = (name: string) => ({ name, key: entryKey(name) });
  const isOnAlbum = album !== undefined;
  return {
    artist: named(artistIn(facts) ?? UNKNOWN),
    album: named(album ?? SINGLES),
    title: facts.title ?? titleIn(fileName),
    year: isOnAlbum ? yearIn(facts) : '',
    musicbrainzId: isOnAlbum ? (musicbrainzAlbum ?? null) : null,
    place: placeIn(facts, fileName),
  };
}

const numberOf = (value: number | undefined): number | undefined =>
  value !== undefined && Number.isInteger(value) && value >= 1 && value <= LARGEST_NUMBER ? value : undefined;
