import type { Database, Handle } from '../../db/database.ts';
import type { Id } from '../../lib/ids.ts';
import type { Task } from '../tasks/model.ts';
import type { Tasks } from '../tasks/service.ts';
import { fillingStore } from './filling-store.ts';
import type { indexing } from './indexing.ts';
import type { Kind } from './model.ts';

/** The topic of tasks that fill the index of an older database. */
export const FILL_LIBRARY = 'fill_library';

/** Entries of one transaction. */
const AT_ONCE = 250;
/** Artists follow from their albums. */
const KINDS: readonly Kind[] = ['albums', 'tracks'];

interface Step {
  kind: Kind;
  after: Id;
}

/** Fills the index of a database that an older version has made, in pieces, beside requests. */
export function filling(
  db: Database,
  { index, idsAfter }: ReturnType<typeof indexing>,
  { schedule }: Pick<Tasks, 'schedule'>,
) {
  const store = fillingStore(db);

  const next = (tx: Handle, step: Step) => schedule(tx, FILL_LIBRARY, FILL_LIBRARY, step, 0);

  /** Begins, unless it has begun before, by this process or another one. To be called at each start. */
  async function begin(): Promise<void> {
    if ((await store.progress(db.read, 'index')) !== undefined) return;
    await db.write(async (tx) => {
      if (await store.begin(tx, 'index')) await next(tx, { kind: 'albums', after: '' });
    });
  }

  /** Handles tasks: indexes the entries after one, and asks for the next ones. What is there already stays as it is. */
  async function fill(tx: Handle, tasks: readonly Task[]): Promise<void> {
    for (const { data } of tasks) {
      const { kind, after } = data as Step;
      const ids = await idsAfter(tx, kind, after, AT_ONCE);
      await index(tx, { [kind]: ids });
      const following = KINDS[KINDS.indexOf(kind) + 1];
      const last = ids.at(-1);
      if (last !== undefined && ids.length === AT_ONCE) await next(tx, { kind, after: last });
      else if (following !== undefined) await next(tx, { kind: following, after: '' });
      else await store.set(tx, 'index', { isDone: true, after: '' });
    }
  }

  /** Whether the index has everything that was there before it. */
  const isDone = async (): Promise<boolean> => (await store.progress(db.read, 'index'))?.isDone ?? false;

  return { begin, fill, isDone };
}
