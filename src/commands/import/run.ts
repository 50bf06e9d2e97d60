import { LRUCache } from 'lru-cache';
import { AudioProbe } from '../../domain/media/audio.ts';
import { sniff } from '../../domain/media/sniff.ts';
import { isKind } from '../../errors.ts';
import { Covers } from './covers.ts';
import { changed, hashOf, sending, whileOpen } from './files.ts';
import type { Journal } from './journal.ts';
import { ImportStopped, NotAllowed, Refused, type Server } from './server.ts';
import { type Found, type Path, type Unreadable, walk } from './walk.ts';

/** Files of which the server is asked at once whether it has them, and their bytes: they are read before. */
const AT_ONCE = 64;
const MOST_BYTES = 256 * 1024 * 1024;
/** Albums of which it is remembered whether they have a picture. */
const MANY_ALBUMS = 2_000;
const HEAD = 4096;
/** Further tries of a file whose bytes came otherwise than they were sent. */
const TRIES = 3;

/** What has become of a file. */
export interface Outcome {
  shown: string;
  status: 'added' | 'present' | 'failed';
  reason?: string;
  /** Bytes that the file has. */
  size: number;
}

export interface Plan {
  root: Path;
  jobs: number;
  /** Whether nothing is to be sent. */
  isDry: boolean;
}

/** A file with what is known of it before it is sent. */
interface Prepared {
  file: Found;
  sha256: string;
  /** The album that it is on already; absent: the server does not have it. */
  album?: string;
  /** Whether the journal knows it as done. */
  isNoted: boolean;
}

const isFound = (entry: Found | Unreadable): entry is Found => 'size' in entry;

/**
 * Imports the music beneath a folder: some files ahead are read and asked for, the ones that the server lacks are sent.
 * @param tell is told of each file once
 * @throws ImportStopped
 */
