import type { Database, Handle } from '../../db/database.ts';
import { isForeignKeyViolation } from '../../db/engines.ts';
import { dayOf } from '../../lib/days.ts';
import { type Id, newId } from '../../lib/ids.ts';
import { type PageRequest, pageOf } from '../../lib/page.ts';
import type { Releases } from '../label/releases/service.ts';
import { refuse as refuseOfRoster } from '../roster/model.ts';
import type { Roster } from '../roster/service.ts';
import type { Discrepancy, Maker } from '../royalties/model.ts';
import type { RoyaltyService } from '../royalties/service.ts';
import type { Recoupable, RecoupableData, RecoupableSums, Recoupables, Taken } from './model.ts';
import { recoupmentStore } from './store.ts';

/** Checks what is open. @returns items that differ from their recoupments: none, unless the database was edited by hand */
export const checkRecoupables = (db: Database): Promise<Discrepancy[]> => recoupmentStore(db).discrepancies(db.read);

export type RecoupmentService = ReturnType<typeof recoupmentService>;

/** Advances and costs, which earnings of the artist recoup. @param now the clock, in milliseconds since the epoch */
export function recoupmentService(
  db: Database,
  roster: Pick<Roster, 'artists'>,
  releases: Pick<Releases, 'ownerOf'>,
  { runOnce }: Pick<RoyaltyService, 'runOnce'>,
  now: () => number = Date.now,
) {
  const store = recoupmentStore(db);

  /** @throws not_found of the roster (`artist`) */
  async function checkArtist(id: Id): Promise<void> {
    const [artist] = await roster.artists([id]);
    if (!artist) throw refuseOfRoster('artist');
  }

  /**
   * Books an advance or a cost.
   * @param data its release may be another artist's, who shares what it earns
   * @param key an idempotency key: repeated requests of a caller with the same key book once and get the first answer
   * @throws not_found of the roster (`artist`) and of releases (`release`), conflict of royalties (`key_reused`, `key_under_way`)
   */
  async function book(caller: Maker, data: RecoupableData, key?: string): Promise<Recoupable> {
    const { type, artistId, amount, releaseId, note, date } = data;
    const check = async () => {
      await checkArtist(artistId);
      if (releaseId !== null) await releases.ownerOf(releaseId);
    };
    const work = async (tx: Handle): Promise<{ id: Id }> => {
      const createdAt = now();
      const item: Recoupable = {
        ...{ id: newId(createdAt), type, artistId, amount, open: amount, releaseId, note, createdAt },
        date: date ?? dayOf(createdAt),
      };
      await store.insert(tx, item, caller);
      return { id: item.id };
    };
    await check();
    const content = [artistId, amount, releaseId, note, date];
    const run = () =>
      key === undefined ? db.write(work) : runOnce({ callerId: caller.id, operation: type, key, content }, work);
    const { id } = await run().catch(async (error) => {
      // What it names was deleted meanwhile: then the check tells which.
      if (isForeignKeyViolation(error)) await check();
      throw error;
    });
    // As it was when it was booked: earnings may have recouped some of it before a repeat.
    return { ...((await store.byId(db.read, id)) as Recoupable), open: amount };
  }

  /** @throws not_found of the roster (`artist`), invalid (`cursor`) */
  async function of(artistId: Id, page: PageRequest): Promise<Recoupables> {
    await checkArtist(artistId);
    const [rows, [sums]] = [await store.of(db.read, artistId, page), await store.sums(db.read, [artistId])];
    return { open: sums?.open ?? 0, ...pageOf(rows, page.limit, ({ date, id }) => [date, id]) };
  }

  /** The sums of some artists' items; who has none is left out. */
  async function sumsOf(artistIds: readonly Id[]): Promise<Map<Id, RecoupableSums>> {
    const rows = await store.sums(db.read, artistIds);
    return new Map(rows.map(({ artistId, ...sums }) => [artistId, sums]));
  }

  /** What is open of some artists' items, oldest first. */
  const open = (on: Handle, artistIds: readonly Id[]): Promise<Recoupable[]> => store.open(on, artistIds);

  /** The same, locked until the transaction ends. */
  const lockOpen = (tx: Handle, artistIds: readonly Id[]): Promise<Recoupable[]> => store.lockOpen(tx, artistIds);

  /** Takes what a report recoups of items, which must be locked. */
  async function take(tx: Handle, reportId: Id, taken: readonly Taken[]): Promise<void> {
    const madeAt = now();
    for (const one of taken) await store.take(tx, reportId, one, madeAt);
  }

  /** Opens again what a report has recouped. @returns what was given back of each item, above 0 */
  async function giveBack(tx: Handle, reportId: Id): Promise<Taken[]> {
    const taken = await store.takenBy(tx, reportId);
    await take(
      tx,
      reportId,
      taken.map(({ recoupableId, amount }) => ({ recoupableId, amount: -amount })),
    );
    return taken;
  }

  return { book, of, sumsOf, open, lockOpen, take, giveBack };
}
