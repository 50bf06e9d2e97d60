import { beforeAll, describe, expect, test } from 'bun:test';
import type { Account } from '../../../src/domain/accounts/model.ts';
import type { NewQueue } from '../../../src/domain/players/queue.ts';
import { newId } from '../../../src/lib/ids.ts';
import { onEachEngine } from '../../support/house.ts';
import { another, hide, listener, type Music, music } from '../../support/songs.ts';

const GONE = newId();

onEachEngine('queue and bookmarks', (house) => {
  let viewer: Account;
  let musician: Account;
  let root: Account;
  let open: Music;
  let locked: Music;
  const players = () => house().services.players;
  const kindOf = (promise: Promise<unknown>) =>
    promise.then(
      () => 'done',
      ({ kind, detail }) => [kind, detail.field].filter(Boolean).join(' '),
    );
  /** a to c are open, x is hidden from the viewer, anything else is gone. */
  const song = (letter: string) => (letter === 'x' ? locked.songs[0] : open.songs['abc'.indexOf(letter)]) ?? GONE;

  beforeAll(async () => {
    [viewer, musician] = await Promise.all([listener(house()), listener(house())]);
    root = (await house().services.accounts.byLogin('root')) as Account;
    open = await music(house(), undefined, 3);
    locked = await music(house(), musician, 1);
    await hide(house(), musician);
  });

  const save = (tracks: string, current: NewQueue['current'], position = 0, by = 'player') =>
    players().saveQueue(viewer, { tracks: [...tracks].map(song), current, position, by });

  test('queue · never saved', async () => {
    const somebody = await listener(house());
    expect(await players().queue(somebody)).toEqual({
      ...{ tracks: [], position: 0, changedAt: somebody.createdAt, changedBy: '' },
    });
  });

  test.each([
    ['by place', 'aba', { index: 2 }, 'aba', 2, 5],
    ['by id: its first place', 'baba', { id: 'a' }, 'baba', 1, 5],
    ['gone before the current one', '?axb', { index: 3 }, 'ab', 1, 5],
    ['the current one is gone: the next one, from its beginning', 'a?b', { index: 1 }, 'ab', 1, 0],
    ['the current one is gone, and it was the last: the last one left', 'ab?', { index: 2 }, 'ab', 1, 0],
    ['all are gone', '??', { index: 1 }, '', undefined, 0],
    ['empty', '', undefined, '', undefined, 0],
  ] as const)('saveQueue, queue · %s', async (_, tracks, current, after, index, position) => {
    const given = current && ('id' in current ? { track: song(current.id) } : current);
    const before = Date.now();
    await save(tracks, given, 5, 'x'.repeat(101));
    const { changedAt, ...queue } = await players().queue(viewer);
    expect(queue).toEqual({
      ...{ tracks: [...after].map(song), position, changedBy: 'x'.repeat(100) },
      ...(index !== undefined && { index }),
    });
    expect(changedAt).toBeGreaterThanOrEqual(before);
  });

  test.each([
    ['no current one', 'ab', undefined, 0, 'invalid current'],
    ['one that is not among them', 'ab', { track: newId() }, 0, 'invalid current'],
    ['a place before the first', 'ab', { index: -1 }, 0, 'invalid currentIndex'],
    ['a place after the last', 'ab', { index: 2 }, 0, 'invalid currentIndex'],
    ['a position below 0', 'ab', { index: 0 }, -1, 'invalid position'],
    ['10,001 tracks', 'a'.repeat(10_001), { index: 0 }, 0, 'too_large'],
    ['10,000 tracks', 'a'.repeat(10_000), { index: 9_999 }, 2 ** 40, 'done'],
  ] as const)('saveQueue · with %s', async (_, tracks, current, position, expected) => {
    expect(await kindOf(save(tracks, current, position))).toBe(expected);
  });

  test('queue · what was hidden comes back to its place', async () => {
    await save('xab', { index: 1 }, 7);
    expect(await players().queue(viewer)).toMatchObject({ index: 0, position: 7 });
    await hide(house(), musician, false);
    expect(await players().queue(viewer)).toMatchObject({ tracks: ['x', 'a', 'b'].map(song), index: 1, position: 7 });
    await hide(house(), musician);
  });

  describe('bookmarks', () => {
    test('set, replaced, removed, hidden, deleted with the track', async () => {
      const [a, b] = open.songs as [string, string];
      const [extra] = (await music(house(), undefined, 1)).songs as [string];
      await players().setBookmark(viewer, a, 1, 'first');
      const [first] = await players().bookmarks(viewer);
      await Bun.sleep(2);
      await players().setBookmark(viewer, b, 2, '');
      await Bun.sleep(2);
      await players().setBookmark(viewer, a, 2 ** 40, 'second');
      await players().setBookmark(musician, locked.songs[0] as string, 4, '');
      expect(await players().bookmarks(viewer)).toEqual([
        {
          ...(first as NonNullable<typeof first>),
          position: 2 ** 40,
          comment: 'second',
          changedAt: expect.any(Number),
        },
        { track: b, position: 2, comment: '', createdAt: expect.any(Number), changedAt: expect.any(Number) },
      ]);
      expect(await players().bookmarksOf(viewer, [a, extra])).toEqual(new Map([[a, 2 ** 40]]));
      expect((await players().bookmarks(musician)).length).toBe(1);
      await players().removeBookmark(viewer, a);
      await players().removeBookmark(viewer, a);
      await players().setBookmark(viewer, extra, 1, '');
      await house().services.catalogue.tracks.remove(root, extra);
      expect((await players().bookmarks(viewer)).map(({ track }) => track)).toEqual([b]);
    });

    test('bookmarks · of what is hidden later are not shown', async () => {
      const somebody = await listener(house());
      await hide(house(), musician, false);
      await players().setBookmark(somebody, song('x'), 1, '');
      await hide(house(), musician);
      expect(await players().bookmarks(somebody)).toEqual([]);
      await hide(house(), musician, false);
      expect((await players().bookmarks(somebody)).length).toBe(1);
      await hide(house(), musician);
    });

    test.each([
      ['an unknown song', '?', 1, '', 'not_found'],
      ['a hidden song', 'x', 1, '', 'not_found'],
      ['a position below 0', 'a', -1, '', 'invalid position'],
      ['half a millisecond', 'a', 0.5, '', 'invalid position'],
      ['a comment of 1,001 characters', 'a', 1, 'x'.repeat(1001), 'invalid comment'],
      ['a comment of 1,000 characters', 'a', 1, 'x'.repeat(1000), 'done'],
    ])('setBookmark · with %s', async (_, letter, position, comment, expected) => {
      expect(await kindOf(players().setBookmark(viewer, song(letter), position, comment))).toBe(expected);
    });

    test('setBookmark · a 1,001st is refused, also when two come at once; one that is there is replaced', async () => {
      const somebody = await listener(house());
      const { songs } = await music(house(), undefined, 1002);
      const { bookmarks } = house().db.tables;
      await house().db.write(async (tx) => {
        const row = { account: somebody.id, position: 1, comment: '', createdAt: 1, changedAt: 1 };
        await tx.insert(bookmarks).values(songs.slice(0, 999).map((track) => ({ track, ...row })));
      });
      const second = await another(house());
      const set = (at: typeof second, place: number) =>
        kindOf(at.services.players.setBookmark(somebody, songs[place] as string, 1, ''));
      const here = { services: house().services, close: async () => {} };
      const done = await Promise.all([set(here, 999), set(second, 1000), set(here, 1001)]);
      expect(done.sort()).toEqual(['conflict', 'conflict', 'done']);
      expect(await set(second, 0)).toBe('done');
      await second.close();
      expect((await players().bookmarks(somebody)).length).toBe(1000);
    });
  });
});
