import { expect, test } from 'bun:test';
import { onEachEngine } from '../../support/house.ts';
import { another, listener, music } from '../../support/songs.ts';

const NOON = Date.UTC(2020, 0, 1, 12);

onEachEngine('the history of an older database', (house) => {
  const players = () => house().services.players;

  test('countOldHistory · counts what an earlier version wrote, once, beside what is heard meanwhile', async () => {
    const { listens, albumListens, deferredTasks } = house().db.tables;
    const { tasks } = house().services;
    const read = async (except = '') => {
      const rows = [
        ...(await house().db.read.select().from(listens)),
        ...(await house().db.read.select().from(albumListens)),
      ];
      return rows
        .filter(({ account }) => account !== except)
        .map((row) => JSON.stringify(row))
        .sort();
    };
    for (let at = 0; at < 3; at++) {
      const [somebody, heard] = [await listener(house()), await music(house(), undefined, 3)];
      const submissions = heard.songs.flatMap((track, nth) =>
        Array.from({ length: nth + 1 }, (_, minute) => ({ track, at: NOON + minute * 60_000 })),
      );
      await players().submit(somebody, submissions);
    }
    const before = await read();
    expect(before.length).toBe(12);
    await players().countOldHistory();
    expect(await house().db.read.select().from(deferredTasks)).toEqual([]);
    await house().db.write(async (tx) => {
      await tx.delete(listens);
      await tx.delete(albumListens);
    });
    await players().countOldHistory();
    await players().countOldHistory();
    const viewer = await listener(house());
    const [late] = (await music(house(), undefined, 1)).songs as [string];
    await players().submit(viewer, [{ track: late, at: NOON }]);
    await tasks.drain();
    expect(await read(viewer.id)).toEqual(before);
    expect(await players().listensOf(viewer, 'track', [late])).toEqual(new Map([[late, { count: 1, last: NOON }]]));
  });

  test('countOldHistory · while others listen, nothing is lost and nothing counted twice', async () => {
    const viewer = await listener(house());
    const heard = await music(house(), undefined, 2);
    const other = await another(house());
    const submitting = Array.from({ length: 40 }, (_, at) =>
      (at % 2 === 0 ? players() : other.services.players).submit(viewer, [
        { track: heard.songs[at % 2] as string, at: NOON + at },
      ]),
    );
    const { db, services } = house();
    const counting = Array.from({ length: 5 }, async () => {
      await db.write((tx) => services.tasks.schedule(tx, 'count_history', 'count_history', { after: '' }, 0));
      await services.tasks.drain();
    });
    await Promise.all([...submitting, ...counting]);
    await other.close();
    const counted = async (kind: 'track' | 'album', ids: string[]) =>
      [...(await players().listensOf(viewer, kind, ids)).values()].map(({ count }) => count);
    expect(await counted('track', heard.songs)).toEqual([20, 20]);
    expect(await counted('album', [heard.album])).toEqual([40]);
  });
});
