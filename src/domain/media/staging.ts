import { mkdir, open, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { nanoid } from 'nanoid';
import { DomainError } from '../../errors.ts';

/** A file that has arrived but belongs nowhere yet: it is put into the store or discarded before the request is answered. */
export interface Staged {
  /** Always of this machine: what looks into the file, or draws from it, opens it here. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** The first bytes, at most 4096: enough to see by content what the file is. */
  readonly head: Uint8Array;
  /** Of the bytes, hexadecimal. */
  readonly sha256: string;
}

const HEAD = 4096;
/** Bytes after which it is looked again whether the disk has room. */
const BETWEEN_LOOKS = 8 * 1024 * 1024;

/** What says that the disk or the process has no room just now, and nothing about the request. */
const NO_ROOM = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EMFILE', 'ENFILE', 'ENOMEM', 'EROFS', 'EIO']);

/** What is still arriving, and what is being made of it: files in `tmp` of the data folder, of this process alone. */
export class Staging {
  readonly #folder: string;
  readonly #leastFree: number;

  /** @param leastFree bytes of the disk that are left free */
  constructor(root: string, leastFree: number) {
    this.#folder = join(root, 'tmp');
    this.#leastFree = leastFree;
  }

  /** Makes the folder and throws away what an earlier run left unfinished. To be awaited before the first upload. */
  async sweep(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
    await mkdir(this.#folder, { recursive: true });
  }

  /**
   * Streams a source into a new file, no faster than the disk takes it. When anything fails, also in the source, nothing
   * is left of the file.
   *
   * @param limit in bytes
   * @param field names the file in the error
   * @throws DomainError `too_large`, `busy` when the disk is full; what the source throws is passed on
   */
  async stage(source: AsyncIterable<Uint8Array>, limit: number, field = 'file'): Promise<Staged> {
    const path = this.temporary();
    const head = new Uint8Array(HEAD);
    const hash = new Bun.CryptoHasher('sha256');
    let size = 0;
    let nextLook = 0;
    try {
      const file = await open(path, 'wx', 0o600);
      try {
        for await (const chunk of source) {
          if (size + chunk.length > limit) {
            throw new DomainError('too_large', `${field} is larger than ${limit} bytes`, { field });
          }
          if (size >= nextLook) {
            await this.ensureRoom(chunk.length);
            nextLook = size + BETWEEN_LOOKS;
          }
          if (size < HEAD) head.set(chunk.subarray(0, HEAD - size), size);
          hash.update(chunk);
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
    return { path, size, head: head.slice(0, size), sha256: hash.digest('hex') };
  }

  /**
   * Makes sure that so many more bytes leave the disk what is to stay free of it.
   * @throws DomainError `busy`
   */
  async ensureRoom(bytes: number): Promise<void> {
    if (this.#leastFree === 0) return;
    const { free } = await this.disk();
    if (free - bytes < this.#leastFree) throw noRoom();
  }

  /** Bytes of the disk, and those that are free. */
  async disk(): Promise<{ size: number; free: number }> {
    const { bavail, blocks, bsize } = await statfs(this.#folder);
    return { size: blocks * bsize, free: bavail * bsize };
  }

  /** A file that was written at a `temporary` path, without its first bytes. */
  async adopt(path: string): Promise<Staged> {
    const hash = new Bun.CryptoHasher('sha256');
    for await (const chunk of Bun.file(path).stream()) hash.update(chunk);
    return { path, size: (await stat(path)).size, head: new Uint8Array(), sha256: hash.digest('hex') };
  }

  /** A path that nothing has yet, for those who write the file themselves. */
  temporary(): string {
    return join(this.#folder, nanoid());
  }

  /** Throws a staged file away. One that is in the store already, or gone, is left alone. */
  async discard(staged: Pick<Staged, 'path'>): Promise<void> {
    await rm(staged.path, { force: true });
  }
}

type FileHandle = Awaited<ReturnType<typeof open>>;

/** A write may take only a part, as the last one before the disk is full does. */
async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  let written = 0;
  while (written < chunk.length) written += (await file.write(chunk, written)).bytesWritten;
}

/** An error as it is to be thrown on: `busy` when it says that there is no room, itself else. */
export function asBusy(error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (!code || !NO_ROOM.has(code)) return error;
  return Object.assign(noRoom(), { cause: error });
}

const noRoom = () => new DomainError('busy', 'there is no room for files just now', { retryAfter: 60 });
