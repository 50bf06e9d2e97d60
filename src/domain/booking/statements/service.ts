import type { Config } from '../../../config.ts';
import type { Database } from '../../../db/database.ts';
import type { Id } from '../../../lib/ids.ts';
import type { Listed, ListRequest } from '../../../lib/list-request.ts';
import type { Paper } from '../../../lib/pdf/paper.ts';
import { Press } from '../../../lib/pdf/press.ts';
import { pieces } from '../../../lib/pieces.ts';
import { yieldTurn } from '../../../lib/yield-turn.ts';
import type { Events } from '../../events.ts';
import type { RoyaltyService } from '../../royalties/service.ts';
import { accountStore } from './accounts-store.ts';
import { closing } from './closing.ts';
import { type FullStatement, type Pending, refuse, type Statement, type StatementFilters } from './model.ts';
import { statementStore } from './store.ts';

/** Accounts that are looked at before other requests have their turn. */
const AT_ONCE = 500;

export type Statements = ReturnType<typeof statementService>;

/** Statements: what payees are told of each closed period. They never change. */
export function statementService(
  db: Database,
  royalties: Pick<RoyaltyService, 'payees' | 'runOnce'>,
  events: Events,
  { currency }: Pick<Config, 'currency'>,
  now: () => number = Date.now,
) {
  const [store, accounts] = [statementStore(db), accountStore(db)];
  const press = new Press();

  /** Newest first. */
  const list = (filters: StatementFilters, page: Pick<ListRequest, 'page' | 'limit'>): Promise<Listed<Statement>> =>
    store.list(db.read, filters, page);

  /** What closing a period now would take. */
  async function pending(): Promise<Pending> {
    const last = await store.last(db.read);
    const payees = await accounts.changed(db.read);
    return { last: last?.period ?? null, payees: payees.length, ...(await enteredBy(payees)) };
  }

  /** What was entered in some accounts since the last close. */
  async function enteredBy(ids: readonly Id[]): Promise<Pick<Pending, 'income' | 'payouts'>> {
    const sums = { income: 0, payouts: 0 };
    for (const some of pieces(ids, AT_ONCE)) {
      const known = await accounts.marks(db.read, some);
      const marks = some.map((payeeId) => known.get(payeeId) ?? { payeeId, entries: 0, closing: 0 });
      for (const { typed, due, payouts } of (await accounts.entered(db.read, marks)).values()) {
        sums.income += typed + due;
        sums.payouts += payouts;
      }
      await yieldTurn();
    }
    return sums;
  }

  /** @throws not_found (`statement`) */
  async function get(id: Id): Promise<FullStatement> {
    const found = await store.byId(db.read, id);
    if (!found) throw refuse('statement');
    const { closeId, ...statement } = found;
    return { ...statement, sections: await store.sections(db.read, closeId, found.payeeId) };
  }

  /** Whose a statement is: of one who is no artist nobody. @throws not_found (`statement`) */
  async function ownerOf(id: Id): Promise<Id | undefined> {
    const found = await store.byId(db.read, id);
    if (!found) throw refuse('statement');
    return found.kind === 'artist' ? found.payeeId : undefined;
  }

  /**
   * A statement as a PDF file.
   * @param caller who waits for it: people take turns
   * @param paper says what the file shows of it
   * @throws not_found (`statement`); busy when too many are waiting or the server is stopping
   */
  async function print(
    caller: Id,
    id: Id,
    paper: (statement: FullStatement) => Paper,
  ): Promise<{ number: string; bytes: Uint8Array<ArrayBuffer> }> {
    let number = '';
    const bytes = await press.print(caller, async () => {
      const statement = await get(id);
      number = statement.number;
      return paper(statement);
    });
    return { number, bytes };
  }

  return {
    list,
    pending,
    get,
    print,
    stop: () => press.stop(),
    ownerOf,
    close: closing(db, store, royalties, events, currency, now),
  };
}
