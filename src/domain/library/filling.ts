import type { Database, Handle } from '../../db/database.ts';
import type { Id } from '../../lib/ids.ts';
import type { Catalogue } from '../catalogue/service.ts';
import type { Media } from '../media/service.ts';
import type { Task } from '../tasks/model.ts';
import type { Tasks } from '../tasks/service.ts';
import { fillingStore } from './filling-store.ts';
import type { indexing } from './indexing.ts';

/** The topic of tasks that fill the index of an older database. */
export const FILL_LIBRARY = 'fill_library';

/** Albums of one transaction, with their tracks and artists. Other writers wait for it. */
const AT_ONCE = 25;
/** Audio files that are read before what they say is kept. */
const FILES_AT_ONCE = 20;
/** The album after which it goes on. */
interface Step {
  after: Id;
}

/** Fills the index of a database that an older version has made, in pieces, beside requests. */
export function filling(
  db: Database,
  { index, albumsAfter }: ReturnType<typeof indexing>,
  { schedule }: Pick<Tasks, 'schedule'>,
  media: Pick<Media, 'reread' | 'keepFacts'>,
  catalogue: Pick<Catalogue, 'retag'>,
) {
  const store = fillingStore(db);

  const next = (tx: Handle, step: Step) => schedule(tx, FILL_LIBRARY, FILL_LIBRARY, step, 0);

  /** Begins, unless it has begun before, by this process or another one. To be called at each start. */
  async function begin(): Promise<void> {
    if ((await store.progress(db.read, 'tags')) !== undefined) return;
    await db.write(async (tx) => {
      if (await store.begin(tx, 'index')) await next(tx, { after: '' });
      await store.begin(tx, 'tags');
    });
  }

  /** Handles tasks: indexes the albums after one, and asks for the next ones. What is there already stays as it is. */
  async function fill(tx: Handle, tasks: readonly Task[]): Promise<void> {
    for (const { data } of tasks) {
      const albums = await albumsAfter(tx, (data as Step).after, AT_ONCE);
      await index(tx, { albums });
      const last = albums.at(-1);
      if (last !== undefined && albums.length === AT_ONCE) await next(tx, { after: last });
      else await store.set(tx, 'index', { isDone: true, after: '' });
    }
  }

  /**
   * Reads the tags of some more older audio files, whose genres, discs and lyrics no version before has kept. Several
   * processes may do so at once, for nothing but the time.
   * @returns whether that was all; @throws busy when too much else is being read
   */
  async function readTags(): Promise<boolean> {
    const progress = await store.progress(db.read, 'tags');
    if (progress === undefined || progress.isDone) return true;
    const found = await media.reread(progress.after, progress.begun, FILES_AT_ONCE);
    const isDone = found.length < FILES_AT_ONCE;
    await db.write(async (tx) => {
      await media.keepFacts(tx, found);
      const told = found.flatMap(({ name, facts }) => (facts ? [[name, facts.genre?.join('; ')] as const] : []));
      await catalogue.retag(tx, new Map(told));
      await store.set(tx, 'tags', { isDone, after: found.at(-1)?.name ?? progress.after });
    });
    return isDone;
  }

  return { begin, fill, readTags };
}
