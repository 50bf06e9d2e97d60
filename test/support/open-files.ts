import { readdir, readlink } from 'node:fs/promises';

/** The paths of the files that this process has open (Linux). */
export async function openFiles(): Promise<string[]> {
  const descriptors = await readdir('/proc/self/fd');
  // One that was closed since it was listed has no path.
  return Promise.all(descriptors.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
}
