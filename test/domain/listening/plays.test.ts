import { afterAll, afterEach, beforeAll, describe, expect, setSystemTime, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import type { Database } from '../../../src/db/database.ts';
import { openDatabase } from '../../../src/db/open.ts';
import { playCounter } from '../../../src/domain/listening/plays.ts';
import { House } from '../../support/house.ts';

const REPLICAS = 3;
const SECOND = 1000;

/** A process on the house's database, which can be cut off from it. */
class Replica {
  isCutOff = false;
  readonly counter: ReturnType<typeof playCounter>;

  constructor(private readonly db: Database) {
    const write: Database['write'] = (work) =>
      this.isCutOff ? Promise.reject(new Error('the database is away')) : db.write(work);
    this.counter = playCounter({ ...db, write }, { emit: async () => {} });
  }

  close(): Promise<void> {
    return this.db.close();
  }
}

describe('recordPlay · by several processes on one PostgreSQL', () => {
  let house: House;
  let token: string;
  let album: string;
  let begin: number;
  let replicas: Replica[] = [];

  beforeAll(async () => {
    house = await House.open('postgres');
    ({ token } = await house.member());
    album = await make('/albums', { name: 'album', artist: await make('/artists', { name: 'artist' }), year: '1999' });
  });
  afterEach(async () => {
    setSystemTime();
    for (const replica of replicas) await replica.close();
  });
  afterAll(() => house.close());

  const make = async (path: string, body: object) => (await house.call('POST', path, { token, body })).body._id;

  /** New processes, which remember nothing, and a new track. */
  async function open(): Promise<{ track: string; plays: () => Promise<number | undefined> }> {
    const dbs = await Promise.all(Array.from({ length: REPLICAS }, () => openDatabase(house.config)));
    replicas = dbs.map((db) => new Replica(db));
    begin = Date.now();
    const track = await make('/tracks', { name: 'track', album });
    const { tracks } = house.db.tables;
    const plays = async () => {
      for (const { counter } of replicas) await counter.flush();
      const rows = await house.db.read.select({ plays: tracks.plays }).from(tracks).where(eq(tracks.id, track));
      return rows[0]?.plays;
    };
    return { track, plays };
  }

  /** Somebody asks a process for the track, so many seconds after the beginning. */
  function hear(second: number, at: number, track: string, client = 'somebody'): void {
    setSystemTime(begin + second * SECOND);
    replicas[at]?.counter.recordPlay(client, track);
  }
  const settle = (at: number) => replicas[at]?.counter.flush();

  test('a client at all of them at once is counted once, and each client', async () => {
    const { track, plays } = await open();
    for (const client of ['one', 'two', 'three'])
      for (let at = 0; at < REPLICAS; at++) for (const _ of [1, 2]) hear(0, at, track, client);
    await Promise.all(replicas.map(({ counter }) => counter.flush()));
    expect(await plays()).toBe(3);
  });

  test('the time in which plays are one begins with the one that was counted, wherever that was', async () => {
    const { track, plays } = await open();
    for (const [second, at, expected] of [
      [0, 0, 1],
      [10, 1, 1],
      [29.9, 2, 1],
      [30.1, 1, 2],
      [45, 0, 2],
      [60.2, 2, 3],
    ] as const) {
      hear(second, at, track);
      await settle(at);
      expect([second, await plays()]).toEqual([second, expected]);
    }
  });

  test.each([
    ['first', 0, 1],
    ['last', 1, 0],
  ])('plays that waited for the database are written later, and none twice: %s', async (_, first, second) => {
    const { track, plays } = await open();
    for (const replica of replicas) replica.isCutOff = true;
    for (const [at, moment] of [
      [0, 0],
      [1, 10],
      [0, 40],
      [1, 50],
    ] as const) {
      hear(moment, at, track);
      await settle(at);
    }
    expect(await plays()).toBe(0);
    setSystemTime(begin + 300 * SECOND);
    for (const replica of replicas) replica.isCutOff = false;
    await settle(first);
    await settle(second);
    expect(await plays()).toBe(2);
    hear(301, 0, track);
    expect(await plays()).toBe(3);
  });

  test('a play whose commit was not answered is written again, and counted once', async () => {
    const { track, plays } = await open();
    const lost = await openDatabase(house.config);
    let breaks = true;
    const write: Database['write'] = async (work) => {
      const result = await lost.write(work);
      if (breaks) throw new Error('the connection broke');
      return result;
    };
    const counter = playCounter({ ...lost, write }, { emit: async () => {} });
    counter.recordPlay('somebody', track);
    await counter.flush();
    breaks = false;
    await counter.stop();
    await lost.close();
    expect(await plays()).toBe(1);
  });

  test('what was counted long ago is forgotten', async () => {
    const { track } = await open();
    const { recentPlays } = house.db.tables;
    const kept = () => house.db.read.select().from(recentPlays);
    hear(0, 0, track);
    await settle(0);
    const before = await kept();
    expect(before.length).toBeGreaterThan(0);
    hear(3 * 3600, 1, track, 'another');
    await settle(1);
    expect((await kept()).map(({ at }) => at)).toEqual([begin + 3 * 3600 * SECOND]);
    expect(before.map(({ key }) => key).join()).toMatch(/^[0-9a-f]{32}(,[0-9a-f]{32})*$/);
  });
});
