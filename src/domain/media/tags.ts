import type { IAudioMetadata, ILyricsTag } from 'music-metadata';
import { genresIn } from '../../lib/folding.ts';
import type { Tags } from './format.ts';

/** Of a tag, in UTF-16 units. */
const LONGEST_TEXT = 200;
const LONGEST_LYRICS = 20_000;
/** How much of a tag is looked at for those: one of 32 MB may begin with white space. */
const LOOKED_AT_BESIDES = 9_800;
/** Genres and texts that are looked at, and lines of a text with times. */
const MOST = 20;
const MOST_LINES = 2_000;
/** The unit of times that a text's lines have; the other one counts frames. */
const MILLISECONDS = 2;
/** The largest number of a disc that is believed. */
const LARGEST_NUMBER = 9_999;

/** What the tags of a file say, as far as the house keeps it. Tags are written by anybody. */
export function tagsOf({ common, native }: IAudioMetadata): Tags {
  const { title, artist, album, albumartist, compilation, musicbrainz_albumid, year, track, disk, genre, lyrics } =
    common;
  const genres = genresIn((genre ?? []).slice(0, MOST), /[;/,\0]/).flatMap((name) => tidy(name) ?? []);
  return {
    ...{ title: tidy(title), artist: tidy(artist), album: tidy(album), year, track: track.no ?? undefined },
    albumArtist: tidy(albumartist),
    compilation: compilation === true || isMarked(native) || undefined,
    musicbrainzAlbum: uuidIn(tidy(musicbrainz_albumid)),
    disc: numberOf(disk.no),
    genre: genres.length === 0 ? undefined : genres,
    lyrics: lyricsOf(lyrics),
  };
}

/** The picture in the tags of a file: that of the front, or else the first. */
export function pictureIn({ picture = [] }: IAudioMetadata['common']): Uint8Array | undefined {
  return (picture.find(({ type }) => type === 'Cover (front)') ?? picture[0])?.data;
}

/** Whether ffmpeg has marked an MP3 as of a compilation: it writes TCMP as a text of that name. */
const isMarked = (native: IAudioMetadata['native']): boolean =>
  Object.values(native).some((tags) => tags.some(({ id, value }) => id === 'TXXX:TCMP' && value === '1'));

const numberOf = (value: number | null): number | undefined =>
  value !== null && Number.isInteger(value) && value >= 1 && value <= LARGEST_NUMBER ? value : undefined;

const uuidIn = (text: string | undefined): string | undefined =>
  /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/.exec(text?.toLowerCase() ?? '')?.[0];

/** The first text that says anything: one with times, if there is one, as LRC has it. */
function lyricsOf(tags: readonly ILyricsTag[] = []): string | undefined {
  const some = tags.slice(0, MOST);
  const timed = some
    .map((tag) => (tag.timeStampFormat === MILLISECONDS ? timedLines(tag.syncText) : ''))
    .find((text) => text !== '');
  const plain = some.map(({ text }) => text).find((text) => text !== undefined && text.trim() !== '');
  return tidy(timed ?? plain, LONGEST_LYRICS);
}

function timedLines(lines: ILyricsTag['syncText'] = []): string {
  const timed = lines.slice(0, MOST_LINES).flatMap(({ timestamp, text }) => {
    if (timestamp === undefined || !(timestamp >= 0)) return [];
    const seconds = (timestamp / 1000) % 60;
    const minutes = Math.floor(timestamp / 60_000);
    const line = text
      .slice(0, LONGEST_TEXT * 5)
      .replace(/\s+/gu, ' ')
      .trim();
    return `[${String(minutes).padStart(2, '0')}:${seconds.toFixed(2).padStart(5, '0')}]${line}`;
  });
  return timed.join('\n');
}

const UTF_8 = new TextDecoder('utf-8', { fatal: true });

/** A text in UTF-8 that was read as Latin-1, as old tags have no way to say what they are in. Real Latin-1 is hardly ever UTF-8. */
function mended(text: string | undefined): string | undefined {
  if (text === undefined || !/[\x80-\xff]/.test(text) || /[^\0-\xff]/.test(text)) return text;
  try {
    return UTF_8.decode(Buffer.from(text, 'latin1'));
  } catch {
    return text;
  }
}

/** What is left can be stored and shown. Cut between characters, not inside one. */
function tidy(text: string | undefined, longest = LONGEST_TEXT): string | undefined {
  const looked = text?.slice(0, longest + LOOKED_AT_BESIDES);
  const clean = mended(looked)?.replaceAll('\0', '').toWellFormed().replaceAll('\ufffd', '').trim() ?? '';
  return (
    clean
      .slice(0, longest)
      .toWellFormed()
      .replace(/\ufffd$/, '') || undefined
  );
}
