import { createHash } from 'node:crypto';
import type { Database, Handle } from '../../db/database.ts';
import { isUniqueViolation } from '../../db/engines.ts';
import { DomainError } from '../../errors.ts';
import type { Id } from '../../lib/ids.ts';
import { type EntryType, type Outcome, refuse } from './model.ts';
import type { royaltyStore } from './store.ts';

/** Milliseconds for which a key is remembered at least: thirty days. */
const REMEMBERED = 30 * 24 * 3600 * 1000;

/** A request that may come again: keys are each caller's own, and each operation's. */
export interface Keyed {
  callerId: Id;
  operation: EntryType;
  key: string;
  /** All that makes it this request: another content under the same key is a mistake of the client's. */
  content: readonly unknown[];
}

/**
 * Does at most once what is asked for under a key. What came of it, refusals included, is written in the transaction
 * that does it, so a repeat gets it even when the process died before it could answer. Nothing is remembered of work that
 * threw.
 */
export function doneOnce(db: Database, store: ReturnType<typeof royaltyStore>, now: () => number) {
  const underWay = new Set<string>();

  /** @throws conflict: `key_reused`, `key_under_way`; what the work throws */
  return async ({ content, ...id }: Keyed, work: (tx: Handle) => Promise<Outcome>): Promise<Outcome> => {
    const requestHash = createHash('sha256').update(JSON.stringify(content)).digest('hex');
    const earlier = async (): Promise<Outcome | undefined> => {
      const known = await store.key(db.read, id);
      if (known && known.requestHash !== requestHash) throw refuse('key_reused');
      return known?.outcome;
    };

    const name = JSON.stringify(Object.values(id));
    if (underWay.has(name)) throw refuse('key_under_way');
    underWay.add(name);
    try {
      const known = await earlier();
      if (known) return known;
      return await db.write(async (tx) => {
        const outcome = await work(tx);
        const createdAt = now();
        await store.insertKey(tx, { ...id, requestHash, outcome, createdAt });
        await store.forgetKeys(tx, createdAt - REMEMBERED);
        return outcome;
      });
    } catch (error) {
      // Another process was quicker with the same key: what this one did is undone, or refused as done before, and the
      // other's outcome stands.
      const known = isUniqueViolation(error) || error instanceof DomainError ? await earlier() : undefined;
      if (known) return known;
      throw error;
    } finally {
      underWay.delete(name);
    }
  };
}
