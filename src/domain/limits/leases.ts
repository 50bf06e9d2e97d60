import { randomUUID } from 'node:crypto';
import type { Database } from '../../db/database.ts';
import { leaseStore } from './leases-store.ts';

/** How often a lease is renewed while its work goes on, in parts of its time. */
const RENEWALS = 3;

export type Leases = ReturnType<typeof leaseService>;

/** What only one of several processes on one database may do at a time. All go by the clock of the database. */
export function leaseService(db: Database) {
  const store = leaseStore(db);
  const holder = randomUUID();
  const held = new Set<string>();

  async function take(name: string, ms: number): Promise<boolean> {
    const isOurs = await db.write((tx) => store.take(tx, name, holder, ms));
    if (isOurs) held.add(name);
    else held.delete(name);
    return isOurs;
  }

  /**
   * Does the work if no other process holds the lease of that name. It stays this process's for that long after its last
   * renewal, and so usually for the next time too, until `stop`; when the process dies it ends by itself.
   * @param ms for how long; it is renewed while the work goes on
   * @param work ends when its signal says that the lease is lost. The process may have been halted: another may be at it
   *   already, so each step of the work must be safe for two
   * @returns whether it was done; @throws what the work throws, and when the database is away
   */
  async function whileLeader(name: string, ms: number, work: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
    if (!(await take(name, ms))) return false;
    const lost = new AbortController();
    let end = performance.now() + ms;
    const renew = async () => {
      const asked = performance.now();
      const isOurs = await take(name, ms).catch(() => undefined);
      if (isOurs) end = asked + ms;
      // A database that is away gives it to nobody else before its time is over.
      else if (isOurs === false || performance.now() >= end) lost.abort(new Error(`the lease ${name} is lost`));
    };
    const clock = setInterval(() => void renew(), ms / RENEWALS).unref();
    try {
      await work(lost.signal);
      return true;
    } finally {
      clearInterval(clock);
    }
  }

  /** Gives back what this process holds, so that another need not wait. */
  async function stop(): Promise<void> {
    if (held.size === 0) return;
    held.clear();
    await db.write((tx) => store.release(tx, holder));
  }

  return { whileLeader, stop };
}
