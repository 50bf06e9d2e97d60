import { type CsvCell, csvLine, figure } from '../../../lib/csv-out.ts';
import { WORLD } from '../../../lib/territories.ts';
import type { Deliverable } from '../releases/deliverable.ts';
import type { FullRelease, Track } from '../releases/model.ts';
import type { Names } from './names.ts';
import { inRole, peopleOf } from './people.ts';

/** What stands between the entries of a list, as names may have commas in them. */
const BETWEEN = '; ';

/** The columns of the table, and what stands in them. */
interface Row {
  release: FullRelease;
  track: Track;
  people: ReturnType<typeof peopleOf>;
  names: Names;
  file: string;
  md5: string;
}
const COLUMNS: readonly (readonly [title: string, cell: (row: Row) => CsvCell])[] = [
  ['UPC', ({ names }) => names.upc],
  ['Catalogue Number', ({ release }) => release.catalogueNumber ?? ''],
  ['Release Title', ({ release }) => release.name ?? ''],
  ['Release Version', ({ release }) => release.version ?? ''],
  ['Release Artist', ({ release }) => release.stageName],
  ['Label', ({ release }) => release.labelName ?? ''],
  ['Genre', ({ release }) => release.genre ?? ''],
  ['Subgenre', ({ release }) => release.subgenre ?? ''],
  ['Language', ({ release }) => release.language ?? ''],
  ['Release Date', ({ release }) => release.date ?? ''],
  ['Original Release Date', ({ release }) => release.originalDate ?? ''],
  ['P Line', ({ release }) => release.pLine ?? ''],
  ['C Line', ({ release }) => release.cLine ?? ''],
  ['Territories', ({ release }) => territoriesOf(release).join(BETWEEN)],
  ['Disc', () => figure('1')],
  ['Track', ({ track }) => figure(String(track.position))],
  ['Track Title', ({ track }) => track.name],
  ['Track Version', ({ track }) => track.version ?? ''],
  ['Track Artist', ({ people }) => inRole(people, 'MainArtist').join(BETWEEN)],
  ['Featured Artists', ({ people }) => inRole(people, 'FeaturedArtist').join(BETWEEN)],
  ['Composers', ({ people }) => inRole(people, 'Composer').join(BETWEEN)],
  ['Lyricists', ({ people }) => inRole(people, 'Lyricist').join(BETWEEN)],
  ['Producers', ({ people }) => inRole(people, 'Producer').join(BETWEEN)],
  ['ISRC', ({ track }) => track.isrc ?? ''],
  ['Explicit', ({ track }) => String(track.explicit)],
  ['Lyrics Language', ({ track }) => track.lyricsLanguage ?? ''],
  // Seconds.
  ['Duration', ({ track }) => figure(String(track.duration / 1000))],
  ['Preview Start', ({ track }) => (track.previewStart === null ? '' : figure(String(track.previewStart)))],
  ['Audio File', ({ file }) => file],
  ['Audio MD5', ({ md5 }) => md5],
];

/** Where a release may be sold: what is not told is the world. */
export const territoriesOf = ({ territories }: FullRelease): string[] =>
  territories.length > 0 ? territories : [WORLD];

/** The table of a delivery: a line for each track. @param md5Of the sums of the audio files, by their names */
export function table({ release }: Deliverable, names: Names, md5Of: (name: string) => string): string {
  const lines = release.tracks.map((track, at) => {
    const file = names.audio[at] as string;
    const row: Row = { release, track, people: peopleOf(release, track), names, file, md5: md5Of(file) };
    return csvLine(COLUMNS.map(([, cell]) => cell(row)));
  });
  return csvLine(COLUMNS.map(([title]) => title)) + lines.join('');
}
