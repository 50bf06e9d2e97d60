import { afterEach, expect, setSystemTime, test } from 'bun:test';
import type { Account } from '../../../src/domain/accounts/model.ts';
import { onEachEngine } from '../../support/house.ts';
import { Work } from '../../support/releases.ts';

const DAY = 24 * 3600 * 1000;
const dateIn = (days: number): string => new Date(Date.now() + days * DAY).toISOString().slice(0, 10);

onEachEngine('PATCH /v1/releases/:id/status, finalized before its day', (house) => {
  afterEach(() => void setSystemTime());

  /** A release of that date, complete. */
  async function dated(date: string): Promise<{ work: Work; track: string }> {
    const work = await Work.draft(house());
    const [track = ''] = await work.complete('Альбом', ['Раз']);
    await work.put({ date });
    return { work, track };
  }
  /** What the catalogue shows of it to strangers: the album, the track, its sound. */
  async function shown({ work, track }: { work: Work; track: string }): Promise<boolean> {
    const paths = [`/albums/${work.id}`, `/tracks/${track}`, `/media/track/${track}`, `/artists/${work.artist.id}`];
    const statuses = await Promise.all(paths.map(async (path) => (await house().fetch('GET', path)).status));
    expect(new Set(statuses).size).toBe(1);
    const listed = async (path: string, id: string) =>
      (await house().call('GET', path)).body.some(({ _id }: { _id: string }) => _id === id);
    expect(await listed('/albums', work.id)).toBe(statuses[0] === 200);
    expect(await listed('/tracks', track)).toBe(statuses[0] === 200);
    return statuses[0] === 200;
  }
  const tasks = () => house().db.read.select().from(house().db.tables.deferredTasks);
  /** Moves the clock, and lets several workers look at once for what is due. */
  async function goTo(moment: number): Promise<void> {
    setSystemTime(new Date(moment));
    await Promise.all(Array.from({ length: 3 }, () => house().services.tasks.drain()));
  }

  test('what is out today or before is in the catalogue at once', async () => {
    for (const days of [0, -1, -3650]) {
      const release = await dated(dateIn(days));
      await release.work.status('finalized');
      expect(await shown(release)).toBe(true);
      expect(await tasks()).toEqual([]);
    }
  });

  test('what comes out later is there from its day on (UTC), not before', async () => {
    const date = dateIn(3);
    const release = await dated(date);
    expect((await release.work.status('finalized')).body.status.label).toBe('finalized');
    expect(await shown(release)).toBe(false);
    await goTo(Date.parse(date) - 1);
    expect(await shown(release)).toBe(false);
    await goTo(Date.parse(date));
    expect(await shown(release)).toBe(true);
    expect(await tasks()).toEqual([]);
  });

  test('a release that has left finalized stays away on its day, and one that came back is there', async () => {
    const date = dateIn(3);
    const [left, back] = [await dated(date), await dated(date)];
    for (const { work } of [left, back]) await work.status('finalized');
    await left.work.status('rejected');
    for (const status of ['draft', 'finalized', 'finalized']) await back.work.status(status);
    await goTo(Date.parse(date) + DAY);
    expect(await shown(left)).toBe(false);
    expect(await shown(back)).toBe(true);
    expect(await tasks()).toEqual([]);
  });

  test('a release comes out on the date that it has last, be that earlier or later', async () => {
    const [early, late] = [await dated(dateIn(9)), await dated(dateIn(3))];
    const dates = { early: dateIn(3), late: dateIn(9) };
    for (const [{ work }, date] of [
      [early, dates.early],
      [late, dates.late],
    ] as const) {
      await work.status('finalized');
      await work.status('draft');
      await work.put({ date });
      await work.status('finalized');
    }
    await goTo(Date.parse(dates.early));
    expect([await shown(early), await shown(late)]).toEqual([true, false]);
    await goTo(Date.parse(dates.late));
    expect([await shown(early), await shown(late)]).toEqual([true, true]);
  });

  test('a release that is deleted before its day is no hindrance, and what was out and is put off is hidden', async () => {
    const date = dateIn(3);
    const [gone, off] = [await dated(date), await dated(dateIn(0))];
    await gone.work.status('finalized');
    await gone.work.status('draft');
    expect((await gone.work.remove()).status).toBe(200);
    await off.work.status('finalized');
    await off.work.status('draft');
    await off.work.put({ date });
    await off.work.status('finalized');
    expect(await shown(off)).toBe(false);
    await goTo(Date.parse(date));
    expect(await shown(off)).toBe(true);
    expect(await tasks()).toEqual([]);
  });

  test('a release that waits for its day holds up no favourites', async () => {
    await (await dated(dateIn(30))).work.status('finalized');
    const { work, track } = await dated(dateIn(0));
    const { accounts, listening, tasks: waiting } = house().services;
    const account = (await accounts.byId(work.artist.id)) as Account;
    await listening.requestFavourite(account, 'like', track);
    expect((await tasks()).length).toBe(2);
    await waiting.drain();
    expect((await tasks()).map(({ topic }) => topic)).toEqual(['release_day']);
  });
});
