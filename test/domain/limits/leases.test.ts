import { describe, expect, test } from 'bun:test';
import { type Leases, leaseService } from '../../../src/domain/limits/leases.ts';
import { onEachEngine } from '../../support/house.ts';

const LONG = 60_000;
const nothing = async () => {};

onEachEngine('leases', (house) => {
  const process = (): Leases => leaseService(house().db);
  let names = 0;
  const name = () => `work ${++names}`;

  test('whileLeader · of many processes at once one does the work, and no other while it holds the lease', async () => {
    const [lease, processes] = [name(), Array.from({ length: 8 }, process)];
    let done = 0;
    const work = async () => void done++;
    const round = () => Promise.all(processes.map((one) => one.whileLeader(lease, LONG, work)));
    const first = await round();
    expect([done, first.filter(Boolean)]).toEqual([1, [true]]);
    // It stays with the one that had it.
    expect(await round()).toEqual(first);
    expect(done).toBe(2);
    expect(await processes[first.indexOf(false)]?.whileLeader(name(), LONG, work)).toBe(true);
  });

  test('whileLeader · the lease of a process that died ends by itself', async () => {
    const [lease, dead, other] = [name(), process(), process()];
    expect(await dead.whileLeader(lease, 800, nothing)).toBe(true);
    expect(await other.whileLeader(lease, LONG, nothing)).toBe(false);
    await Bun.sleep(850);
    expect(await other.whileLeader(lease, LONG, nothing)).toBe(true);
    expect(await dead.whileLeader(lease, LONG, nothing)).toBe(false);
  });

  test('whileLeader · is renewed while the work goes on, and gives what the work throws', async () => {
    const [lease, busy, other] = [name(), process(), process()];
    const working = busy.whileLeader(lease, 1200, async (signal) => {
      await Bun.sleep(2000);
      expect(signal.aborted).toBe(false);
      throw new Error('of the work');
    });
    const ended = working.catch((error: Error) => error.message);
    const tries: boolean[] = [];
    for (let times = 0; times < 4; times++) {
      await Bun.sleep(400);
      tries.push(await other.whileLeader(lease, 1200, nothing));
    }
    expect(tries).toEqual([false, false, false, false]);
    expect(await ended).toBe('of the work');
  });

  test('whileLeader · the work is told when another has taken the lease', async () => {
    const [lease, halted] = [name(), process()];
    const { leases } = house().db.tables;
    const told = Promise.withResolvers<string>();
    const working = halted.whileLeader(lease, 150, async (signal) => {
      signal.addEventListener('abort', () => told.resolve(signal.reason.message));
      await house().db.write(async (tx) => void (await tx.update(leases).set({ holder: 'another', until: 1e15 })));
      await told.promise;
    });
    expect(await told.promise).toBe(`the lease ${lease} is lost`);
    await working;
    await house().db.write(async (tx) => void (await tx.delete(leases)));
  });

  test('stop · gives back what the process holds, and nothing of others', async () => {
    const [mine, theirs, one, other] = [name(), name(), process(), process()];
    await one.whileLeader(mine, LONG, nothing);
    await other.whileLeader(theirs, LONG, nothing);
    await one.stop();
    expect(await other.whileLeader(mine, LONG, nothing)).toBe(true);
    expect(await one.whileLeader(theirs, LONG, nothing)).toBe(false);
  });
});

describe('a database that is away', () => {
  test.each([
    ['shortly', 200, false],
    ['longer than the lease', 600, true],
  ])('%s · the work goes on, or is told', async (_, pause, isTold) => {
    let writes = 0;
    const write = async () => {
      if (writes++ > 0) throw new Error('away');
      return true;
    };
    const leases = leaseService({ write, engine: 'sqlite', tables: {} } as never);
    let aborted: boolean | undefined;
    await leases.whileLeader('work', 400, async (signal) => {
      await Bun.sleep(pause);
      aborted = signal.aborted;
    });
    expect(aborted).toBe(isTold);
  });
});
