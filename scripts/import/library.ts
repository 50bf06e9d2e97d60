import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Format, type Said, tagged } from './tagged.ts';

const FORMATS: readonly Format[] = ['flac', 'mp3', 'opus', 'wav'];
/** What names are made of: each alphabet in turn. */
const WORDS = [
  ['Silent', 'River', 'Stone', 'Winter', 'Glass', 'Harbour'],
  ['Тихая', 'Река', 'Камень', 'Зима', 'Стекло', 'Гавань'],
  ['静かな', '川', '石', '冬', '硝子', '港'],
  ['🌙', '🌊', '🪨', '❄️', '🔮', '⚓'],
];
/** Tracks of an album, and discs of a box. */
const TRACKS = 10;
/** One album of so many is a compilation, a box of two discs, or without tags; one file of so many is broken. */
const [COMPILATION, BOX, UNTAGGED, BROKEN] = [10, 7, 25, 500];

export interface Library {
  files: number;
  broken: number;
  albums: number;
  bytes: number;
}

/**
 * Writes a library of small files: names in four alphabets, compilations, boxes, files without tags, broken ones, covers
 * inside and beside.
 * @param bytes about how long each file is to be; absent: as short as may be
 */
export async function writeLibrary(folder: string, files: number, picture: Uint8Array, bytes = 0): Promise<Library> {
  const made = { files: 0, broken: 0, albums: 0, bytes: 0 };
  for (let album = 0; made.files < files; album++) {
    const words = WORDS[album % WORDS.length] ?? [];
    const artist = `${words[Math.floor(album / 8) % words.length]} ${Math.floor(album / 48)}`;
    const title = `${words[album % words.length]} ${album}`;
    const isCompilation = album % COMPILATION === 3;
    const inside = join(folder, artist.replaceAll('/', '_'), title);
    await mkdir(inside, { recursive: true });
    if (album % 3 === 0) await writeFile(join(inside, 'Folder.PNG'), picture);
    made.albums++;
    for (let track = 1; track <= TRACKS && made.files < files; track++) {
      const serial = `${album}.${track}`;
      const said: Said = {
        ...{
          title: `${words[track % words.length]} ${track}`,
          artist,
          album: title,
          year: String(1950 + (album % 70)),
        },
        ...{ genre: album % 2 ? 'Rock' : 'Электроника', track, serial },
        ...(isCompilation && { compilation: true, artist: `${artist} ${track}` }),
        ...(album % BOX === 2 && { disc: 1 + (track % 2) }),
        ...(album % 3 === 1 && track === 1 && { cover: picture }),
      };
      const format = FORMATS[(album + track) % FORMATS.length] as Format;
      const isBroken = made.files % BROKEN === 77;
      const content = isBroken
        ? Buffer.from(`broken ${serial}`)
        : tagged(format, album % UNTAGGED === 5 ? { serial } : said, bytes);
      // The names tell nothing of the order.
      const name = `${String((track * 7) % 11).padStart(2, '0')} - ${words[track % words.length]}.${format}`;
      await writeFile(join(inside, name), content);
      made.files++;
      made.bytes += content.length;
      if (isBroken) made.broken++;
    }
  }
  return made;
}
