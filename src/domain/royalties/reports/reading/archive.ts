import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import type { Entry, ZipFile } from 'yauzl';
import { DomainError } from '../../../../errors.ts';
import type { Upload } from '../../../media/model.ts';
import type { Media } from '../../../media/service.ts';
import { refuse } from '../model.ts';

type Staged = Upload['staged'];

/** More than anybody packs around one file. */
const MOST_ENTRIES = 1000;

/** What a ZIP begins with: a file, or the end of an archive that has none. */
const BEGINNINGS = [0x04034b50, 0x06054b50];

const isZip = ({ head }: Staged): boolean =>
  head.length >= 4 && BEGINNINGS.includes(Buffer.from(head.slice(0, 4)).readUInt32LE());

/**
 * The table that a file is, or that a ZIP has in it, unpacked into a file of its own that the caller discards.
 * @param limit bytes, unpacked
 * @throws invalid (`archive_damaged`, `archive_files`), too_large, busy
 */
export async function unpack(file: Staged, limit: number, staging: Media['staging']): Promise<Staged> {
  if (!isZip(file)) return file;
  // Loaded on demand: most servers never see a report.
  const { openPromise } = await import('yauzl');
  const archive = await openPromise(file.path, { lazyEntries: true, autoClose: false }).catch(() => {
    throw refuse('archive_damaged');
  });
  try {
    const entry = await tableIn(archive);
    return await staging.stage(contentOf(archive, entry), limit);
  } finally {
    archive.close();
  }
}

async function tableIn(archive: ZipFile): Promise<Entry> {
  const found: Entry[] = [];
  let entries = 0;
  try {
    for await (const entry of archive.eachEntry()) {
      if (/\.(?:csv|tsv|txt)$/i.test(entry.fileName) && !/(?:^|\/)__MACOSX\//.test(entry.fileName)) found.push(entry);
      if (++entries > MOST_ENTRIES || found.length > 1) break;
    }
  } catch {
    throw refuse('archive_damaged');
  }
  const [entry] = found;
  if (entry === undefined || found.length > 1) throw refuse('archive_files');
  return entry;
}

/** The bytes of an entry, whose sum is checked at the end: the library checks their number only. */
async function* contentOf(archive: ZipFile, entry: Entry): AsyncGenerator<Uint8Array> {
  let sum = 0;
  try {
    const stream: Readable = await archive.openReadStreamPromise(entry);
    for await (const chunk of stream) {
      sum = crc32(chunk, sum);
      yield chunk;
    }
  } catch (error) {
    throw error instanceof DomainError ? error : refuse('archive_damaged');
  }
  if (sum !== entry.crc32) throw refuse('archive_damaged');
}
