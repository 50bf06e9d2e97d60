import type { Database } from '../../db/database.ts';
import { type Id, newId } from '../../lib/ids.ts';
import type { Listed, ListRequest } from '../../lib/list-request.ts';
import type { Roster } from '../roster/service.ts';
import { type AccountState, type Named, type Payee, type PayeeData, type Royalties, refuse } from './model.ts';
import { payeeStore } from './payees-store.ts';
import type { royaltyStore } from './store.ts';

/** Names in one read. */
const AT_ONCE = 1000;

/**
 * Payees from outside the house: who is paid a share and has no account here. They have a royalty account like an artist's.
 *
 * @param withHistories completes accounts with their entries
 */
export function payeeService(
  db: Database,
  store: ReturnType<typeof royaltyStore>,
  roster: Pick<Roster, 'artists'>,
  withHistories: (accounts: readonly AccountState[]) => Promise<Royalties[]>,
  now: () => number,
) {
  const payees = payeeStore(db);

  async function full(ids: readonly Id[]): Promise<Payee[]> {
    const known = new Map((await payees.some(db.read, ids)).map((row) => [row.id, row]));
    const accounts = new Map((await store.accounts(db.read, ids)).map((account) => [account.payeeId, account]));
    const present = ids.flatMap((id) => (known.has(id) ? (accounts.get(id) ?? []) : []));
    return (await withHistories(present)).map((royalties) => {
      const { name = '', contact = null } = known.get(royalties.payeeId) ?? {};
      return { ...royalties, name, contact };
    });
  }

  /** @throws not_found (`payee`) */
  async function get(id: Id): Promise<Payee> {
    const [payee] = await full([id]);
    if (!payee) throw refuse('payee');
    return payee;
  }

  async function make({ name, contact, details }: PayeeData): Promise<Payee> {
    const createdAt = now();
    const id = newId(createdAt);
    await db.write(async (tx) => {
      const nothing = { active: 0, total: 0, entries: 0, blocked: false };
      await store.insertAccount(tx, { payeeId: id, artistId: null, details, ...nothing });
      await payees.insert(tx, { id, name, contact, createdAt });
    });
    return get(id);
  }

  /** Changes a payee; absent fields stay. @throws not_found (`payee`) */
  async function change(id: Id, { details, ...changes }: Partial<PayeeData>): Promise<Payee> {
    await db.write(async (tx) => {
      // Also without changes, as drizzle refuses an empty `set`.
      const isThere = await payees.change(tx, id, { id, ...changes });
      if (!isThere) throw refuse('payee');
      if (details !== undefined) await store.changeAccount(tx, id, { details });
    });
    return get(id);
  }

  /** Newest first. */
  async function list(page: Pick<ListRequest, 'page' | 'limit'>): Promise<Listed<Payee>> {
    const { entries, total } = await payees.list(db.read, page);
    return { entries: await full(entries.map(({ id }) => id)), total };
  }

  /** What artists and payees from outside are called; who is neither is left out. */
  async function named(ids: readonly Id[]): Promise<Map<Id, Named>> {
    const found = new Map<Id, Named>();
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      const some = ids.slice(at, at + AT_ONCE);
      for (const { id, stageName } of await roster.artists(some))
        found.set(id, { payeeId: id, kind: 'artist', name: stageName });
      for (const { id, name } of await payees.some(db.read, some)) found.set(id, { payeeId: id, kind: 'payee', name });
    }
    return found;
  }

  return { get, make, change, list, named };
}

export type Payees = ReturnType<typeof payeeService>;
