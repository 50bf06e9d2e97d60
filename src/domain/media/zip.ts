import { makeZip } from 'client-zip';
import { DomainError } from '../../errors.ts';
import type { Known } from './file-store.ts';
import type { Reading } from './following.ts';
import type { StoredFile, StoreName } from './model.ts';

/** A file as it is to stand in an archive. */
export interface ZipEntry {
  /** Where it lies there: names of folders and of the file, with slashes between them. Made safe, and made different. */
  readonly path: string;
  readonly file: Known & Pick<StoredFile, 'store' | 'createdAt'>;
}

/** UTF-16 units of one name: with three bytes each it is within what file systems take. */
const LONGEST_NAME = 80;
/** MS-DOS time, which archives have, begins here. */
const EARLIEST = Date.UTC(1980, 0, 2);

/**
 * An archive of stored files, not compressed, sent as they are read: a piece of one file is in memory at a time. It has
 * the extensions for more than 4 GiB where they are needed.
 *
 * @param entries their names are made safe: no way out of the folder it is unpacked into, nothing that a system forbids
 * @returns the archive; it fails with DomainError `busy` or `not_found` when a file cannot be had on the way
 */
export function zipOf(entries: readonly ZipEntry[], storeOf: (name: StoreName) => Reading): ReadableStream<Uint8Array> {
  let reading: { cancel(reason: unknown): Promise<void> } | undefined;
  const taken = new Set<string>();

  async function* bytesOf(file: ZipEntry['file']) {
    const local = await storeOf(file.store).local(file);
    if (local === undefined) throw new DomainError('not_found', 'there is no such file', { subject: 'file' });
    const reader = Bun.file(local).stream().getReader();
    reading = reader;
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  }

  function* listed() {
    for (const { path, file } of entries) {
      const lastModified = new Date(Math.max(file.createdAt, EARLIEST));
      // With its size the extensions are there only for those that need them.
      yield { name: different(safe(path), taken), input: bytesOf(file), size: file.size, lastModified };
    }
  }

  const archive = makeZip(listed()).getReader();
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await archive.read();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel(reason) {
        // The library ends its own work, and leaves the file open.
        await Promise.allSettled([reading?.cancel(reason), archive.cancel(reason)]);
      },
    },
    { highWaterMark: 0 },
  );
}

/** What Windows does not take in names, and what cannot be seen. */
const FORBIDDEN = /[\p{Cc}\p{Cf}\\:*?"<>|]/gu;

/** A relative path whose names every system takes. */
function safe(path: string): string {
  const names = path.toWellFormed().normalize('NFC').split('/').map(safeName);
  return names.filter((name) => name !== '').join('/') || '_';
}

function safeName(name: string): string {
  // Names of dots lead elsewhere, and Windows drops dots and spaces at the end.
  const clean = name
    .replace(FORBIDDEN, '_')
    .trim()
    .replace(/[. ]+$/, '')
    .replace(/^\.+/, '_');
  if (clean.length <= LONGEST_NAME) return clean;
  const extension = /\.[a-z0-9]{1,5}$/i.exec(clean)?.[0] ?? '';
  return (
    clean
      .slice(0, LONGEST_NAME - extension.length)
      .toWellFormed()
      .replace(/\ufffd$/, '') + extension
  );
}

/** The path, with a number when there is one like it: case does not tell two apart everywhere. */
function different(path: string, taken: Set<string>): string {
  const [, stem = path, extension = ''] = /^(.*?)(\.[^./]*)?$/s.exec(path) ?? [];
  let free = path;
  for (let number = 2; taken.has(free.toLowerCase()); number++) free = `${stem} (${number})${extension}`;
  taken.add(free.toLowerCase());
  return free;
}
