import { open } from 'node:fs/promises';

/** Has the disk keep what a file holds, or which names a folder has, before this returns. @throws what the disk says */
export async function flush(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
