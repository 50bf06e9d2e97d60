import { mkdir, open, opendir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { nanoid } from 'nanoid';
import { DomainError } from '../../errors.ts';

/** A file that has arrived but belongs nowhere yet: it is kept or discarded before the request is answered. */
export interface Staged {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** The first bytes, at most 4096: enough to see by content what the file is. */
  readonly head: Uint8Array;
}

const HEAD = 4096;
const PLACE = /^[a-z][a-z0-9-]*$/;
const NAME = /^[A-Za-z0-9_-]{21}\.[a-z0-9]{2,4}$/;

/** What says that the disk or the process has no room just now, and nothing about the request. */
const NO_ROOM = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EMFILE', 'ENFILE', 'ENOMEM', 'EROFS', 'EIO']);

/** The stored files: a folder for each place (`albums`, `tracks` …) and `tmp` for what is still arriving, all on one file system. */
export class Disk {
  readonly #root: string;
  readonly #tmp: string;

  constructor(root: string) {
    this.#root = root;
    this.#tmp = join(root, 'tmp');
  }

  /** Makes the folders and throws away what an earlier run left unfinished. To be awaited before the first upload. */
  async sweep(): Promise<void> {
    await rm(this.#tmp, { recursive: true, force: true });
    await mkdir(this.#tmp, { recursive: true });
  }

  /**
   * Streams a source into a new file in `tmp`, no faster than the disk takes it. When anything fails, also in the
   * source, nothing is left of the file.
   *
   * @param limit in bytes
   * @param field names the file in the error
   * @throws DomainError `too_large`, `busy` when the disk is full; what the source throws is passed on
   */
  async stage(source: AsyncIterable<Uint8Array>, limit: number, field = 'file'): Promise<Staged> {
    const path = this.temporary();
    const head = new Uint8Array(HEAD);
    let size = 0;
    try {
      const file = await open(path, 'wx', 0o600);
      try {
        for await (const chunk of source) {
          if (size + chunk.length > limit) {
            throw new DomainError('too_large', `${field} is larger than ${limit} bytes`, { field });
          }
          if (size < HEAD) head.set(chunk.subarray(0, HEAD - size), size);
          await writeAll(file, chunk);
          size += chunk.length;
        }
      } finally {
        await file.close();
      }
    } catch (error) {
      await rm(path, { force: true });
      throw asBusy(error);
    }
    return { path, size, head: head.slice(0, size) };
  }

  /** A path in `tmp` that nothing has yet, for those who write the file themselves. */
  temporary(): string {
    return join(this.#tmp, nanoid());
  }

  /**
   * Gives a staged file its place and name. When this returns, it is there after a power failure too: the bytes are
   * flushed before the name exists, then the names are.
   *
   * @throws DomainError `busy` when the disk is full
   */
  async keep(staged: Pick<Staged, 'path'>, place: string, name: string): Promise<void> {
    const target = this.path(place, name);
    const folder = join(this.#root, place);
    try {
      await flush(staged.path);
      if (await mkdir(folder, { recursive: true })) await flush(this.#root);
      await rename(staged.path, target);
      await flush(folder);
      await flush(this.#tmp);
    } catch (error) {
      throw asBusy(error);
    }
  }

  /** Throws a staged file away. One that is kept already, or gone, is left alone. */
  async discard(staged: Pick<Staged, 'path'>): Promise<void> {
    await rm(staged.path, { force: true });
  }

  /** Deletes a kept file; a missing one is fine. */
  async remove(place: string, name: string): Promise<void> {
    await rm(this.path(place, name), { force: true });
  }

  /**
   * Names the kept files that were written before a time, some at once.
   *
   * @param before milliseconds since the epoch
   * @param most names in one piece
   */
  async *list(before: number, most: number): AsyncGenerator<{ place: string; names: string[] }> {
    for (const place of await readdir(this.#root)) {
      if (!isPlace(place)) continue;
      let names: string[] = [];
      for await (const { name } of await opendir(join(this.#root, place))) {
        if (!NAME.test(name) || (await stat(this.path(place, name))).mtimeMs >= before) continue;
        names.push(name);
        if (names.length < most) continue;
        yield { place, names };
        names = [];
      }
      if (names.length > 0) yield { place, names };
    }
  }

  /**
   * Where a kept file lies. Whether it exists is not looked up.
   *
   * @throws DomainError `not_found` for a place or name that this class never gave, so that no path climbs out
   */
  path(place: string, name: string): string {
    if (!isPlace(place) || !NAME.test(name)) {
      throw new DomainError('not_found', 'there is no such file', { subject: 'file' });
    }
    return join(this.#root, place, name);
  }
}

function isPlace(name: string): boolean {
  return PLACE.test(name) && name !== 'tmp';
}

type FileHandle = Awaited<ReturnType<typeof open>>;

/** A write may take only a part, as the last one before the disk is full does. */
async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  let written = 0;
  while (written < chunk.length) written += (await file.write(chunk, written)).bytesWritten;
}

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** An error as it is to be thrown on: `busy` when it says that there is no room, itself else. */
export function asBusy(error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (!code || !NO_ROOM.has(code)) return error;
  return Object.assign(new DomainError('busy', 'there is no room for files just now', { retryAfter: 60 }), {
    cause: error,
  });
}
