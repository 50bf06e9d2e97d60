import { randomUUID } from 'node:crypto';
import type { Database, Handle } from '../../db/database.ts';
import { leaseStore } from './leases-store.ts';

/** How many times a lease is renewed within its duration while the work runs. */
const RENEWALS = 3;

/** What several processes may do at the same time, and all have to know of: that one serves, that one makes a backup. */
export type Presence = 'server' | 'backup';

export type Leases = ReturnType<typeof leaseService>;

/** Leases: work that only one of several processes on one database may do at a time. Times are those of the database's clock. */
export function leaseService(db: Database) {
  const store = leaseStore(db);
  const holder = randomUUID();
  const held = new Set<string>();
  const stopped = Promise.withResolvers<void>();

  async function take(name: string, ms: number): Promise<boolean> {
    const isOurs = await db.write((tx) => store.take(tx, name, holder, ms));
    if (isOurs) held.add(name);
    else held.delete(name);
    return isOurs;
  }

  /**
   * Does the work unless another process holds the lease of that name. Afterwards this process keeps the lease until it
   * expires or `stop` is called, and so usually has it the next time too. The lease of a process that died expires.
   * @param ms how long the lease lasts; it is renewed while the work runs
   * @param work must stop when the signal aborts: the lease is lost. A process that was suspended may notice this late, so
   *   each step must be safe while another process does the same
   * @returns whether the work was done; @throws what the work throws, or that the database is away
   */
  async function whileLeader(name: string, ms: number, work: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
    if (!(await take(name, ms))) return false;
    const lost = new AbortController();
    let end = performance.now() + ms;
    const renew = async () => {
      const asked = performance.now();
      const isOurs = await take(name, ms).catch(() => undefined);
      if (isOurs) end = asked + ms;
      // While the database is away nobody else gets the lease before it expires.
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

  /**
   * Does the work while all processes know of it. The sign of a process that died expires.
   * @param ms how long the sign stands; it is renewed while the work runs
   * @param work as that of `whileLeader`: when the signal aborts, others may not know of it any more
   * @returns what the work returns
   */
  async function whilePresent<Result>(
    what: Presence,
    ms: number,
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    await db.write((tx) => store.forget(tx, prefixOf(what)));
    const results: Result[] = [];
    // Nobody else takes a lease of this name.
    await whileLeader(prefixOf(what) + holder, ms, async (signal) => void results.push(await work(signal)));
    return results[0] as Result;
  }

  /** Lets all processes know that this one serves, until `stop`. Resolves when they can. */
  async function announceServer(ms: number): Promise<void> {
    const known = Promise.withResolvers<void>();
    const serving = whilePresent('server', ms, () => {
      known.resolve();
      return stopped.promise;
    });
    await Promise.race([known.promise, serving]);
  }

  /** Whether any process does that just now. */
  const isAnyPresent = (what: Presence, on: Handle = db.read): Promise<boolean> => store.isAnyHeld(on, prefixOf(what));

  /** Releases the leases of this process, so that others need not wait for them to expire. */
  async function stop(): Promise<void> {
    stopped.resolve();
    if (held.size === 0) return;
    held.clear();
    await db.write((tx) => store.release(tx, holder));
  }

  return { whileLeader, whilePresent, announceServer, isAnyPresent, stop };
}

const prefixOf = (what: Presence) => `${what}-`;
