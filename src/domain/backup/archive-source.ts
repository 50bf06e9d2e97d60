import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import { extract } from 'tar-stream';
import { isBackupPath, LARGEST_MANIFEST, MOST_FILES, parseManifest } from './manifest.ts';
import { BackupError, MANIFEST, type Manifest } from './model.ts';
import type { Entry, Source } from './target.ts';

/** A backup in an archive, which is read as a stream, however large it is. */
export function archiveSource(path: string): Source {
  let found: Manifest | undefined;
  return {
    // Music does not grow smaller in an archive.
    total: async () => ({ files: 0, bytes: (await archiveAt(path)).size }),
    manifest: async () => {
      if (found === undefined)
        throw new BackupError(`${path} has no ${MANIFEST}, which comes last: it was cut off; use another backup`);
      return found;
    },
    entries: async function* (): AsyncGenerator<Entry> {
      await archiveAt(path);
      const tar = extract();
      const read = pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), createZstdDecompress(), tar);
      read.catch(() => {});
      let files = 0;
      try {
        for await (const entry of tar) {
          const bytes = readable(entry as AsyncIterable<Uint8Array>, path);
          const { type, size = 0 } = entry.header;
          const name = entry.header.name.replace(/^\.\//, '');
          if (type === 'directory' && size === 0) {
            entry.resume();
            continue;
          }
          if (type !== 'file' || (name !== MANIFEST && !isBackupPath(name)) || ++files > MOST_FILES)
            throw new BackupError(`${path} holds what "tonearm backup create" does not write; use another backup`);
          if (name === MANIFEST) found = parseManifest(await textOf(bytes, size));
          else yield { path: name, size, bytes };
        }
        await read;
      } catch (error) {
        throw unreadable(error, path);
      } finally {
        tar.destroy();
      }
    },
  };
}

/** The bytes of an entry. Whoever reads them meets what breaks within it. @throws BackupError */
async function* readable(bytes: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    throw unreadable(error, path);
  }
}

const unreadable = (error: unknown, path: string): BackupError =>
  error instanceof BackupError
    ? error
    : new BackupError(`${path} cannot be read to its end: ${(error as Error).message}; use another backup`);

/** @throws BackupError when there is none */
async function archiveAt(path: string): Promise<{ size: number }> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) throw new BackupError(`there is no backup ${path}: no such file`);
  return found;
}

async function textOf(bytes: AsyncIterable<Uint8Array>, size: number): Promise<string> {
  if (size > LARGEST_MANIFEST) throw new BackupError(`its ${MANIFEST} is too large; use another backup`);
  return Buffer.concat(await Array.fromAsync(bytes)).toString();
}
