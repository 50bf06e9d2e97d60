import type { Database } from '../../db/database.ts';
import { isForeignKeyViolation } from '../../db/dialect.ts';
import { invalid } from '../../errors.ts';
import { newId, parseId } from '../../lib/ids.ts';
import { type Page, type PageRequest, pageOf } from '../../lib/page.ts';
import type { Account } from '../accounts/model.ts';
import { type Defer, favouriteVerbs } from './favourites.ts';
import type { FullHistoryEntry, HistoryEntry } from './model.ts';
import { listeningStore } from './store.ts';

export type Listening = ReturnType<typeof listeningService>;

/** Who heard what, and when; and whose favourites are which. @param defer promises a task, see `domain/tasks` */
export function listeningService(db: Database, defer: Defer) {
  const store = listeningStore(db);

  /** Notes that the caller hears the track now. @throws invalid (`track`) when there is no such track */
  async function hear(caller: Account, trackText: string): Promise<HistoryEntry> {
    const track = parseId(trackText);
    if (!track) throw noTrack();
    const heardAt = Date.now();
    const entry: HistoryEntry = { id: newId(heardAt), account: caller.id, track, heardAt };
    try {
      await db.write((tx) => store.insert(tx, entry));
    } catch (error) {
      // The foreign key is the check: it costs no query and no race. It also fails for an account deleted just now.
      throw isForeignKeyViolation(error) ? noTrack() : error;
    }
    return entry;
  }

  /** What the caller heard, newest first. */
  async function historyOf(caller: Account, page: PageRequest): Promise<Page<FullHistoryEntry>> {
    const rows = await store.ofAccount(db.read, caller.id, page);
    return pageOf(rows, page.limit, ({ heardAt, id }) => [heardAt, id]);
  }

  return { hear, historyOf, ...favouriteVerbs(db, defer) };
}

const noTrack = () => invalid('track', 'names no track');
