import { beforeAll, describe, expect, test } from 'bun:test';
import type { Account } from '../../../src/domain/accounts/model.ts';
import type { PlaylistChanges } from '../../../src/domain/players/playlists.ts';
import { newId } from '../../../src/lib/ids.ts';
import { onEachEngine } from '../../support/house.ts';
import { another, befriend, hide, kindOf, listener, type Music, music } from '../../support/songs.ts';
import { lettered } from './lettered.ts';

onEachEngine('playlists', (house) => {
  let owner: Account;
  let other: Account;
  let musician: Account;
  let open: Music;
  let locked: Music;
  const players = () => house().services.players;
  const { song, songs, letters, stored } = lettered(house, () => ({ open, locked }));
  const shown = async (viewer: Account, id: string) => letters((await players().playlist(viewer, id)).tracks);

  beforeAll(async () => {
    [owner, other, musician] = await Promise.all([listener(house()), listener(house()), listener(house())]);
    open = await music(house(), undefined, 5, 100);
    locked = await music(house(), musician, 2, 50);
    await befriend(house(), owner, musician);
  });

  test('createPlaylist, playlist · as it was made, also empty and twice of one name', async () => {
    const made = await players().createPlaylist(owner, 'Été', songs('abca'));
    expect(made).toEqual({
      ...{ id: expect.any(String), owner: owner.id, login: owner.login, name: 'Été', comment: '', isPublic: false },
      ...{ createdAt: made.changedAt, changedAt: expect.any(Number), isChangeable: true },
      ...{ songs: 4, duration: 400, first: song('a'), tracks: songs('abca') },
    });
    const empty = await players().createPlaylist(owner, 'Été', []);
    const { first: _, ...rest } = made;
    expect(empty).toEqual({
      ...rest,
      ...{ id: empty.id, createdAt: empty.createdAt, changedAt: empty.changedAt, songs: 0, duration: 0, tracks: [] },
    });
  });

  test.each([
    ['no name', () => ['', []], 'invalid'],
    ['a blank name', () => [' ', []], 'invalid'],
    ['201 characters', () => ['x'.repeat(201), []], 'invalid'],
    ['200 characters', () => ['\u{1F3B5}'.repeat(200), []], 'done'],
    ['a NUL', () => ['a\0', []], 'invalid'],
    ['an unknown song', () => ['x', [song('a'), newId()]], 'not_found'],
    ['a track without audio', () => ['x', [open.silent]], 'not_found'],
    ['10,001 songs', () => ['x', Array.from({ length: 10_001 }, () => song('a'))], 'too_large'],
    ['10,000 songs', () => ['x', Array.from({ length: 10_000 }, () => song('a'))], 'done'],
  ] as [string, () => [string, string[]], string][])('createPlaylist · with %s', async (_, given, kind) => {
    expect(await kindOf(players().createPlaylist(other, ...given()))).toBe(kind);
  });

  describe('updatePlaylist', () => {
    test.each([
      ['adds at the end', 'abc', { add: 'da' }, 'abcda', true],
      ['removes places', 'abcde', { remove: [0, 3] }, 'bce', true],
      ['removes places as before the call, then adds', 'abc', { remove: [2, 0], add: 'ea' }, 'bea', true],
      ['ignores places that are repeated or unknown', 'abc', { remove: [1, 1, 7, -1, 1.5] }, 'ac', true],
      ['changes nothing when all are unknown', 'abc', { remove: [3] }, 'abc', false],
      ['changes nothing when the same comes back', 'abc', { remove: [2], add: 'c' }, 'abc', false],
      ['empties', 'ab', { remove: [0, 1] }, '', true],
      ['renames', 'ab', { name: 'New' }, 'ab', true],
      ['to the same name changes nothing', 'ab', { name: 'List', comment: '', isPublic: false }, 'ab', false],
      ['comments', 'ab', { comment: 'c' }, 'ab', true],
      ['shows to all', 'ab', { isPublic: true }, 'ab', true],
    ] as [string, string, Omit<PlaylistChanges, 'add'> & { add?: string }, string, boolean][])(
      '%s',
      async (_, before, { add, ...changes }, after, isChanged) => {
        const { id, changedAt } = await players().createPlaylist(owner, 'List', songs(before));
        await players().updatePlaylist(owner, id, { ...changes, ...(add && { add: songs(add) }) });
        expect(await stored(id)).toBe(after);
        const now = await players().playlist(owner, id);
        expect(now.changedAt > changedAt).toBe(isChanged);
        const { remove, ...described } = changes;
        expect(now).toMatchObject(described);
      },
    );

    test.each([
      ['an unknown song', { add: ['a', '?'] }, 'not_found'],
      ['a song that is hidden from them', { add: ['a', 'x'] }, 'not_found'],
      ['a name of 201 characters', { name: 'x'.repeat(201) }, 'invalid'],
      ['a comment of 2,001 characters', { comment: 'x'.repeat(2001) }, 'invalid'],
    ])(
      'is refused with %s, and nothing is done',
      async (_, { add, ...changes }: { add?: string[]; name?: string; comment?: string }, kind) => {
        await hide(house(), musician);
        const { id } = await players().createPlaylist(other, 'List', songs('ab'));
        const all = { remove: [0], ...changes, ...(add && { add: add.map(song) }) };
        expect(await kindOf(players().updatePlaylist(other, id, all))).toBe(kind);
        expect(await stored(id)).toBe('ab');
        await hide(house(), musician, false);
      },
    );

    test('is refused when there would be more than 10,000 songs', async () => {
      const { id } = await players().createPlaylist(
        owner,
        'List',
        Array.from({ length: 9_999 }, () => song('a')),
      );
      expect(await kindOf(players().updatePlaylist(owner, id, { add: songs('bc') }))).toBe('too_large');
      expect(await kindOf(players().updatePlaylist(owner, id, { add: songs('b') }))).toBe('done');
      expect(await kindOf(players().updatePlaylist(owner, id, { add: songs('c') }))).toBe('too_large');
      expect(await kindOf(players().updatePlaylist(owner, id, { remove: [0], add: songs('c') }))).toBe('done');
      expect((await players().playlist(owner, id)).songs).toBe(10_000);
      await players().deletePlaylist(owner, id);
    });

    test('by several processes at once: each has its effect, and no place is twice', async () => {
      const { id } = await players().createPlaylist(owner, 'List', songs('a'));
      const second = await another(house());
      await Promise.all(
        Array.from({ length: 20 }, (_, at) =>
          (at % 2 === 0 ? players() : second.services.players).updatePlaylist(owner, id, {
            remove: [0],
            add: songs(at % 2 === 0 ? 'bb' : 'cc'),
          }),
        ),
      );
      await second.close();
      const left = await stored(id);
      expect(left.length).toBe(21);
      expect(left).not.toContain('a');
    });
  });

  describe('hidden songs', () => {
    test('are not shown or counted, keep their places, and places count what is shown', async () => {
      const { id } = await players().createPlaylist(owner, 'List', songs('xaybxc'));
      await players().updatePlaylist(owner, id, { isPublic: true });
      await hide(house(), musician);
      expect(await shown(owner, id)).toBe('xaybxc');
      expect(await shown(other, id)).toBe('abc');
      expect(await players().playlist(other, id)).toMatchObject({ songs: 3, duration: 300, first: song('a') });
      const listed = (await players().playlists(other)).find((one) => one.id === id);
      expect(listed).toMatchObject({ songs: 3, duration: 300, first: song('a') });
      await house().services.social.unfollow(owner.id, musician.id);
      await players().updatePlaylist(owner, id, { remove: [1], add: songs('d') });
      expect(await stored(id)).toBe('xayxcd');
      expect(await shown(owner, id)).toBe('acd');
      expect(await players().sharedSongs(id)).toEqual(songs('acd'));
      await hide(house(), musician, false);
      expect(await shown(other, id)).toBe('xayxcd');
      await house().services.social.follow(owner.id, musician.id);
    });
  });

  describe('replacePlaylist', () => {
    test.each([
      ['other songs', 'abc', 'db', undefined, true],
      ['none', 'abc', '', undefined, true],
      ['the same', 'abc', 'abc', undefined, false],
      ['the same and a name', 'abc', 'abc', 'New', true],
    ])('%s', async (_, before, after, name, isChanged) => {
      const { id, changedAt } = await players().createPlaylist(owner, 'List', songs(before));
      const now = await players().replacePlaylist(owner, id, songs(after), name);
      expect(await stored(id)).toBe(after);
      expect(now).toMatchObject({ name: name ?? 'List', tracks: songs(after), songs: after.length });
      expect(now.changedAt > changedAt).toBe(isChanged);
    });

    test('is refused with an unknown song, and nothing is done', async () => {
      const { id } = await players().createPlaylist(owner, 'List', songs('ab'));
      expect(await kindOf(players().replacePlaylist(owner, id, [song('a'), newId()], 'New'))).toBe('not_found');
      expect(await players().playlist(owner, id)).toMatchObject({ name: 'List', tracks: songs('ab') });
    });
  });
});
