import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** Bytes that are read at once. */
const CHUNK = 1024 * 1024;

/** The bytes of a file, some at a time. @throws the error of the system, also for a symbolic link */
export const ownBytesOf = (path: string): AsyncGenerator<Uint8Array> =>
  bytesOf(path, constants.O_RDONLY | constants.O_NOFOLLOW);

/** The bytes of a file, some at a time. @throws the error of the system */
export async function* bytesOf(path: string, flags = constants.O_RDONLY): AsyncGenerator<Uint8Array> {
  const file = await open(path, flags);
  try {
    for (;;) {
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

export interface Digest {
  size: number;
  sha256: string;
}

/**
 * Reads bytes to their end.
 * @param take is given each chunk, and waited for
 */
export async function digest(
  bytes: AsyncIterable<Uint8Array>,
  take?: (chunk: Uint8Array) => Promise<unknown> | undefined,
): Promise<Digest> {
  const hash = new Bun.CryptoHasher('sha256');
  let size = 0;
  for await (const chunk of bytes) {
    hash.update(chunk);
    size += chunk.length;
    await take?.(chunk);
  }
  return { size, sha256: hash.digest('hex') };
}

/** Writes bytes into a new file, and to disk. @throws the error of the system */
export async function write(bytes: AsyncIterable<Uint8Array>, path: string): Promise<Digest> {
  const file = await open(path, 'wx', 0o600);
  try {
    const written = await digest(bytes, (chunk) => writeAll(file, chunk));
    await file.datasync();
    return written;
  } finally {
    await file.close();
  }
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let done = 0; done < chunk.length; ) done += (await file.write(chunk, done)).bytesWritten;
}
