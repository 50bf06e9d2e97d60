import { type FileHandle, open } from 'node:fs/promises';
import { Refused } from './server.ts';
import { type Found, reasonOf } from './walk.ts';

/** Bytes that are read at a time. */
const PIECE = 1024 * 1024;
/** Buffers that are free, to be used again: each job needs one now and then. */
const free: Buffer[] = [];

export const changed = () => new Refused('it was changed while it was read: import it again');

/**
 * Opens a file for some work, and closes it.
 * @throws Refused when it cannot be read, or is not what was found any more
 */
export async function whileOpen<Result>(file: Found, work: (handle: FileHandle) => Promise<Result>): Promise<Result> {
  const handle = await openSame(file);
  try {
    const result = await work(handle);
    await checkSame(file, handle);
    return result;
  } catch (error) {
    throw (error as NodeJS.ErrnoException).syscall === undefined ? error : new Refused(reasonOf(error));
  } finally {
    await handle.close();
  }
}

/** Opens a file, which its opener closes. @throws Refused as `whileOpen` */
async function openSame(file: Found): Promise<FileHandle> {
  const handle = await open(file.bytes, 'r').catch((error) => {
    throw new Refused(reasonOf(error));
  });
  try {
    await checkSame(file, handle);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * Sends a file, each time from its beginning: what has been sent of an open one is behind where it stands.
 * @param work asks for the bytes once for each try
 * @throws Refused as `whileOpen`; what the work throws
 */
export async function sending<Result>(
  file: Found,
  work: (bytes: () => Promise<Blob>) => Promise<Result>,
): Promise<Result> {
  const opened: FileHandle[] = [];
  try {
    return await work(async () => {
      const handle = await openSame(file);
      opened.push(handle);
      return Bun.file(handle.fd);
    });
  } finally {
    await Promise.all(opened.map((handle) => handle.close()));
  }
}

async function checkSame({ size, modified }: Found, handle: FileHandle): Promise<void> {
  const now = await handle.stat();
  if (now.size !== size || now.mtimeMs !== modified) throw changed();
}

/** The SHA-256 of a file, hexadecimal. @throws Refused as `whileOpen` */
export function hashOf(file: Found): Promise<string> {
  return whileOpen(file, async (handle) => {
    const hash = new Bun.CryptoHasher('sha256');
    const buffer = free.pop() ?? Buffer.allocUnsafe(PIECE);
    try {
      for (let at = 0; at < file.size; ) {
        const { bytesRead } = await handle.read(buffer, 0, Math.min(PIECE, file.size - at), at);
        if (bytesRead === 0) throw changed();
        hash.update(buffer.subarray(0, bytesRead));
        at += bytesRead;
      }
    } finally {
      free.push(buffer);
    }
    return hash.digest('hex');
  });
}