export async function importFolder(
  { root, jobs, isDry }: Plan,
  server: Server,
  journal: Journal,
  tell: (outcome: Outcome) => void,
): Promise<void> {
  const covers = new Covers(server);
  const probe = new AudioProbe();
  const pictured = new LRUCache<string, boolean>({ max: MANY_ALBUMS });
  /** In a dry run: contents that would be there by then. */
  const wouldBe = new Set<string>();
  const looking = new Map<string, Promise<void>>();

  const fail = ({ shown }: { shown: string }, size: number, error: unknown): void => {
    if (!(error instanceof Refused) && !isKind(error, 'invalid')) throw error;
    tell({ shown, status: 'failed', reason: (error as Error).message, size });
  };

  /** Reads some files as far as the journal does not know them, and asks the server which of them it has. */
  async function prepare(files: readonly Found[]): Promise<Prepared[]> {
    const ready: Prepared[] = [];
    await eachOf(files, jobs, async (file) => {
      try {
        const noted = journal.hashOf(file);
        ready.push({ file, sha256: noted ?? (await hashOf(file)), isNoted: noted !== undefined });
      } catch (error) {
        fail(file, file.size, error);
      }
    });
    if (ready.length === 0) return ready;
    const hashes = [...new Set(ready.map(({ sha256 }) => sha256))];
    const found: { sha256?: string; album: string }[] = await server.call('GET', `/tracks?sha256=${hashes.join(',')}`);
    if (!Array.isArray(found) || found.some(({ sha256 }) => sha256 === undefined)) throw tooOld();
    const albums = new Map(found.map(({ sha256, album }) => [sha256, album]));
    return ready.map((one) => {
      const album = albums.get(one.sha256);
      return album === undefined ? one : { ...one, album };
    });
  }

  /** All files in their order, prepared while those before are sent. */
  async function* prepared(): AsyncGenerator<Prepared> {
    const some = inGroups(walk(root), ({ shown, reason }) => fail({ shown }, 0, new Refused(reason)));
    const next = async (): Promise<Prepared[] | undefined> => {
      const { done, value } = some.next();
      return done ? undefined : prepare(value);
    };
    let ahead = next();
    for (;;) {
      const ready = await ahead;
      if (ready === undefined) return;
      ahead = next();
      // It is awaited above; until then it is nobody's.
      ahead.catch(() => {});
      yield* ready;
    }
  }

  async function bring(one: Prepared): Promise<void> {
    const { file, sha256, album, isNoted } = one;
    const { shown, size } = file;
    try {
      if (isDry) {
        tell({ shown, status: (await wouldAdd(one)) ? 'added' : 'present', size });
        return;
      }
      const isAdded = album === undefined ? await send(one) : false;
      // A run that ended between a file and its picture has left no note.
      if (album !== undefined && !isNoted) await covers.seeTo(album, file, await hasPicture(album));
      if (!isNoted || album === undefined) journal.note(file, sha256);
      tell({ shown, status: isAdded ? 'added' : 'present', size });
    } catch (error) {
      fail(file, size, error);
    }
  }

  /** Whether a file would be new there. Of copies the first one would. @throws Refused, or invalid: it would not be taken */
  async function wouldAdd({ file, sha256, album }: Prepared): Promise<boolean> {
    const isFirst = album === undefined && !wouldBe.has(sha256) && !looking.has(sha256);
    if (isFirst) looking.set(sha256, check(file));
    await looking.get(sha256);
    if (isFirst) {
      wouldBe.add(sha256);
      looking.delete(sha256);
    }
    return isFirst;
  }

  /** @returns whether it is new there */
  async function send({ file, sha256 }: Pick<Prepared, 'file' | 'sha256'>, triesLeft = TRIES): Promise<boolean> {
    const path = `/tracks/import?name=${encodeURIComponent(file.name.toWellFormed())}&sha256=${sha256}`;
    const sent = await sending(file, (bytes) =>
      server.call('POST', path, async () => ({
        ...{ body: await bytes(), type: 'application/octet-stream', size: file.size },
      })),
    ).catch((error) => {
      if (error instanceof NotAllowed && error.status !== 403) throw tooOld();
      if (!(error instanceof Refused && error.message.startsWith('sha256 '))) throw error;
      // When a connection has broken, Bun sends a file again by itself, but only what it had not sent yet.
      if (triesLeft === 0) throw changed();
    });
    if (sent === undefined) return send({ file, sha256 }, triesLeft - 1);
    const { added, track } = sent;
    const { _id: album, image } = track.album;
    await covers.seeTo(album, file, image !== null);
    return added;
  }

  async function hasPicture(album: string): Promise<boolean> {
    const known = pictured.get(album);
    if (known !== undefined) return known;
    const { image } = await server.call('GET', `/albums/${album}`).catch((error) => {
      if (error instanceof NotAllowed) return { image: '' };
      throw error;
    });
    // That it has none may change at any moment.
    if (image !== null) pictured.set(album, true);
    return image !== null;
  }

  /** Looks whether the server would take a file, as it would. @throws Refused, or invalid */
  async function check(file: Found): Promise<void> {
    await whileOpen(file, async (handle) => {
      const head = new Uint8Array(HEAD);
      const { bytesRead } = await handle.read(head, 0, HEAD, 0);
      const type = sniff(head.subarray(0, bytesRead));
      if (type?.kind !== 'audio') throw new Refused('audio must be an MP3, WAV, OGG, M4A or FLAC file');
      await probe.probe(`/proc/self/fd/${handle.fd}`, file.size, type, 'audio');
    });
  }

  try {
    await eachOf(prepared(), jobs, bring);
  } finally {
    await probe.stop();
  }
}

const tooOld = () => new ImportStopped('the server is of a version that does not know imports: upgrade it first');

/** Does something with each, some at once. When one throws no further one is begun. */
async function eachOf<Item>(
  items: AsyncGenerator<Item> | readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const rest = Symbol.asyncIterator in items ? items : items[Symbol.iterator]();
  let isOver = false;
  const worker = async (): Promise<void> => {
    try {
      while (!isOver) {
        const { done, value } = await rest.next();
        if (done) return;
        await work(value);
      }
    } catch (error) {
      isOver = true;
      throw error;
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: atOnce }, worker));
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
}

/** Files in groups of bounded number and size. */
function* inGroups(entries: Generator<Found | Unreadable>, skip: (entry: Unreadable) => void): Generator<Found[]> {
  let group: Found[] = [];
  let bytes = 0;
  for (const entry of entries) {
    if (!isFound(entry)) {
      skip(entry);
      continue;
    }
    group.push(entry);
    bytes += entry.size;
    if (group.length < AT_ONCE && bytes < MOST_BYTES) continue;
    yield group;
    group = [];
    bytes = 0;
  }
  if (group.length > 0) yield group;
}

/** How many files there are beneath a folder, and bytes. */
export function countMusic(root: Path): { files: number; bytes: number } {
  let [files, bytes] = [0, 0];
  for (const entry of walk(root)) {
    files++;
    if (isFound(entry)) bytes += entry.size;
  }
  return { files, bytes };
}
