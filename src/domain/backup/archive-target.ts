import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress } from 'node:zlib';
import { type Pack, pack } from 'tar-stream';
import { flush } from '../../lib/flush.ts';
import { bytesOf, type Digest, digest } from './bytes.ts';
import { format } from './folder-target.ts';
import { BackupError, MANIFEST, type Manifest } from './model.ts';
import type { Target } from './target.ts';
import { openWorkshop, type Workshop } from './workshop.ts';

/** The first bytes of what zstd has made. */
const ZSTD = '28b52ffd';
/** Music does not grow smaller: more effort would only take time. */
const OPTIONS = {
  params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 },
};

/** A backup in one file, made beside it. @throws BackupError when the file is something else */
export async function openArchiveTarget(path: string): Promise<Target> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const found = await stat(path).catch(() => undefined);
  if (found && (!found.isFile() || (found.size > 0 && (await head(path)) !== ZSTD)))
    throw new BackupError(`${path} is there, and no archive of zstd; name another file`);
  return new ArchiveTarget(path, await openWorkshop(`${path}.unfinished`));
}

async function head(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.subarray(0, bytesRead).toString('hex');
  } finally {
    await file.close();
  }
}

class ArchiveTarget implements Target {
  readonly workshop: string;
  readonly #path: string;
  readonly #shop: Workshop;
  readonly #arriving: string;
  readonly #pack: Pack = pack();
  readonly #written: Promise<void>;
  readonly #broken = Promise.withResolvers<never>();

  constructor(path: string, shop: Workshop) {
    this.#path = path;
    this.#shop = shop;
    this.workshop = shop.path;
    this.#arriving = join(shop.path, 'archive');
    const file = createWriteStream(this.#arriving, { mode: 0o600 });
    this.#written = pipeline(this.#pack, createZstdCompress(OPTIONS), file);
    this.#broken.promise.catch(() => {});
    this.#written.catch(this.#broken.reject);
  }

  async kept(): Promise<undefined> {
    return undefined;
  }

  async add(path: string, from: string, size: number): Promise<Digest> {
    return this.#entry(path, size, bytesOf(from));
  }

  async finish(manifest: Manifest): Promise<void> {
    const bytes = Buffer.from(format(manifest));
    await this.#entry(MANIFEST, bytes.length, once(bytes));
    this.#pack.finalize();
    await this.#written;
    await flush(this.#arriving);
    await rename(this.#arriving, this.#path);
    await flush(dirname(this.#path));
    await this.#shop.close();
  }

  async abandon(): Promise<void> {
    this.#pack.destroy();
    await this.#written.catch(() => {});
    await this.#shop.close();
  }

  /** @throws BackupError when there are not as many bytes as promised */
  async #entry(name: string, size: number, bytes: AsyncIterable<Uint8Array>): Promise<Digest> {
    const header = { name, size, mode: 0o600, mtime: new Date() };
    const done = Promise.withResolvers<void>();
    const entry = this.#pack.entry(header, (error) => (error ? done.reject(error) : done.resolve()));
    done.promise.catch(() => {});
    let left = size;
    const written = await digest(bytes, (chunk) => {
      left -= chunk.length;
      // The archive would be broken for whatever follows.
      if (left < 0) throw new BackupError(`${name} has grown while it was read; run this again`);
      if (entry.write(chunk)) return undefined;
      const drained = new Promise<void>((resolve) => entry.once('drain', () => resolve()));
      return Promise.race([drained, this.#broken.promise]);
    });
    if (left > 0) throw new BackupError(`${name} is shorter than its row says; run this again`);
    entry.end(undefined);
    await Promise.race([done.promise, this.#broken.promise]);
    return written;
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
