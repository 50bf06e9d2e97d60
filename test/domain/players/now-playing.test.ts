import { afterEach, beforeAll, describe, expect, setSystemTime, test } from 'bun:test';
import type { Account } from '../../../src/domain/accounts/model.ts';
import type { Report } from '../../../src/domain/players/now-playing.ts';
import { newId } from '../../../src/lib/ids.ts';
import { onEachEngine } from '../../support/house.ts';
import { befriend, hide, kindOf, listener, type Music, music } from '../../support/songs.ts';

const SECOND = 1000;

onEachEngine('now playing', (house) => {
  let viewer: Account;
  let other: Account;
  let musician: Account;
  let open: Music;
  let long: Music;
  let locked: Music;
  const players = () => house().services.players;
  const usual = () =>
    ({ track: open.songs[0] as string, state: 'playing', position: 0, rate: 1, isIgnored: false }) as const;
  const report = (who: Account, given: Partial<Report>, client = 'player') =>
    players().report(who, client, { ...usual(), ...given });

  beforeAll(async () => {
    [other, musician] = await Promise.all([listener(house()), listener(house())]);
    open = await music(house(), undefined, 2, 200);
    long = await music(house(), undefined, 1, 3600);
    locked = await music(house(), musician, 1);
    await hide(house(), musician);
  });
  const fresh = async () => {
    viewer = await listener(house());
  };
  afterEach(() => {
    setSystemTime();
  });
  const later = (seconds: number) => setSystemTime(Date.now() + seconds * SECOND);
  const own = async (who = viewer) => (await players().nowPlaying(who)).filter(({ account }) => account === viewer.id);

  test('report, nowPlaying · one entry for each player, whose position moves while it plays', async () => {
    await fresh();
    setSystemTime(1_800_000_000_000);
    await report(viewer, { position: 10 * SECOND, rate: 2 });
    await report(viewer, { state: 'paused', position: 20 * SECOND }, 'second');
    later(30);
    const [second, first] = await own();
    expect(first).toEqual({
      ...{ account: viewer.id, login: viewer.login, client: 'player', player: expect.any(Number) },
      ...{ track: open.songs[0] as string, state: 'playing', position: 70 * SECOND, rate: 2, at: 1_800_000_000_000 },
    });
    expect(second).toMatchObject({ client: 'second', state: 'paused', position: 20 * SECOND });
    expect(first?.player).not.toBe(second?.player as number);
    later(3600);
    expect((await own()).map(({ position }) => position)).toEqual([]);
  });

  test('report · ends half an hour after the planned end, or when it is stopped', async () => {
    await fresh();
    setSystemTime(1_800_000_000_000);
    await report(viewer, { position: 100 * SECOND, isIgnored: true });
    later(100 + 1799);
    expect(await own()).toMatchObject([{ position: 200 * SECOND }]);
    later(2);
    expect(await own()).toEqual([]);
    await players().begin(viewer, 'player', open.songs[1] as string);
    expect(await own()).toMatchObject([{ track: open.songs[1] as string, state: 'playing', position: 0 }]);
    await report(viewer, { state: 'stopped' });
    expect(await own()).toEqual([]);
  });

  describe('nowPlaying · who sees whom', () => {
    test.each([
      ['usually', {}, true, true],
      ['when the status is not shown', { showOnlineStatus: false }, true, false],
      ['when the profile is private', { isPrivate: true }, true, false],
    ])('%s', async (_, changes, toSelf, toOthers) => {
      await fresh();
      await house().services.social.change(viewer.id, changes);
      await players().begin(viewer, 'player', open.songs[0] as string);
      expect((await own(viewer)).length > 0).toBe(toSelf);
      expect((await own(other)).length > 0).toBe(toOthers);
    });

    test('songs that are hidden from the viewer are left out, and gone accounts', async () => {
      await fresh();
      await befriend(house(), viewer, musician);
      await players().begin(viewer, 'player', locked.songs[0] as string);
      expect((await own(viewer)).length).toBe(1);
      expect((await own(other)).length).toBe(0);
      await players().begin(viewer, 'player', open.songs[0] as string);
      expect((await own(other)).length).toBe(1);
      await house().services.accounts.remove(viewer.id);
      expect((await own(other)).length).toBe(0);
    });
  });

  test.each([
    ['an unknown song', { track: newId() }, 'not_found'],
    ['a position below 0', { position: -1 }, 'invalid'],
    ['a rate of 0', { rate: 0 }, 'invalid'],
    ['no rate', { rate: Number.NaN }, 'invalid'],
    ['a hidden song', 'hidden', 'not_found'],
  ] as const)('report · %s is refused', async (_, given, expected) => {
    await fresh();
    const all = given === 'hidden' ? { track: locked.songs[0] as string } : given;
    expect(await kindOf(report(viewer, all))).toBe(expected);
    expect(await own()).toEqual([]);
  });

  describe('report · counts a play', () => {
    type Step = Partial<Report> & { after?: number; song?: number };
    test.each([
      ['at the half', [{ position: 0 }, { position: 100 * SECOND }], 1],
      ['not before', [{ position: 0 }, { position: 99 * SECOND }], 0],
      ['at the fourth minute of a long one', [{ song: 9, position: 240 * SECOND }], 1],
      ['not before it', [{ song: 9, position: 239 * SECOND }], 0],
      [
        'once',
        [
          { position: 100 * SECOND },
          { position: 150 * SECOND, after: 60 },
          { state: 'stopped', position: 200 * SECOND },
        ],
        1,
      ],
      ['of what was heard between two reports', [{ position: 0 }, { state: 'stopped', position: 0, after: 101 }], 1],
      ['not while it is paused', [{ state: 'paused' }, { state: 'stopped', position: 0, after: 101 }], 0],
      ['of the song before', [{ position: 0 }, { song: 1, state: 'starting', after: 150 }], 1],
      [
        'again when it starts again',
        [{ position: 150 * SECOND }, { state: 'starting', after: 60 }, { position: 120 * SECOND, after: 60 }],
        2,
      ],
      [
        'not when it says so',
        [
          { position: 150 * SECOND, isIgnored: true },
          { state: 'stopped', position: 180 * SECOND, isIgnored: true },
        ],
        0,
      ],
      ['when it says so only before', [{ position: 150 * SECOND, isIgnored: true }, { position: 151 * SECOND }], 1],
    ] as [string, Step[], number][])('%s', async (_, steps, expected) => {
      await fresh();
      setSystemTime(1_800_000_000_000 + Math.floor(Math.random() * 1e9));
      for (const { after = 0, song = 0, ...given } of steps) {
        later(after);
        await report(viewer, { track: (song === 9 ? long.songs[0] : open.songs[song]) as string, ...given });
      }
      const { entries } = await house().services.listening.historyOf(viewer, { limit: 10 });
      expect(entries.length).toBe(expected);
    });
  });
});
