import { afterEach, describe, expect, setSystemTime, test } from 'bun:test';
import { openDatabase } from '../../../src/db/open.ts';
import { countsInMemory } from '../../../src/domain/limits/counts.ts';
import { type Claim, limitService } from '../../../src/domain/limits/service.ts';
import { House, onEachEngine } from '../../support/house.ts';

const ON = { RATE_LIMIT: 'on' };
let people = 0;

/** Two limits as for signing in, for somebody new. */
function claims(forAddress = 20, forBoth = 10): Claim[] {
  const who = `192.0.2.${++people}`;
  return [
    { limit: { name: `address-${forAddress}`, points: forAddress, seconds: 60 }, who },
    { limit: { name: `both-${forBoth}`, points: forBoth, seconds: 300 }, who: `${who} x` },
  ];
}

const wrong = new Error('wrong');
const isWrong = (error: unknown) => error === wrong;

afterEach(() => {
  setSystemTime();
});

onEachEngine(
  'attempts',
  (house) => {
    /** Asks so often at once. @returns how often the work was done, and how each attempt ended */
    async function rush(
      times: number,
      claimed: Claim[],
      fails: (nth: number) => boolean,
      work = () => Bun.sleep(2),
      onBusy: (times: number) => void = () => {},
    ) {
      let done = 0;
      let busy = 0;
      const attempts = Array.from({ length: times }, (_, nth) =>
        house()
          .services.limits.attempt(claimed, isWrong, async () => {
            done++;
            await work();
            if (fails(nth)) throw wrong;
            return 'right';
          })
          .catch((error) => {
            if (isWrong(error)) return 'wrong';
            if (error.kind === 'busy') onBusy(++busy);
            return error.kind;
          }),
      );
      const outcomes = await Promise.all(attempts);
      const count = (outcome: string) => outcomes.filter((one) => one === outcome).length;
      return { done, right: count('right'), wrong: count('wrong'), limited: count('limited'), busy };
    }
    const always = () => true;
    const never = () => false;

    test('attempt · of fifty failures at once no more than the limit get as far as the work', async () => {
      const claimed = claims(20, 1000);
      expect(await rush(50, claimed, always)).toEqual({ done: 20, right: 0, wrong: 20, limited: 30, busy: 0 });
      expect(await rush(5, claimed, never)).toEqual({ done: 0, right: 0, wrong: 0, limited: 5, busy: 0 });
    });

    test('attempt · the narrower of two limits holds, and what it refuses costs the other nothing', async () => {
      const [address, both] = claims() as [Claim, Claim];
      expect(await rush(50, [address, both], always)).toMatchObject({ done: 10, wrong: 10, limited: 40 });
      const another = { ...both, who: `${both.who} another` };
      expect(await rush(50, [address, another], always)).toMatchObject({ done: 10, wrong: 10, limited: 40 });
      const third = { ...both, who: `${both.who} third` };
      expect(await rush(3, [address, third], never)).toMatchObject({ done: 0, limited: 3 });
    });

    test('attempt · what succeeds is free, however many come at once', async () => {
      const claimed = claims();
      expect(await rush(100, claimed, never)).toMatchObject({ done: 100, right: 100 });
      expect(await rush(50, claimed, (nth) => nth % 10 === 0)).toMatchObject({ right: 45, wrong: 5 });
      expect(await rush(50, claimed, always)).toMatchObject({ done: 5, wrong: 5, limited: 45 });
    });

    test('attempt · what fails otherwise is free as well', async () => {
      const claimed = claims(1, 1);
      const other = () => Promise.reject(new Error('busy'));
      for (let times = 0; times < 3; times++)
        await expect(house().services.limits.attempt(claimed, isWrong, other)).rejects.toThrow('busy');
      expect(await rush(1, claimed, always)).toMatchObject({ wrong: 1 });
    });

    test('attempt · too many that wait are sent away', async () => {
      const { promise: sentAway, resolve } = Promise.withResolvers<void>();
      // The first holds its turn until as many are waiting as may: whoever comes then is sent away.
      const outcome = await rush(
        400,
        claims(1, 1),
        never,
        () => sentAway,
        (busy) => busy === 143 && resolve(),
      );
      expect(outcome).toEqual({ done: 257, right: 257, wrong: 0, limited: 0, busy: 143 });
    });

    test('attempt · tells when to come back, and then all is as before', async () => {
      const claimed = claims(2, 1000);
      await rush(2, claimed, always);
      const refusal = await house()
        .services.limits.attempt(claimed, isWrong, () => Promise.resolve())
        .catch((error) => error);
      expect(refusal).toMatchObject({ kind: 'limited', message: 'Too many requests, try again later' });
      expect(refusal.detail.retryAfter).toBeGreaterThan(55);
      expect(refusal.detail.retryAfter).toBeLessThanOrEqual(60);
      setSystemTime(Date.now() + 61_000);
      expect(await rush(5, claimed, always)).toMatchObject({ done: 2, wrong: 2, limited: 3 });
    });
  },
  ON,
);

describe('processes on one PostgreSQL', () => {
  test('attempt · counts the failures of all of them', async () => {
    const house = await House.open('postgres', ON);
    const other = await openDatabase(house.config);
    const processes = [house.services.limits, limitService(other, house.config)];
    const claimed = claims();
    let done = 0;
    const outcomes = await Promise.all(
      Array.from({ length: 60 }, (_, at) =>
        processes[at % 2]
          ?.attempt(claimed, isWrong, async () => {
            done++;
            throw wrong;
          })
          .catch((error) => error.kind),
      ),
    );
    expect(done).toBe(10);
    expect(outcomes.filter((kind) => kind === 'limited')).toHaveLength(50);
    await other.close();
    await house.close();
  });
});

test('attempt · on PostgreSQL windows that are over are forgotten', async () => {
  const house = await House.open('postgres', ON);
  const { rateLimits } = house.db.tables;
  await house.db.read.insert(rateLimits).values({ key: 'old', points: 1, expire: 1 });
  await house.services.limits.attempt(claims(), isWrong, async () => {});
  const rows = await house.db.read.select({ key: rateLimits.key, points: rateLimits.points }).from(rateLimits);
  expect(rows.map(({ points }) => points)).toEqual([0, 0]);
  await house.close();
});

test('attempt · switched off, nothing is counted', async () => {
  const house = await House.open('sqlite');
  for (let times = 0; times < 5; times++)
    expect(
      await house.services.limits.attempt(
        claims(1, 1),
        () => true,
        async () => 1,
      ),
    ).toBe(1);
  await house.close();
});

test('countsInMemory · remembers no more than so many', async () => {
  const counts = countsInMemory(2);
  const limit = { name: 'x', points: 1, seconds: 60 };
  for (const who of ['a', 'b', 'c']) expect((await counts.spend(limit, who)).granted).toBe(true);
  expect((await counts.spend(limit, 'c')).granted).toBe(false);
  expect((await counts.spend(limit, 'a')).granted).toBe(true);
});

test('countsInMemory · what is given back after its time gives the next window nothing', async () => {
  const counts = countsInMemory();
  const limit = { name: 'x', points: 1, seconds: 60 };
  const first = await counts.reserve(limit, 'a');
  setSystemTime(Date.now() + 61_000);
  expect((await counts.spend(limit, 'a')).granted).toBe(true);
  await counts.refund(limit, 'a', first);
  expect((await counts.spend(limit, 'a')).granted).toBe(false);
});
