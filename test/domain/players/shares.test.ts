import { beforeAll, expect, setSystemTime, test } from 'bun:test';
import type { Account } from '../../../src/domain/accounts/model.ts';
import { newId } from '../../../src/lib/ids.ts';
import { onEachEngine } from '../../support/house.ts';
import { befriend, hide, kindOf, listener, type Music, music } from '../../support/songs.ts';

const FOR_EVER = { description: '', expiresAt: null };

onEachEngine('shares', (house) => {
  let viewer: Account;
  let other: Account;
  let musician: Account;
  let open: Music;
  let locked: Music;
  const players = () => house().services.players;

  beforeAll(async () => {
    [viewer, other, musician] = await Promise.all([listener(house()), listener(house()), listener(house())]);
    open = await music(house(), undefined, 2);
    locked = await music(house(), musician, 1);
    await befriend(house(), viewer, musician);
    await hide(house(), musician);
  });

  test('share, shares, visitShare · what everybody may find, in its order, until it ends', async () => {
    const [song] = open.songs as [string];
    const list = await players().createPlaylist(viewer, 'List', [song, locked.songs[0] as string]);
    const expiresAt = Date.now() + 3_600_000;
    const ids = [list.id, song, locked.songs[0] as string, open.album, song];
    const made = await players().share(viewer, ids, { description: 'd', expiresAt });
    const items = [
      { kind: 'playlist', id: list.id },
      { kind: 'track', id: song },
      { kind: 'track', id: locked.songs[0] as string },
      { kind: 'album', id: open.album },
    ] as const;
    expect(made).toEqual({
      ...{ id: expect.stringMatching(/^[\w-]{16}$/), owner: viewer.id, description: 'd', expiresAt },
      ...{ createdAt: expect.any(Number), lastVisitedAt: null, visits: 0, items: [...items] },
    });
    expect(await players().shares(viewer)).toEqual([made]);
    expect(await players().shares(other)).toEqual([]);
    const seen = await players().visitShare(made.id);
    expect(seen).toMatchObject({ visits: 1, lastVisitedAt: expect.any(Number) });
    expect(seen.items).toEqual([items[0], items[1], items[3]]);
    expect(await players().sharedSongs(list.id)).toEqual([song]);
    await players().visitShare(made.id);
    expect(await players().shares(viewer)).toMatchObject([{ visits: 2 }]);
    setSystemTime(expiresAt);
    const ended = await kindOf(players().visitShare(made.id));
    setSystemTime();
    expect(ended).toBe('not_found');
    await players().updateShare(viewer, made.id, { expiresAt: null });
    expect(await kindOf(players().visitShare(made.id))).toBe('done');
    await players().deletePlaylist(viewer, list.id);
    expect((await players().visitShare(made.id)).items).toEqual([items[1], items[3]]);
    await players().deleteShare(viewer, made.id);
    expect(await kindOf(players().visitShare(made.id))).toBe('not_found');
    expect(await kindOf(players().deleteShare(viewer, made.id))).toBe('not_found');
  });

  test.each([
    ['nothing', () => [], FOR_EVER, 'invalid'],
    ['an unknown thing', () => [open.album, newId()], FOR_EVER, 'not_found'],
    ['an artist', () => [open.artist], FOR_EVER, 'not_found'],
    ['what is hidden', () => [locked.album], FOR_EVER, 'not_found'],
    ['501 things', () => Array.from({ length: 501 }, () => newId()), FOR_EVER, 'too_large'],
    ['a long description', () => [open.album], { ...FOR_EVER, description: 'x'.repeat(2001) }, 'invalid'],
    ['an end before 1970', () => [open.album], { ...FOR_EVER, expiresAt: -1 }, 'invalid'],
    ['an end in the past', () => [open.album], { ...FOR_EVER, expiresAt: 1 }, 'done'],
  ])('share · %s', async (_, ids, terms, expected) => {
    expect(await kindOf(players().share(other, ids(), terms))).toBe(expected);
  });

  test('updateShare, deleteShare · another’s, and none, are not found', async () => {
    const { id } = await players().share(viewer, [open.album], FOR_EVER);
    for (const terms of [{}, { description: 'x' }]) {
      expect(await kindOf(players().updateShare(other, id, terms))).toBe('not_found');
      expect(await kindOf(players().updateShare(viewer, 'x'.repeat(16), terms))).toBe('not_found');
      expect(await kindOf(players().updateShare(viewer, id, terms))).toBe('done');
    }
    expect(await kindOf(players().deleteShare(other, id))).toBe('not_found');
    for (const text of ['', 'x', 'é'.repeat(16), '\0'.repeat(16), 'x'.repeat(10_000)])
      expect(await kindOf(players().visitShare(text))).toBe('not_found');
    expect(await players().shares(viewer)).toMatchObject([{ id, description: 'x' }]);
  });

  test('shares · another’s private playlist is not shared, a public one is while it is public', async () => {
    const { id } = await players().createPlaylist(viewer, 'List', open.songs);
    expect(await kindOf(players().share(other, [id], FOR_EVER))).toBe('not_found');
    await players().updatePlaylist(viewer, id, { isPublic: true });
    const share = await players().share(other, [id], FOR_EVER);
    expect((await players().visitShare(share.id)).items.length).toBe(1);
    await players().updatePlaylist(viewer, id, { isPublic: false });
    expect((await players().visitShare(share.id)).items).toEqual([]);
  });
});
