import { beforeAll, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import type { Account } from '../../../src/domain/accounts/model.ts';
import type { Services } from '../../../src/domain/services.ts';
import { newId } from '../../../src/lib/ids.ts';
import { onEachEngine } from '../../support/house.ts';
import { another, hide, listener, type Music, music } from '../../support/songs.ts';

const NOON = Date.UTC(2020, 0, 1, 12);

onEachEngine('listens', (house) => {
  let viewer: Account;
  let musician: Account;
  let own: Music;
  let other: Music;
  const players = () => house().services.players;

  beforeAll(async () => {
    musician = await listener(house());
    other = await music(house(), undefined, 3);
  });
  const fresh = async () => {
    viewer = await listener(house());
    own = await music(house(), undefined, 3);
  };
  const plays = async (track: string) => {
    const { tracks } = house().db.tables;
    const rows = await house().db.read.select({ plays: tracks.plays }).from(tracks).where(eq(tracks.id, track));
    return rows[0]?.plays;
  };
  const counts = async (kind: 'track' | 'album', ids: string[]) =>
    [...(await players().listensOf(viewer, kind, ids))].map(([id, { count, last }]) => [ids.indexOf(id), count, last]);
  const history = async () => {
    const page = await house().services.listening.historyOf(viewer, { limit: 100 });
    return page.entries.map(({ track, heardAt }) => [track.id, heardAt]);
  };

  describe('submit', () => {
    test('a listening is in the history, counts for song, album and track, once for its moment', async () => {
      await fresh();
      const [a, b] = own.songs as [string, string];
      const given = [
        { track: a, at: NOON },
        { track: a, at: NOON },
        { track: b, at: NOON },
        { track: a, at: NOON + 1 },
      ];
      expect(await players().submit(viewer, given)).toBe(3);
      expect(await players().submit(viewer, given)).toBe(0);
      expect(await players().submit(viewer, [{ track: a, at: NOON - 5 }])).toBe(1);
      expect((await counts('track', own.songs)).sort()).toEqual([
        [0, 3, NOON + 1],
        [1, 1, NOON],
      ]);
      expect(await counts('album', [own.album])).toEqual([[0, 4, NOON + 1]]);
      expect(await plays(a)).toBe(3);
      const heard = await history();
      expect(heard[0]).toEqual([a, NOON + 1]);
      expect(heard[3]).toEqual([a, NOON - 5]);
      const somebody = await listener(house());
      expect(await players().submit(somebody, [{ track: a, at: NOON }])).toBe(1);
      expect(await plays(a)).toBe(4);
    });

    test.each([
      ['no moment', undefined],
      ['a moment in the future', Date.now() + 3_600_000],
      ['a moment before the second day of 1970', 86_399_999],
      ['a moment before 1970', -5],
    ])('%s means now, and counts once in 30 s', async (_, at) => {
      await fresh();
      const [a, b] = own.songs as [string, string];
      const before = Date.now();
      expect(await players().submit(viewer, [{ track: a, at }])).toBe(1);
      expect(
        await players().submit(viewer, [
          { track: a, at },
          { track: b, at },
          { track: b, at },
        ]),
      ).toBe(1);
      expect(await plays(a)).toBe(1);
      const heard = await history();
      expect(heard.length).toBe(2);
      for (const [, moment] of heard) {
        expect(moment as number).toBeGreaterThanOrEqual(before);
        expect(moment as number).toBeLessThanOrEqual(Date.now());
      }
    });

    test('the first moment that counts', async () => {
      await fresh();
      const [a] = own.songs as [string];
      expect(await players().submit(viewer, [{ track: a, at: 86_400_000 }])).toBe(1);
      expect(await history()).toEqual([[a, 86_400_000]]);
    });

    test('credits the owner of the track', async () => {
      await fresh();
      const theirs = await music(house(), musician, 2);
      await players().submit(
        viewer,
        theirs.songs.map((track) => ({ track, at: NOON })),
      );
      expect((await house().services.social.profile(viewer, musician.id)).plays).toBe(2);
    });

    test.each([
      ['one that is unknown', () => [newId()], 'not_found'],
      ['one without audio', () => [own.silent], 'not_found'],
      ['unknown ones', () => [newId(), newId()], 0],
      ['one that is known among unknown ones', () => [newId(), own.songs[0] as string], 1],
      ['none', () => [], 0],
      ['501', () => Array.from({ length: 501 }, () => own.songs[0] as string), 'too_large'],
    ])('of tracks: %s', async (_, tracks, expected) => {
      await fresh();
      const submitted = players().submit(
        viewer,
        tracks().map((track) => ({ track, at: NOON })),
      );
      expect(await submitted.catch(({ kind }) => kind)).toBe(expected);
    });

    test('of a song that is hidden from the viewer: nothing, until it is shown', async () => {
      await fresh();
      const somebody = await listener(house());
      const hidden = await music(house(), somebody, 1);
      await hide(house(), somebody);
      const listening = [{ track: hidden.songs[0] as string, at: NOON }];
      expect(
        await players()
          .submit(viewer, listening)
          .catch(({ kind }) => kind),
      ).toBe('not_found');
      expect(await players().submit(somebody, listening)).toBe(1);
      await hide(house(), somebody, false);
      expect(await players().submit(viewer, listening)).toBe(1);
    });

    test('at once by several processes: each listening counts once, the sums are right', async () => {
      await fresh();
      const others: { services: Services; close: () => Promise<void> }[] = [];
      for (let at = 0; at < 3; at++) others.push(await another(house()));
      const [a, b] = own.songs as [string, string];
      const given = [
        { track: a, at: NOON },
        { track: b, at: NOON },
        { track: a, at: undefined },
      ];
      const counted = await Promise.all(
        others.flatMap(({ services }) =>
          [given, given.toReversed()].map((one) => services.players.submit(viewer, one)),
        ),
      );
      for (const { close } of others) await close();
      expect(counted.reduce((sum, one) => sum + one)).toBe(3);
      expect(await plays(a)).toBe(2);
      expect((await history()).length).toBe(3);
      expect((await counts('album', [own.album])).map(([, count]) => count)).toEqual([3]);
    });
  });

  test('POST /trackHistory · counts too, and nothing is counted of what is refused', async () => {
    const member = await house().member();
    viewer = (await house().services.accounts.byLogin(member.name)) as Account;
    const [a] = other.songs as [string];
    const note = (track: string) => house().call('POST', '/trackHistory', { token: member.token, body: { track } });
    await note(a);
    await note(a);
    await note(newId());
    expect((await counts('track', other.songs)).map(([, count]) => count)).toEqual([2]);
    expect((await counts('album', [other.album])).map(([, count]) => count)).toEqual([2]);
    expect(await players().marks(viewer, 'track', [a])).toEqual(
      new Map([[a, { plays: 2, lastHeard: expect.any(Number) }]]),
    );
  });

  test('frequentAlbums, recentAlbums · the albums heard most often, and last, in pages', async () => {
    viewer = await listener(house());
    const musician = await listener(house());
    const made = [
      await music(house(), undefined, 1),
      await music(house(), musician, 1),
      await music(house(), undefined, 1),
    ];
    const hear = (at: number, minutes: number[]) =>
      players().submit(
        viewer,
        minutes.map((minute) => ({ track: made[at]?.songs[0] as string, at: NOON + minute * 60_000 })),
      );
    await hear(0, [1, 9]);
    await hear(1, [2, 3, 4]);
    await hear(2, [5]);
    const [a, b, c] = made.map(({ album }) => album) as [string, string, string];
    const page = { offset: 0, size: 10 };
    expect(await players().frequentAlbums(viewer, page)).toEqual({ ids: [b, a, c], total: 3 });
    expect(await players().recentAlbums(viewer, page)).toEqual({ ids: [a, c, b], total: 3 });
    expect(await players().recentAlbums(viewer, { offset: 1, size: 1 })).toEqual({ ids: [c], total: 3 });
    await hide(house(), musician);
    expect(await players().frequentAlbums(viewer, page)).toEqual({ ids: [a, c], total: 2 });
    await hide(house(), musician, false);
    expect(await players().frequentAlbums(await listener(house()), page)).toEqual({ ids: [], total: 0 });
  });
});
