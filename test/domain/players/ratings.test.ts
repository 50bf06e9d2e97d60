import { beforeAll, expect, test } from 'bun:test';
import type { Account } from '../../../src/domain/accounts/model.ts';
import { newId } from '../../../src/lib/ids.ts';
import { onEachEngine } from '../../support/house.ts';
import { hide, listener, type Music, music } from '../../support/songs.ts';

onEachEngine('ratings', (house) => {
  let one: Account;
  let two: Account;
  let musician: Account;
  let made: Music;
  const players = () => house().services.players;

  beforeAll(async () => {
    [one, two, musician] = await Promise.all([listener(house()), listener(house()), listener(house())]);
    made = await music(house(), undefined, 2);
  });

  test('rate, ratingsOf, averagesOf · things of each kind, changed and removed', async () => {
    const [a, b] = made.songs as [string, string];
    await players().rate(one, a, 5);
    await players().rate(one, a, 4);
    await players().rate(two, a, 1);
    await players().rate(one, made.album, 3);
    await players().rate(one, made.artist, 2);
    await players().rate(one, b, 2);
    await players().rate(one, b, 0);
    await players().rate(two, b, 0);
    expect(await players().ratingsOf(one, 'track', [a, b, newId()])).toEqual(new Map([[a, 4]]));
    expect(await players().averagesOf('track', [a, b])).toEqual(new Map([[a, 2.5]]));
    expect(await players().averagesOf('album', [a, made.album])).toEqual(new Map([[made.album, 3]]));
    expect(await players().ratingsOf(two, 'artist', [made.artist])).toEqual(new Map());
    expect(await players().marks(two, 'artist', [made.artist])).toEqual(
      new Map([[made.artist, { plays: 0, average: 2 }]]),
    );
    expect(await players().marks(one, 'track', [a, b])).toEqual(
      new Map([
        [a, { plays: 0, rating: 4, average: 2.5 }],
        [b, { plays: 0 }],
      ]),
    );
  });

  test.each([
    ['6', () => made.album, 6, 'invalid'],
    ['-1', () => made.album, -1, 'invalid'],
    ['1.5', () => made.album, 1.5, 'invalid'],
    ['what is nothing', () => newId(), 3, 'not_found'],
    ['a track without audio', () => made.silent, 3, 'not_found'],
  ])('rate · %s is refused', async (_, id, rating, kind) => {
    expect(
      await players()
        .rate(one, id(), rating)
        .catch(({ kind }) => kind),
    ).toBe(kind);
  });

  test('highestRated · own rating, then the average, then the newest; without what is hidden', async () => {
    const albums: string[] = [];
    for (let at = 0; at < 5; at++) albums.push((await music(house(), undefined, 1)).album);
    const hidden = await music(house(), musician, 1);
    const [a, b, c, d, e] = albums as [string, string, string, string, string];
    const viewer = await listener(house());
    for (const [album, rating] of [
      [a, 3],
      [b, 5],
      [c, 3],
      [d, 3],
      [hidden.album, 4],
    ] as const) {
      await players().rate(viewer, album, rating);
      await Bun.sleep(2);
    }
    await players().rate(two, a, 5);
    await players().rate(two, e, 5);
    const all = { offset: 0, size: 10 };
    expect(await players().highestRated(viewer, all)).toEqual({ ids: [b, hidden.album, a, d, c], total: 5 });
    await hide(house(), musician);
    expect(await players().highestRated(viewer, all)).toEqual({ ids: [b, a, d, c], total: 4 });
    expect(await players().highestRated(viewer, { offset: 1, size: 2 })).toEqual({ ids: [a, d], total: 4 });
    expect(
      await players()
        .rate(viewer, hidden.album, 1)
        .catch(({ kind }) => kind),
    ).toBe('not_found');
  });
});
