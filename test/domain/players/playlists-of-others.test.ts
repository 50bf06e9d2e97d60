import { beforeAll, describe, expect, test } from 'bun:test';
import type { Account } from '../../../src/domain/accounts/model.ts';
import { newId } from '../../../src/lib/ids.ts';
import { onEachEngine } from '../../support/house.ts';
import { another, befriend, hide, kindOf, listener, type Music, music } from '../../support/songs.ts';
import { lettered } from './lettered.ts';

onEachEngine('playlists and others', (house) => {
  let owner: Account;
  let other: Account;
  let root: Account;
  let musician: Account;
  let open: Music;
  let locked: Music;
  const players = () => house().services.players;
  const { song, songs, letters, stored } = lettered(house, () => ({ open, locked }));

  beforeAll(async () => {
    [owner, other, musician] = await Promise.all([listener(house()), listener(house()), listener(house())]);
    root = await listener(house(), 'root');
    open = await music(house(), undefined, 5, 100);
    locked = await music(house(), musician, 2, 50);
    await befriend(house(), owner, musician);
  });

  describe('who may', () => {
    test.each([
      ['private', false, false, { other: ['not_found', 'not_found'], root: ['done', 'done'] }],
      ['public', true, false, { other: ['done', 'forbidden'], root: ['done', 'done'] }],
      ['public of a private profile', true, true, { other: ['not_found', 'not_found'], root: ['done', 'done'] }],
    ] as const)('a %s playlist', async (_, isPublic, isPrivate, expected) => {
      const { id } = await players().createPlaylist(owner, 'List', songs('a'));
      await players().updatePlaylist(owner, id, { isPublic });
      await hide(house(), owner, isPrivate);
      for (const [viewer, [read, write]] of [
        [owner, ['done', 'done']],
        [other, expected.other],
        [root, expected.root],
      ] as const) {
        expect(await kindOf(players().playlist(viewer, id))).toBe(read);
        expect(await kindOf(players().updatePlaylist(viewer, id, { add: songs('b') }))).toBe(write);
        expect(await kindOf(players().replacePlaylist(viewer, id, songs('c'), undefined))).toBe(write);
      }
      const isListed = (await players().playlists(other)).some((one) => one.id === id);
      expect(isListed).toBe(expected.other[0] === 'done');
      expect(await kindOf(players().deletePlaylist(other, id))).toBe(expected.other[1]);
      expect(await kindOf(players().deletePlaylist(root, id))).toBe('done');
      expect(await kindOf(players().deletePlaylist(owner, id))).toBe('not_found');
      await hide(house(), owner, false);
    });

    test('playlists · by name without case, each with whether the viewer may change it', async () => {
      const [one, two] = [await listener(house()), await listener(house())];
      for (const name of ['b', 'A', 'C']) await players().createPlaylist(one, name, songs('ab'));
      const [, shownOne] = await players().playlists(one);
      await players().updatePlaylist(one, shownOne?.id as string, { isPublic: true });
      const names = async (viewer: Account, of?: string) =>
        (await players().playlists(viewer, of))
          .filter(({ owner }) => owner === one.id)
          .map(({ name, isChangeable, songs, duration }) => [name, isChangeable, songs, duration]);
      expect(await names(one)).toEqual([
        ['A', true, 2, 200],
        ['b', true, 2, 200],
        ['C', true, 2, 200],
      ]);
      expect(await names(two)).toEqual([['b', false, 2, 200]]);
      expect((await names(root, one.id)).length).toBe(3);
      expect(await kindOf(players().playlists(two, one.id))).toBe('forbidden');
    });

    test('createPlaylist · a 1,001st is refused, also when two come at once', async () => {
      const somebody = await listener(house());
      const { playlists } = house().db.tables;
      const row = {
        owner: somebody.id,
        name: 'x',
        nameKey: 'x',
        comment: '',
        isPublic: false,
        createdAt: 1,
        changedAt: 1,
      };
      await house().db.write(async (tx) => {
        await tx.insert(playlists).values(Array.from({ length: 999 }, () => ({ id: newId(), ...row })));
      });
      const second = await another(house());
      const made = [players(), second.services.players, players()].map((at) =>
        kindOf(at.createPlaylist(somebody, 'x', [])),
      );
      expect((await Promise.all(made)).sort()).toEqual(['conflict', 'conflict', 'done']);
      await second.close();
      expect((await players().playlists(somebody)).filter(({ owner }) => owner === somebody.id).length).toBe(1000);
    });
  });

  describe('deleted tracks', () => {
    test('leave all playlists, whose gaps close; others stay as they are', async () => {
      const gone = await music(house(), undefined, 1);
      const [track] = gone.songs as [string];
      const lists = [];
      for (const at of ['abcde', '?a?b?', '??', 'ab?', '?ab'])
        lists.push(
          await players().createPlaylist(
            owner,
            'List',
            [...at].map((letter) => (letter === '?' ? track : song(letter))),
          ),
        );
      await players().star(owner, { ids: [track] });
      await players().rate(owner, track, 3);
      const account = (await house().services.accounts.byLogin('root')) as Account;
      await house().services.catalogue.tracks.remove(account, track);
      const after = [];
      for (const { id, changedAt } of lists) {
        const now = await players().playlist(owner, id);
        after.push([await stored(id), letters(now.tracks), now.changedAt > changedAt]);
      }
      expect(after).toEqual([
        ['abcde', 'abcde', false],
        ['ab', 'ab', true],
        ['', '', true],
        ['ab', 'ab', true],
        ['ab', 'ab', true],
      ]);
      expect(await players().averagesOf('track', [track])).toEqual(new Map());
    });

    test('that are added at the same time by another process leave none of them behind', async () => {
      const second = await another(house());
      const account = (await house().services.accounts.byLogin('root')) as Account;
      const { id } = await players().createPlaylist(owner, 'List', songs('a'));
      for (let round = 0; round < 10; round++) {
        const [track] = (await music(house(), undefined, 1)).songs as [string];
        await Promise.all([
          kindOf(second.services.players.updatePlaylist(owner, id, { add: [track] })),
          kindOf(players().updatePlaylist(owner, id, { add: [track, track] })),
          house().services.catalogue.tracks.remove(account, track),
        ]);
      }
      await second.close();
      expect(await stored(id)).toBe('a');
    });

    test('of an account that leaves, with many playlists of others', async () => {
      const leaving = await listener(house());
      const gone = await music(house(), leaving, 3);
      const lists = [];
      for (let at = 0; at < 60; at++)
        lists.push(await players().createPlaylist(other, 'List', [...gone.songs, song('a'), ...gone.songs]));
      const own = await players().createPlaylist(leaving, 'List', songs('a'));
      await house().services.accounts.remove(leaving.id);
      for (const { id } of lists) expect(await stored(id)).toBe('a');
      expect(await kindOf(players().playlist(root, own.id))).toBe('not_found');
    });
  });
});
