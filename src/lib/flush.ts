import { open } from 'node:fs/promises';

/** Writes a file's content, or a folder's entries, to disk (`fsync`) before it resolves. @throws the error of the system */
export async function flush(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
