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

export interface Archive {
  /** Bytes. */
  readonly size: number;
  /** Fails with DomainError `busy` or `not_found` when a file cannot be had on the way. Has to be read or cancelled. */
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
}

type StoreOf = (name: StoreName) => Reading;

/** Read at once. */
const CHUNK = 256 * 1024;

/**
 * An archive of stored files, not compressed, in their order, sent as they are read: a piece of one file is in memory at
 * a time. Each is read twice, for its sum stands before it: many who unpack while they read take nothing else.
 */
export function zipOf(entries: readonly ZipEntry[], storeOf: StoreOf): Archive {
  const paths = safePaths(entries.map(({ path }) => path));
  let offset = 0;
  const members = entries.map(({ file: { size, createdAt } }, index): Member => {
    const member = { name: Buffer.from(paths[index] as string), size, crc: 0, modified: createdAt, offset };
    offset += memberHeader(member).length + size;
    return member;
  });
  const parts = partsOf(entries, members, offset, storeOf);
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        const { done, value } = await parts.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: async () => void (await parts.return()),
    },
    { highWaterMark: 0 },
  );
  return { size: offset + directory(members, offset).length, body };
}

async function* partsOf(
  entries: readonly ZipEntry[],
  members: readonly Member[],
  end: number,
  storeOf: StoreOf,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  const summed: Member[] = [];
  for (const [index, { file }] of entries.entries()) {
    const local = await storeOf(file.store).local(file);
    if (local === undefined) throw noFile();
    const handle = await open(local, 'r');
    try {
      let crc = 0;
      for await (const chunk of chunksOf(handle, file.size)) crc = crc32(chunk, crc);
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
