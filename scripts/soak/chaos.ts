import type { Random } from '../fuzz/random.ts';
import type { Books, Outage } from './books.ts';
import type { Replica, World } from './world.ts';

/** Milliseconds between two kills. */
const BETWEEN_KILLS = 3_000;
/** Milliseconds for which the store is away. */
const STORE_AWAY = 5_000;
/** Milliseconds; what happens once in it happens once in a run of this length. */
const MINUTE = 60_000;

/** Kills one replica after the other, whenever another is ready, and starts each again at once. */
export async function killReplicas(world: World, books: Books, random: Random, isOver: () => boolean): Promise<void> {
  const starting = new Set<Promise<void>>();
  const startAgain = async (replica: Replica) => {
    for (let begun = Date.now(); !replica.isReady; begun = Date.now())
      await replica.start().catch(async ({ message }: Error) => {
        const wasAway = [...books.outages, ...books.storeOutages].some(({ to }) => to >= begun);
        // It ends when what it needs goes away while it starts, and says so; who runs it starts it again.
        if (wasAway) books.count('starts that failed while something was away');
        else books.fault('failed starts', message);
        await Bun.sleep(500);
      });
  };
  for (;;) {
    await Bun.sleep(BETWEEN_KILLS);
    if (isOver()) break;
    const ready = world.replicas.filter(({ isReady }) => isReady);
    if (ready.length < 2) continue;
    const replica = random.pick(ready);
    books.kills.push({ address: replica.address, at: Date.now() });
    await replica.kill();
    books.count('kills');
    const started = startAgain(replica).finally(() => starting.delete(started));
    starting.add(started);
  }
  await Promise.all(starting);
}

/** The store is away once a minute: it refuses, or is silent. */
export async function takeStoreAway(world: World, books: Books, random: Random, end: number): Promise<void> {
  for await (const _ of eachMinute(0.35, end)) {
    const isSilent = random.chance(0.5);
    books.count(isSilent ? 'times the store was silent' : 'times the store refused connections');
    world.storeLeaves(isSilent);
    await during(books.storeOutages, Bun.sleep(STORE_AWAY));
    world.storeComes();
  }
}

/** PostgreSQL crashes once a minute and starts again. */
export async function restartDatabase(world: World, books: Books, end: number): Promise<void> {
  for await (const _ of eachMinute(0.65, end)) {
    books.count('restarts of PostgreSQL');
    await during(books.outages, world.restartDatabase());
  }
}

/** @param part of the first minute after which it comes first @param end of it all, in milliseconds since the epoch */
async function* eachMinute(part: number, end: number): AsyncGenerator<void> {
  for (let at = Date.now() + MINUTE * part; at < end; at += MINUTE) {
    await Bun.sleep(at - Date.now());
    yield;
  }
}

async function during(outages: Outage[], work: Promise<void>): Promise<void> {
  const outage = { from: Date.now(), to: Number.POSITIVE_INFINITY };
  outages.push(outage);
  await work;
  outage.to = Date.now();
}
