import { dlopen, FFIType } from 'bun:ffi';
import { randomUUID } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, resolve } from 'node:path';

/**
 * The native files of one package: the path of each beneath a common folder, as the linker needs it, and the embedded file
 * with its bytes, compressed by zstd. A library comes before those that depend on it; the last file is the Node add-on.
 */
export type NativeFiles = [place: string, embedded: string][];

let parent: string | undefined;

/** Has native code unpacked beneath a folder from now on, instead of in the system's for temporary files. */
export function unpackInto(folder: string): void {
  parent = folder;
}

/** From <sys/mman.h>: child processes do not inherit the descriptor. */
const MFD_CLOEXEC = 1;

/**
 * Loads a Node add-on that is embedded in the executable, with the shared libraries it needs. The linker reads files only,
 * so they are written to a private folder, where the next start finds them. Where no such folder can be made, or it is
 * mounted `noexec`, they are written to anonymous memory files instead.
 *
 * @param id distinguishes the files of different builds; becomes part of the folder's name
 * @returns what the add-on exports
 * @throws AggregateError with both reasons when neither way works
 */
export function loadAddon(id: string, files: NativeFiles): unknown {
  const problems: unknown[] = [];
  for (const load of [fromFolder, fromMemory]) {
    try {
      return load(id, files);
    } catch (problem) {
      problems.push(problem);
    }
  }
  throw new AggregateError(problems, `native code cannot be loaded: ${problems.join('; ')}`);
}

function fromFolder(id: string, files: NativeFiles): unknown {
  const folder = resolve(parent ?? tmpdir(), `tonearm-${process.getuid?.()}-${id}`);
  makePrivate(folder);
  const placed = files.map(([place, embedded]) => put(resolve(folder, place), embedded));
  return openAddon(placed.at(-1));
}

/** Makes the folder, or checks it: all users can write to /tmp and guess the name, so a folder of others is refused. */
function makePrivate(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const found = lstatSync(folder);
  const isPrivate = found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o077) === 0;
  if (!isPrivate) throw new Error(`${folder} is not a private folder of this user`);
}

/**
 * Writes a file unless it exists. It gets its name only when it is complete, as two servers may start at once and the power
 * may fail. An existing file is not compared: that would read all of it at each start.
 */
function put(file: string, embedded: string): string {
  if (existsSync(file)) return file;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const unfinished = `${file}.${randomUUID()}`;
  try {
    writeFileSync(unfinished, unpacked(embedded), { mode: 0o500, flush: true });
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
  return file;
}

const unpacked = (embedded: string): Buffer => Bun.zstdDecompressSync(readFileSync(embedded));

function fromMemory(_id: string, files: NativeFiles): unknown {
  const { memfd_create } = dlopen('libdl.so.2', {
    memfd_create: { args: [FFIType.cstring, FFIType.i32], returns: FFIType.i32 },
  }).symbols;

  // The descriptors stay open: the linker identifies a library by its path, so a number that is used again would stand
  // for the wrong library.
  const placed: { name: string; path: string }[] = [];
  for (const [place, embedded] of files) {
    const descriptor = memfd_create(Buffer.from(`${place}\0`), MFD_CLOEXEC);
    if (descriptor < 0) throw new Error('there is no memory for files');
    const bytes = unpacked(embedded);
    for (const { name, path } of placed) nameAnew(bytes, name, path);
    writeFileSync(descriptor, bytes);
    placed.push({ name: basename(place), path: `/proc/self/fd/${descriptor}` });
  }
  return openAddon(placed.at(-1)?.path);
}

/**
 * Has a library ask for another one by a path, which is shorter, instead of by its name: the linker has no folder to search,
 * and musl's does not find by its name what has been loaded by a path.
 */
function nameAnew(library: Buffer, name: string, path: string): void {
  const at = library.indexOf(`\0${name}\0`);
  if (at === -1) return;
  library.fill(0, at + 1, at + 1 + name.length);
  library.write(path, at + 1);
}

function openAddon(file: string | undefined): unknown {
  const addon = { exports: {} };
  process.dlopen(addon, file ?? '');
  return addon.exports;
}
