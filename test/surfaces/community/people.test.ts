import { beforeAll, describe, expect, test } from 'bun:test';
import { parseId } from '../../../src/lib/ids.ts';
import { onEachEngine } from '../../support/house.ts';
import { nextPage } from '../../support/paging.ts';
import { type Person, person } from '../../support/people.ts';

const NOBODY = '0192aaaa-bbbb-8ccc-8ddd-eeeeee000000';

onEachEngine('people in community', (house) => {
  let ann: Person;
  let olga: Person;
  let ghost: Person;
  let root: string;
  const call = (method: string, path: string, token?: string, body?: object) =>
    house().call(method, path, { ...(token && { token }), ...(body && { body }) });
  const profile = (who: Person, body: object) => call('PUT', `/users/${who.id}/profile`, who.token, body);
  const follow = (one: Person, other: Person) =>
    call('POST', `/social/follow/${other.id}`, one.token, { followerId: one.id });
  const names = async (path: string, token?: string): Promise<string[]> => {
    const { status, body } = await call('GET', path, token);
    expect(status).toBe(200);
    return body.data.map(({ username }: Person & { username: string }) => username);
  };
  const called = (q: string, token?: string) => names(`/social/people?q=${encodeURIComponent(q)}`, token);

  beforeAll(async () => {
    ann = await person(house(), { username: 'ann77' });
    olga = await person(house(), { username: 'olga', role: 'musician' });
    ghost = await person(house(), { username: 'ghost' });
    await profile(olga, { displayName: 'Ольга Семёнова' });
    await profile(ghost, { displayName: 'Оля Тень', bio: 'Nobody reads this', preferences: { privateProfile: true } });
    await follow(ann, olga);
    root = await house().root();
  });

  test('GET /social/people · answers what a list shows, and whether the caller follows', async () => {
    const { status, body } = await call('GET', '/social/people?q=olga', ann.token);
    expect(status).toBe(200);
    const shown = {
      ...{ userId: olga.id, username: 'olga', displayName: 'Ольга Семёнова', role: 'musician' },
      ...{ tracksCount: 0, followersCount: 1, privateProfile: false },
    };
    expect(body).toEqual({ success: true, data: [{ ...shown, isFollowing: true }] });
    expect((await call('GET', '/social/people?q=olga')).body.data).toEqual([{ ...shown, isFollowing: false }]);
  });

  test.each([
    ['the beginning of a name', 'сем'],
    ['another case, ё as е', 'СЕМЕН'],
    ['words in any order', 'семё ольга'],
    ['both names', 'olga ольга'],
  ])('GET /social/people?q= · finds by %s', async (_, q) => {
    expect(await called(q)).toEqual(['olga']);
  });

  test.each(['енова', 'ольга ann', '%', '_', '!!', "'", '* OR', 'person:*'])(
    'GET /social/people?q=%s · finds nobody',
    async (q) => {
      expect(await called(q)).toEqual([]);
    },
  );

  test('GET /social/people?q= · follows each change of a name', async () => {
    const eve = await person(house(), { username: 'evening' });
    await profile(eve, { displayName: 'Заря' });
    expect(await called('заря')).toEqual(['evening']);
    await profile(eve, { displayName: 'Полдень' });
    expect([await called('заря'), await called('полд')]).toEqual([[], ['evening']]);
    const renamed = await call('PUT', '/user/update', eve.token, { username: 'morning' });
    expect(renamed.status).toBe(200);
    expect([await called('evening'), await called('morning'), await called('полдень')]).toEqual([
      [],
      ['morning'],
      ['morning'],
    ]);
    await profile(eve, { displayName: null });
    expect([await called('полдень'), await called('morning')]).toEqual([[], ['morning']]);
  });

  test('GET /social/people?q= · takes names of any letters, however they unfold', async () => {
    const odd = await person(house(), { username: 'odd' });
    expect((await profile(odd, { displayName: 'ﷺ'.repeat(100) })).status).toBe(200);
    expect((await profile(odd, { displayName: '東京'.repeat(50) })).status).toBe(200);
    expect(await called('京東')).toEqual(['odd']);
    expect(await called('𝐎𝐝𝐝')).toEqual(['odd']);
  });

  test('GET /social/people · a private profile is found by those who may see it, and nobody else', async () => {
    expect(await called('тень')).toEqual([]);
    expect(await called('ghost', ann.token)).toEqual([]);
    expect(await names('/social/people')).not.toContain('ghost');
    expect([await called('тень', ghost.token), await called('тень', root)]).toEqual([['ghost'], ['ghost']]);
    await follow(ann, ghost);
    expect(await called('тень', ann.token)).toEqual([]);
    await follow(ghost, ann);
    expect(await called('тень', ann.token)).toEqual(['ghost']);
    expect(await called('тень', olga.token)).toEqual([]);
    await call('DELETE', `/social/unfollow/${ghost.id}`, ann.token);
    expect(await called('тень', ann.token)).toEqual([]);
  });

  test('GET /social/people/:username · of a private profile only the names, to those who may not see it', async () => {
    const hidden = await person(house(), { username: 'hidden', role: 'musician' });
    await follow(ann, hidden);
    await profile(hidden, { displayName: 'Ниночка', bio: 'Secret', preferences: { privateProfile: true } });
    const seen = (token?: string) => call('GET', '/social/people/Hidden', token);
    const shown = { userId: hidden.id, username: 'hidden', displayName: 'Ниночка', role: 'musician' };
    const none = { tracksCount: 0, followersCount: 0, privateProfile: true, isVisible: false };
    expect((await seen()).body).toEqual({ success: true, data: { ...shown, ...none, isFollowing: false } });
    expect((await seen(ann.token)).body.data).toEqual({ ...shown, ...none, isFollowing: true });
    const all = { ...shown, ...none, followersCount: 1, isVisible: true };
    expect((await seen(hidden.token)).body.data).toEqual({ ...all, isFollowing: false });
    expect(await call('GET', '/social/people/nobody-of-that-name')).toMatchObject({ status: 404 });
  });

  test('GET /social/followers|following/:userId/people · newest first, without whose profile is private', async () => {
    const star = await person(house(), { username: 'star' });
    for (const one of [ann, ghost, olga]) await follow(one, star);
    await follow(star, olga);
    await follow(star, ghost);
    const followers = `/social/followers/${star.id}/people`;
    const following = `/social/following/${parseId(star.id)}/people`;
    expect(await names(followers)).toEqual(['olga', 'ann77']);
    expect(await names(followers, root)).toEqual(['olga', 'ghost', 'ann77']);
    expect(await names(followers, ghost.token)).toEqual(['olga', 'ghost', 'ann77']);
    expect(await names(followers, star.token)).toEqual(['olga', 'ghost', 'ann77']);
    expect([await names(following), await names(following, star.token)]).toEqual([['olga'], ['ghost', 'olga']]);
    expect((await call('GET', following, ann.token)).body.data).toMatchObject([{ isFollowing: true }]);
  });

  test('GET /social/…/people · goes on by its Link, with all that it was asked', async () => {
    const crowd = await person(house(), { username: 'crowd-star' });
    const come: string[] = [];
    for (let at = 0; at < 5; at++) await follow(await person(house(), { username: `crowd-${at}` }), crowd);
    for (const path of [`/social/people?q=crowd&limit=2`, `/social/followers/${crowd.id}/people?limit=2`]) {
      come.length = 0;
      for (let next: string | undefined = path; next !== undefined; ) {
        const { body, headers } = await call('GET', next);
        expect(body.data.length).toBeLessThanOrEqual(2);
        come.push(...body.data.map(({ username }: { username: string }) => username));
        next = nextPage(headers);
      }
      expect(come.filter((name) => name !== 'crowd-star').sort()).toEqual([0, 1, 2, 3, 4].map((at) => `crowd-${at}`));
    }
  });

  describe('refusals', () => {
    test.each([
      ['/social/people?q=', 400],
      [`/social/people?q=${'a'.repeat(501)}`, 400],
      ['/social/people?q=%00', 200],
      ['/social/people?q=%F0%9F%98%80', 200],
      ['/social/people?limit=0', 400],
      ['/social/people?cursor=x', 400],
      ['/social/people?cursor=WzEsMl0', 400],
      [`/social/followers/${NOBODY}/people`, 404],
      ['/social/following/nobody/people', 404],
      [`/social/following/${NOBODY}/people?cursor=x`, 400],
    ])('GET %s · %d', async (path, status) => {
      expect((await call('GET', path)).status).toBe(status);
    });

    test('GET /social/followers|following/:userId/people · of a private profile, 403 to those who may not see it', async () => {
      for (const list of ['followers', 'following']) {
        const path = `/social/${list}/${ghost.id}/people`;
        expect(await call('GET', path)).toMatchObject({ status: 403, body: { error: 'Profile is private' } });
        expect((await call('GET', path, olga.token)).status).toBe(403);
        expect((await call('GET', path, ghost.token)).status).toBe(200);
      }
    });
  });

  test('a start · finds words for the profiles of an older version', async () => {
    const { services, db } = house();
    const { profiles } = db.tables;
    await db.write((tx) => tx.update(profiles).set({ nameKey: '' }) as unknown as Promise<void>);
    expect(await called('olga')).toEqual([]);
    await services.social.nameOld();
    await services.tasks.drain();
    expect(await called('ольга')).toEqual(['olga']);
    await services.social.nameOld();
    expect(await services.tasks.drain()).toBeUndefined();
  });
});
