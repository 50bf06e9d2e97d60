import type { Config } from '../../config.ts';
import type { Database, Handle } from '../../db/database.ts';
import { DomainError } from '../../errors.ts';
import type { Id } from '../../lib/ids.ts';
import type { Account } from '../accounts/model.ts';
import { quotaStore } from './quota-store.ts';

/** Bytes by which what an account keeps changes: stored, and promised to its resumable uploads. */
export interface Change {
  used: number;
  reserved: number;
}

/** Changes by account, in one transaction. */
export type Changes = Map<Id, Change>;

/** What changes for an account, to be added to. */
export function changeOf(changes: Changes, account: Id): Change {
  const change = changes.get(account) ?? { used: 0, reserved: 0 };
  changes.set(account, change);
  return change;
}

const MEBIBYTE = 1024 * 1024;
/** Bytes of a form beside its file. */
const BESIDE = 64 * 1024;

/** How much each account keeps, and may keep. */
export function quotas(db: Database, { quotaBytes }: Pick<Config, 'quotaBytes'>) {
  const store = quotaStore(db);

  /**
   * Counts in the transaction in which files come and go.
   * @throws too_large (`quota`) for an account that would keep more than it may
   */
  async function count(tx: Handle, changes: ReadonlyMap<Id, Change>): Promise<void> {
    // In one order everywhere, so that two transactions don't wait for each other.
    for (const [account, change] of [...changes].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (await store.change(tx, account, change, quotaBytes)) continue;
      const kept = await store.of(tx, account);
      // One that is being deleted keeps nothing.
      if (kept && change.used + change.reserved > 0) throw exceeded(leftOf(kept) ?? 0);
    }
  }

  /** Most bytes that an account may keep; `null`: any number. */
  const limitOf = ({ quota }: Pick<Account, 'quota'>): number | null => (quota ?? quotaBytes) || null;

  /** Bytes that an account may still keep; `undefined`: any number. */
  function leftOf(account: Pick<Account, 'quota' | 'used' | 'reserved'>): number | undefined {
    const limit = limitOf(account);
    return limit === null ? undefined : Math.max(0, limit - account.used - account.reserved);
  }

  /**
   * Refuses what cannot fit before it is read.
   * @param length of the body; a few bytes of it are no file
   * @param replaces whether files may go in exchange, of which nobody knows yet how large they are
   * @throws too_large (`quota`)
   */
  function expect(account: Account, length: number, replaces: boolean): void {
    const left = leftOf(account);
    if (left !== undefined && length - BESIDE > left + (replaces ? account.used : 0)) throw exceeded(left);
  }

  return { count, limitOf, leftOf, expect };
}

/** @param left bytes */
function exceeded(left: number): DomainError {
  const digits = (Math.floor((left / MEBIBYTE) * 10) / 10).toFixed(1);
  return new DomainError('too_large', `Quota exceeded: ${digits} MB left`, { subject: 'quota', value: digits });
}
