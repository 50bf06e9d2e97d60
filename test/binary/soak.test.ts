import { expect, test } from 'bun:test';
import { reportOf } from '../../scripts/soak/report.ts';
import { soak } from '../../scripts/soak/run.ts';
import { nginx } from '../support/nginx.ts';
import { openWorld } from '../support/soaked.ts';
import { hasSwift } from '../support/swift.ts';

/** `npm run soak` says otherwise. */
const { SOAK_SECONDS, SOAK_SEED = '1', SOAK_STORE } = process.env;
const seconds = Number(SOAK_SECONDS ?? 60);
const seed = Number(SOAK_SEED);

test.skipIf(nginx === null)(
  'tonearm serve · three replicas that are killed every 3 s keep what they have promised',
  async () => {
    const isOnSwift = SOAK_STORE ? SOAK_STORE === 'swift' : hasSwift('the soak on a real store');
    const world = await openWorld(isOnSwift ? 'swift' : 'fake');
    try {
      const done = await soak(world, { seconds, seed });
      const report = reportOf(done, `${seconds} s on ${world.storeName}, --seed ${seed}`);
      // biome-ignore lint/suspicious/noConsole: the figures are what a long run is for.
      if (SOAK_SECONDS !== undefined) console.log(report);
      expect(done.faults).toEqual([]);
      expect(done.figures.get('kills')).toBeGreaterThan(seconds / 6);
    } finally {
      await world.end();
    }
  },
  (seconds * 2 + 240) * 1000,
);
