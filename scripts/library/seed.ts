import type { Database } from '../../src/db/database.ts';
import { newId } from '../../src/lib/ids.ts';

/** How much there is to be. */
export interface Size {
  artists: number;
  albums: number;
  tracks: number;
}

/** Rows of one statement. */
const AT_ONCE = 500;
const GENRES = 40;
const SYLLABLES = 'ka lo mi ren ta su vel or an der quo pi lux sha mon eri bal tu nes fin'.split(' ');

/** Puts so much into an empty catalogue, without the files' bytes, and leaves the index to those who fill it. */
export async function seed({ write, tables }: Database, size: Size): Promise<void> {
  const random = numbers(1);
  const pick = (most: number) => Math.floor(random() * most);
  const word = () => {
    const made = Array.from({ length: 2 + pick(2) }, () => SYLLABLES[pick(SYLLABLES.length)]).join('');
    return `${made[0]?.toUpperCase()}${made.slice(1)}`;
  };
  const name = () => `${pick(5) === 0 ? 'The ' : ''}${Array.from({ length: 1 + pick(3) }, word).join(' ')}`;
  const begun = Date.now() - size.tracks * 1000;
  const owned = { image: null, account: null, hidden: false, createdBy: null };

  const artists = Array.from({ length: size.artists }, (_, at) => {
    const createdAt = begun + at;
    return { id: newId(createdAt), name: name(), info: null, ...owned, createdAt };
  });
  const albums = Array.from({ length: size.albums }, (_, at) => {
    const createdAt = begun + at * 1000;
    const artist = artists[at % artists.length]?.id as string;
    return {
      id: newId(createdAt),
      name: name(),
      artist,
      year: `${1950 + pick(75)}`,
      ...owned,
      release: false,
      createdAt,
    };
  });
  const made = Array.from({ length: size.tracks }, (_, at) => {
    const createdAt = begun + at * 1000;
    const id = newId(createdAt);
    const audio = `${id.slice(3)}.mp3`;
    const facts = { duration: 200, bitrate: 192_000, sampleRate: 44_100, channels: 2, codec: 'MPEG 1 Layer 3' };
    return {
      file: {
        ...{ name: audio, place: 'tracks', type: 'audio/mpeg', size: 4_800_000, facts, originalName: 'x.mp3' },
        ...{ createdBy: null, createdAt },
      },
      track: {
        ...{ id, name: name(), album: albums[at % albums.length]?.id as string, audio, ...owned, release: false },
        ...{ position: 1 + Math.floor(at / albums.length), duration: 60 + pick(300), createdAt },
        genre: `Genre ${pick(GENRES)}${pick(3) === 0 ? `; Genre ${pick(GENRES)}` : ''}`,
      },
    };
  });
  for (const some of pieces(artists)) await write(async (tx) => void (await tx.insert(tables.artists).values(some)));
  for (const some of pieces(albums)) await write(async (tx) => void (await tx.insert(tables.albums).values(some)));
  for (const some of pieces(made))
    await write(async (tx) => {
      await tx.insert(tables.files).values(some.map(({ file }) => file));
      await tx.insert(tables.tracks).values(some.map(({ track }) => track));
    });
}

function* pieces<Row>(rows: readonly Row[]): Generator<Row[]> {
  for (let at = 0; at < rows.length; at += AT_ONCE) yield rows.slice(at, at + AT_ONCE);
}

/** The same ones each time, from 0 to below 1. */
function numbers(start: number): () => number {
  let state = start;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
