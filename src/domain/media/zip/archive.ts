import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { type Known, noFile } from '../file-store.ts';
import type { Reading } from '../following.ts';
import type { StoredFile, StoreName } from '../model.ts';
import { directory, type Member, memberHeader } from './format.ts';
import { safePaths } from './names.ts';

/** A file as it is to stand in an archive. */
export interface ZipEntry {
  /** Where it lies there: names of folders and of the file, with slashes between them; see `safePaths`. */
  readonly path: string;
  readonly file: Known & Pick<StoredFile, 'store' | 'createdAt'>;
}

/** MD5 of the bytes of an entry, by its path: hexadecimal, as those who check what they get ask for it. */
export type Md5Of = (path: string) => string;

/** An entry that is made when those before it have been sent, and may name their sums; these change nothing of its length. */
export interface MadeEntry {
  readonly path: string;
  readonly make: (md5Of: Md5Of) => string;
}

export interface Archive {
  /** Bytes. */
  readonly size: number;
  /** Fails with DomainError `busy` or `not_found` when a file cannot be had on the way. Has to be read or cancelled. */
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
}

type StoreOf = (name: StoreName) => Reading;

/** Read at once. */
const CHUNK = 256 * 1024;

/** What a sum of MD5 looks like before it is known. */
const UNKNOWN_MD5 = '0'.repeat(32);

/** Bytes of an entry, and when they were made. */
function measured(entry: ZipEntry | MadeEntry): { size: number; createdAt: number } {
  if ('file' in entry) return entry.file;
  return { size: Buffer.byteLength(entry.make(() => UNKNOWN_MD5)), createdAt: Date.now() };
}

/**
 * An archive of stored files, not compressed, in their order, sent as they are read: a piece of one file is in memory at
 * a time. Each is read twice, for its sum stands before it: many who unpack while they read take nothing else.
 * @param ended called once, when all is sent, or nobody wants it any more
 */
export function zipOf(entries: readonly (ZipEntry | MadeEntry)[], storeOf: StoreOf, ended = () => {}): Archive {
  const paths = safePaths(entries.map(({ path }) => path));
  let offset = 0;
  const members = entries.map((entry, index): Member => {
    const { size, createdAt } = measured(entry);
    const member = { name: Buffer.from(paths[index] as string), size, crc: 0, modified: createdAt, offset };
    offset += memberHeader(member).length + size;
    return member;
  });
  const parts = partsOf(entries, members, offset, storeOf);
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        try {
          const { done, value } = await parts.next();
          if (!done) return controller.enqueue(value);
          controller.close();
          ended();
        } catch (error) {
          ended();
          throw error;
        }
      },
      async cancel() {
        ended();
        await parts.return();
      },
    },
    { highWaterMark: 0 },
  );
  return { size: offset + directory(members, offset).length, body };
}

async function* partsOf(
  entries: readonly (ZipEntry | MadeEntry)[],
  members: readonly Member[],
  end: number,
  storeOf: StoreOf,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  const summed: Member[] = [];
  const md5s = new Map<string, string>();
  const isSummed = entries.some((entry) => 'make' in entry);
  for (const [index, entry] of entries.entries()) {
    if ('make' in entry) {
      const bytes = Buffer.from(entry.make((path) => md5s.get(path) ?? UNKNOWN_MD5));
      const member = { ...(members[index] as Member), crc: crc32(bytes) };
      md5s.set(entry.path, createHash('md5').update(bytes).digest('hex'));
      summed.push(member);
      yield new Uint8Array(Buffer.concat([memberHeader(member), bytes]));
      continue;
    }
    const { file } = entry;
    const local = await storeOf(file.store).local(file);
    if (local === undefined) throw noFile();
    const handle = await open(local, 'r');
    try {
      let crc = 0;
      const md5 = isSummed ? createHash('md5') : undefined;
      for await (const chunk of chunksOf(handle, file.size)) {
        crc = crc32(chunk, crc);
        md5?.update(chunk);
      }
      if (md5) md5s.set(entry.path, md5.digest('hex'));
      const member = { ...(members[index] as Member), crc };
      summed.push(member);
      yield new Uint8Array(memberHeader(member));
      yield* chunksOf(handle, file.size);
    } finally {
      await handle.close();
    }
  }
  yield new Uint8Array(directory(summed, end));
}

/** Each in memory of its own, as it may wait for its turn to be sent. */
async function* chunksOf(file: Readable, size: number): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  for (let at = 0; at < size; ) {
    const chunk = new Uint8Array(Math.min(CHUNK, size - at));
    const { bytesRead } = await file.read(chunk, 0, chunk.length, at);
    if (bytesRead === 0) throw new Error('a stored file is shorter than it was');
    at += bytesRead;
    yield chunk.subarray(0, bytesRead);
  }
}

type Readable = Pick<Awaited<ReturnType<typeof open>>, 'read'>;
