import type { Config } from '../../../config.ts';
import type { Database } from '../../../db/database.ts';
import type { Id } from '../../../lib/ids.ts';
import type { Listed, ListRequest } from '../../../lib/list-request.ts';
import type { Paper } from '../../../lib/pdf/paper.ts';
import { Press } from '../../../lib/pdf/press.ts';
import type { Events } from '../../events.ts';
import type { RoyaltyService } from '../../royalties/service.ts';
import { closing } from './closing.ts';
import { type FullStatement, refuse, type Statement, type StatementFilters } from './model.ts';
import { statementStore } from './store.ts';

export type Statements = ReturnType<typeof statementService>;

/** Statements: what payees are told of each closed period. They never change. */
export function statementService(
  db: Database,
  royalties: Pick<RoyaltyService, 'payees' | 'runOnce'>,
  events: Events,
  { currency }: Pick<Config, 'currency'>,
  now: () => number = Date.now,
) {
  const store = statementStore(db);
  const press = new Press();

  /** Newest first. */
  const list = (filters: StatementFilters, page: Pick<ListRequest, 'page' | 'limit'>): Promise<Listed<Statement>> =>
    store.list(db.read, filters, page);

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
    get,
    print,
    stop: () => press.stop(),
    ownerOf,
    close: closing(db, store, royalties, events, currency, now),
  };
}
