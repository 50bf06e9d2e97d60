import { afterAll, beforeAll, describe, expect, setSystemTime, test } from 'bun:test';
import type { Account } from '../../../src/domain/accounts/model.ts';
import type { Services } from '../../../src/domain/services.ts';
import { newId, toUuid } from '../../../src/lib/ids.ts';
import { onEachEngine } from '../../support/house.ts';
import { another, befriend, hide, listener, type Music, music } from '../../support/songs.ts';

onEachEngine('stars', (house) => {
  let viewer: Account;
  let stranger: Account;
  let friend: Account;
  let musician: Account;
  let open: Music;
  let locked: Music;
  const players = () => house().services.players;
  const ids = async (of: Promise<{ id: string }[]>) => (await of).map(({ id }) => id);

  beforeAll(async () => {
    [viewer, stranger, friend, musician] = await Promise.all([
      listener(house()),
      listener(house()),
      listener(house()),
      listener(house()),
    ]);
    open = await music(house(), undefined, 4);
    locked = await music(house(), musician, 2);
    await befriend(house(), friend, musician);
    await hide(house(), musician);
  });

  test('star, starred · things of each kind, newest first, and those starred again keep their moment', async () => {
    const [a, b, c] = open.songs as [string, string, string];
    for (const [at, things] of [
      [1, { ids: [a] }],
      [2, { ids: [b, open.album] }],
      [3, { ids: [a, c, open.artist, a] }],
      [4, { albums: [open.album], artists: [open.artist] }],
    ] as const) {
      setSystemTime(1_700_000_000_000 + at * 1000);
      await players().star(viewer, things);
    }
    setSystemTime();
    const at = (seconds: number) => 1_700_000_000_000 + seconds * 1000;
    expect(await players().starredSongs(viewer)).toEqual([
      { id: c, starredAt: at(3) },
      { id: b, starredAt: at(2) },
      { id: a, starredAt: at(1) },
    ]);
    expect(await players().starred(viewer, 'album')).toEqual([{ id: open.album, starredAt: at(2) }]);
    expect(await players().starred(viewer, 'artist')).toEqual([{ id: open.artist, starredAt: at(3) }]);
    expect(await players().starredAlbums(viewer, { offset: 0, size: 10 })).toEqual({ ids: [open.album], total: 1 });
    expect(await players().starredAlbums(viewer, { offset: 1, size: 10 })).toEqual({ ids: [], total: 1 });
    expect(await players().starredAlbums(viewer, { offset: 0, size: 0 })).toEqual({ ids: [], total: 1 });
    expect(await players().starsOf(viewer, 'track', [a, open.songs[3] as string])).toEqual(new Map([[a, at(1)]]));
    expect(await players().starsOf(viewer, 'album', [open.album])).toEqual(new Map([[open.album, at(2)]]));
    expect(await players().starsOf(stranger, 'album', [open.album])).toEqual(new Map());

    await players().unstar(viewer, { ids: [a, newId(), open.album], artists: [open.artist, newId()] });
    expect(await ids(players().starredSongs(viewer))).toEqual([c, b]);
    expect(await players().starred(viewer, 'album')).toEqual([]);
    expect(await players().starred(viewer, 'artist')).toEqual([]);
  });

  describe.each([
    ['nothing', () => ({ ids: [newId()] }), 'not_found'],
    ['a track without audio', () => ({ ids: [open.silent] }), 'not_found'],
    ['an album that is an artist', () => ({ albums: [open.artist] }), 'not_found'],
    ['an artist that is an album', () => ({ artists: [open.album] }), 'not_found'],
    ['a song that is hidden from them', () => ({ ids: [locked.songs[0] as string] }), 'not_found'],
    ['an album that is hidden from them', () => ({ ids: [locked.album] }), 'not_found'],
    ['more than 1,000 things', () => ({ ids: Array.from({ length: 1001 }, () => newId()) }), 'too_large'],
  ])('star · %s among others', (_, things, kind) => {
    test('is refused, and nothing is done', async () => {
      const wanted = things() as { ids?: string[] };
      const song = open.songs[3] as string;
      const all = { ...wanted, ids: [song, ...(wanted.ids ?? [])] };
      expect(
        await players()
          .star(stranger, all)
          .catch(({ kind }) => kind),
      ).toBe(kind);
      expect(await players().starredSongs(stranger)).toEqual([]);
      expect(await players().starred(stranger, 'album')).toEqual([]);
    });
  });

  test('starred · what is hidden is there for those who may find it only, but in no list of albums for all', async () => {
    const [song] = locked.songs as [string];
    await players().star(friend, { ids: [song, locked.album, locked.artist] });
    expect(await ids(players().starredSongs(friend))).toEqual([song]);
    expect(await ids(players().starred(friend, 'album'))).toEqual([locked.album]);
    expect(await ids(players().starred(friend, 'artist'))).toEqual([locked.artist]);
    expect(await players().starredAlbums(friend, { offset: 0, size: 10 })).toEqual({ ids: [], total: 0 });
    await house().services.social.unfollow(friend.id, musician.id);
    expect(await players().starredSongs(friend)).toEqual([]);
    expect(await players().starred(friend, 'album')).toEqual([]);
    await hide(house(), musician, false);
    expect(await ids(players().starredSongs(friend))).toEqual([song]);
    expect(await players().starredAlbums(friend, { offset: 0, size: 10 })).toEqual({ ids: [locked.album], total: 1 });
    await hide(house(), musician);
  });

  describe('star, unstar · beside favourites that wait', () => {
    test.each([
      ['like, unstar', ['like', 'unstar'], false],
      ['dislike, star', ['dislike', 'star'], true],
      ['star, dislike, star', ['star', 'dislike', 'star'], true],
      ['like, dislike, unstar, like', ['like', 'dislike', 'unstar', 'like'], true],
      ['star, unstar, dislike', ['star', 'unstar', 'dislike'], false],
    ] as const)('%s', async (_, steps, expected) => {
      const somebody = await listener(house());
      const [song] = open.songs as [string];
      const { listening, tasks } = house().services;
      for (const step of steps) {
        if (step === 'like' || step === 'dislike') await listening.requestFavourite(somebody, step, toUuid(song));
        else await players()[step](somebody, { ids: [song] });
      }
      await tasks.drain();
      expect((await players().starredSongs(somebody)).length === 1).toBe(expected);
      const page = await listening.favouritesOf(somebody, { limit: 10 });
      expect(page.entries.map(({ track }) => track)).toEqual(expected ? [song] : []);
    });

    test('a like that waits gives the star its moment', async () => {
      const somebody = await listener(house());
      const [song] = open.songs as [string];
      const before = Date.now();
      await house().services.listening.requestFavourite(somebody, 'like', song);
      await Bun.sleep(20);
      await players().star(somebody, { ids: [song] });
      const [starred] = await players().starredSongs(somebody);
      expect((starred?.starredAt as number) - before).toBeLessThan(20);
    });

    test('a task that cannot be done stays for the worker, and those around it are done', async () => {
      const somebody = await listener(house());
      const [a, b, c] = open.songs as [string, string, string];
      const { listening, tasks } = house().services;
      await listening.requestFavourite(somebody, 'like', a);
      await tasks.defer('songs_actions', somebody.id, { action: 'sing', user_id: somebody.id, track_id: a });
      await listening.requestFavourite(somebody, 'like', b);
      await players().star(somebody, { ids: [c] });
      expect((await ids(players().starredSongs(somebody))).sort()).toEqual([a, b, c].sort());
      const { deferredTasks } = house().db.tables;
      const left = (await house().db.read.select().from(deferredTasks)).filter(({ lane }) => lane === somebody.id);
      expect(left.map(({ data }) => (data as { action: string }).action)).toEqual(['sing']);
      await tasks.drain();
    });
  });

  describe('star · by several processes at once', () => {
    let others: { services: Services; close: () => Promise<void> }[];
    beforeAll(async () => {
      others = await Promise.all([another(house()), another(house()), another(house())]);
    });
    afterAll(async () => {
      for (const { close } of others) await close();
    });

    test('the same things, in any order, are starred once', async () => {
      const somebody = await listener(house());
      const things = [...open.songs, open.album, open.artist];
      await Promise.all(
        others.flatMap(({ services }, at) =>
          [0, 1, 2].map(() => services.players.star(somebody, { ids: at === 1 ? things.toReversed() : things })),
        ),
      );
      expect((await players().starredSongs(somebody)).length).toBe(4);
      expect((await players().starred(somebody, 'album')).length).toBe(1);
    });

    test('likes that others work on at the same time never undo a later unstar', async () => {
      const people = await Promise.all(Array.from({ length: 8 }, () => listener(house())));
      const [song] = open.songs as [string];
      const working = others.map(({ services }) => services.tasks);
      await Promise.all(
        people.map(async (one, at) => {
          const { listening, players } = (others[at % 3] as (typeof others)[number]).services;
          for (let round = 0; round < 5; round++) {
            await listening.requestFavourite(one, 'like', song);
            const draining = working.map((tasks) => tasks.drain().catch(() => {}));
            await players.unstar(one, { ids: [song] });
            expect(await players.starredSongs(one)).toEqual([]);
            await Promise.all(draining);
          }
        }),
      );
      await house().services.tasks.drain();
      for (const one of people) expect(await players().starredSongs(one)).toEqual([]);
    });
  });
});
