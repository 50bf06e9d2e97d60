import { lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';

/** A file or folder by its bytes, as names need not be UTF-8; and as it is shown. */
export interface Path {
  bytes: Buffer;
  shown: string;
}

/** A file that may be music. */
export interface Found extends Path {
  /** Its name without its folders, as it is shown. */
  name: string;
  folder: Path;
  /** Bytes. */
  size: number;
  /** When it was changed, in milliseconds since the epoch. */
  modified: number;
}

/** What could not be looked into. */
export interface Unreadable {
  shown: string;
  reason: string;
}

/** By extension only: what a file is, the server sees by its bytes. */
const MUSIC = /\.(mp3|flac|ogg|opus|m4a|wav)$/i;
const SLASH = Buffer.from('/');
/** Folders within folders: beyond that names are longer than the system takes. */
const DEEPEST = 500;

/** @param given as it was typed, which is how it and what lies in it are shown */
export const pathOf = (given: string): Path => ({ bytes: Buffer.from(resolve(given)), shown: given });

/** What lies in a folder under that name. */
export function inside({ bytes, shown }: Path, name: Buffer): Path {
  const text = name.toString('utf8');
  return { bytes: Buffer.concat([bytes, SLASH, name]), shown: shown.endsWith('/') ? shown + text : `${shown}/${text}` };
}

/** In words for the owner. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM') return 'it may not be read';
  if (code === 'ENOENT') return 'it is not there any more, or is a link to nothing';
  if (code === 'ELOOP') return 'it is a link that leads to itself';
  return message;
}

const isBeneath = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);

/**
 * All music beneath a folder, folder by folder, in the order of names. Links are followed; folders that lie beneath the
 * root, or have been gone through by another link, are not gone through again. Looks at each file when it is asked for the
 * next one: waiting for the disk costs less than taking turns.
 */
export function* walk(root: Path): Generator<Found | Unreadable> {
  const top = root.bytes.toString('utf8');
  const home = realpathSync(top);
  const linked = new Set<string>();

  /** Whether a linked folder is to be gone through. */
  function isNew(path: Path): boolean {
    const real = realpathSync(path.bytes as unknown as string);
    if (isBeneath(real, home) || isBeneath(home, real) || linked.has(real)) return false;
    linked.add(real);
    return true;
  }

  function* within(folder: Path, depth: number): Generator<Found | Unreadable> {
    let names: Buffer[];
    try {
      names = readdirSync(folder.bytes, { encoding: 'buffer' });
    } catch (error) {
      yield { shown: folder.shown, reason: reasonOf(error) };
      return;
    }
    const folders: Path[] = [];
    for (const raw of names.sort(Buffer.compare)) {
      const path = inside(folder, raw);
      const name = raw.toString('utf8');
      try {
        let about = lstatSync(path.bytes);
        if (about.isSymbolicLink()) {
          about = statSync(path.bytes);
          if (about.isDirectory() && !isNew(path)) continue;
        }
        if (about.isDirectory()) folders.push(path);
        else if (about.isFile() && MUSIC.test(name))
          yield { ...path, name, folder, size: about.size, modified: about.mtimeMs };
      } catch (error) {
        // A dead link that is called like anything else is none of ours.
        if (MUSIC.test(name)) yield { shown: path.shown, reason: reasonOf(error) };
      }
    }
    for (const inner of folders)
      if (depth < DEEPEST) yield* within(inner, depth + 1);
      else yield { shown: inner.shown, reason: `it lies more than ${DEEPEST} folders deep` };
  }

  yield* within(root, 1);
}
