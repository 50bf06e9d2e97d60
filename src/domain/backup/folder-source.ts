import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ownBytesOf } from './bytes.ts';
import { LARGEST_MANIFEST, parseManifest } from './manifest.ts';
import { BackupError, MANIFEST, type Manifest } from './model.ts';
import type { Entry, Source } from './target.ts';

/** A backup in a folder. Symbolic links in it are not followed: what is one is missing. */
export function folderSource(root: string): Source {
  let read: Promise<Manifest> | undefined;
  const manifest = () => {
    read ??= readManifest(root);
    return read;
  };
  return {
    manifest,
    total: async () => {
      const { files } = await manifest();
      return { files: files.length, bytes: files.reduce((sum, { size }) => sum + size, 0) };
    },
    entries: async function* (): AsyncGenerator<Entry> {
      const places = new Map<string, boolean>();
      for (const { path } of (await manifest()).files) {
        const [place = '', name] = path.split('/');
        if (name !== undefined && !places.has(place)) places.set(place, await isFolder(join(root, place)));
        if (name !== undefined && !places.get(place)) continue;
        const found = await lstat(join(root, path)).catch(() => undefined);
        if (found?.isFile()) yield { path, size: found.size, bytes: ownBytesOf(join(root, path)) };
      }
    },
  };
}

const isFolder = async (path: string): Promise<boolean> =>
  (await lstat(path).catch(() => undefined))?.isDirectory() === true;

async function readManifest(root: string): Promise<Manifest> {
  const path = join(root, MANIFEST);
  const found = await lstat(path).catch(() => undefined);
  if (!found?.isFile())
    throw new BackupError(`there is no backup in ${root}: it has no ${MANIFEST}, which is written last`);
  if (found.size > LARGEST_MANIFEST) throw new BackupError(`${path} is too large for a manifest; use another backup`);
  return parseManifest(await readFile(path, 'utf8'));
}
