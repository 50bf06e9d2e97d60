import { createHash } from 'node:crypto';
import type { Database, Handle } from '../../db/database.ts';
import { isUniqueViolation } from '../../db/engines.ts';
import { DomainError } from '../../errors.ts';
import type { Id } from '../../lib/ids.ts';
import { type Operation, refuse } from './model.ts';
import type { royaltyStore } from './store.ts';

/** Milliseconds for which keys are stored, at least: thirty days. */
const REMEMBERED = 30 * 24 * 3600 * 1000;

/** A request with an idempotency key. Keys are separate for each caller and operation. */
export interface Keyed {
  callerId: Id;
  operation: Operation;
  key: string;
  /** The parameters of the request: the same key with other content is an error of the client. */
  content: readonly unknown[];
}

/**
 * See `idempotent`.
 * @param write runs the work and the note of its outcome in one transaction, after what has to be done before; as `db.write`
 */
export type RunOnce = <Outcome>(
  keyed: Keyed,
  work: (tx: Handle) => Promise<Outcome>,
  write?: Database['write'],
) => Promise<Outcome>;

/**
 * Runs work at most once for each key. Its outcome, which is kept as JSON, refusals included, is stored in the transaction of
 * the work: a repeated request gets the same outcome, even when the process died before it could answer. Nothing is stored
 * for work that threw.
 */
export function idempotent(db: Database, store: ReturnType<typeof royaltyStore>, now: () => number): RunOnce {
  const running = new Set<string>();

  /** @throws conflict: `key_reused`, `key_under_way`; what the work throws */
  return async <Outcome>(
    { content, ...id }: Keyed,
    work: (tx: Handle) => Promise<Outcome>,
    write: Database['write'] = db.write,
  ): Promise<Outcome> => {
    const requestHash = createHash('sha256').update(JSON.stringify(content)).digest('hex');
    const earlier = async (): Promise<{ outcome: Outcome } | undefined> => {
      const known = await store.key(db.read, id);
      if (known && known.requestHash !== requestHash) throw refuse('key_reused');
      // The work of this operation has written it.
      return known && { outcome: known.outcome as Outcome };
    };

    const name = JSON.stringify([id.callerId, id.operation, id.key]);
    if (running.has(name)) throw refuse('key_under_way');
    running.add(name);
    try {
      const known = await earlier();
      if (known) return known.outcome;
      return await write(async (tx) => {
        const outcome = await work(tx);
        const createdAt = now();
        await store.insertKey(tx, { ...id, requestHash, outcome, createdAt });
        await store.deleteKeysBefore(tx, createdAt - REMEMBERED);
        return outcome;
      });
    } catch (error) {
      // Another process used the same key first: this work is rolled back, or was refused because the other one is done,
      // and the other outcome is returned.
      const known = isUniqueViolation(error) || error instanceof DomainError ? await earlier() : undefined;
      if (known) return known.outcome;
      throw error;
    } finally {
      running.delete(name);
    }
  };
}
