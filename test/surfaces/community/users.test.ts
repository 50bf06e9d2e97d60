import { describe, expect, test } from 'bun:test';
import { parseId } from '../../../src/lib/ids.ts';
import { onEachEngine } from '../../support/house.ts';
import { nextPage } from '../../support/paging.ts';
import { type Person, person } from '../../support/people.ts';
import { MOMENT } from '../../support/shapes.ts';

const WHOLE = {
  displayName: 'John Doe',
  bio: 'Musician from Moscow',
  location: 'Moscow, Russia',
  genres: ['rock', 'jazz'],
  instruments: ['guitar', 'piano'],
  socialLinks: { youtube: 'https://youtube.com/@johndoe', vk: 'https://vk.com/johndoe', telegram: '@johndoe' },
  preferences: { emailNotifications: false, showOnlineStatus: false, privateProfile: false },
};
const PREFERENCES =
  'preferences must be an object with emailNotifications, showOnlineStatus and privateProfile, each true or false';
const NOBODY = '0192aaaa-bbbb-8ccc-8ddd-eeeeee000000';
const PRIVATE = { preferences: { privateProfile: true } };

onEachEngine('profiles of community', (house) => {
  const put = ({ id, token }: { id: string; token?: string }, body: object) =>
    house().call('PUT', `/users/${id}/profile`, { body, ...(token === undefined ? {} : { token }) });
  const profile = ({ id }: Person, viewer?: Person) =>
    house().call('GET', `/users/${id}/profile`, viewer && { token: viewer.token });
  const follow = (follower: Person, followed: Person) =>
    house().call('POST', `/social/follow/${followed.id}`, {
      token: follower.token,
      body: { followerId: follower.id },
    });

  test('GET /users/:user/profile, /users/username/:username · a new account has a profile', async () => {
    const { id, name } = await person(house(), { role: 'musician' });
    const { status, body } = await house().call('GET', `/users/${id}/profile`);
    expect(status).toBe(200);
    expect(body).toEqual({
      success: true,
      data: {
        _id: expect.stringMatching(/^[0-9a-f]{24}$/),
        userId: id,
        username: name,
        genres: [],
        instruments: [],
        socialLinks: {},
        stats: { tracksCount: 0, followersCount: 0, followingCount: 0, totalPlays: 0 },
        preferences: { emailNotifications: true, showOnlineStatus: true, privateProfile: false },
        role: 'musician',
        following: [],
        createdAt: MOMENT,
        updatedAt: MOMENT,
      },
    });
    expect((await house().call('GET', `/users/username/${name.toUpperCase()}`)).body).toEqual(body);
    expect((await house().call('GET', `/users/${body.data._id}/profile`)).body).toEqual(body);
  });

  test('GET /users/username/:username · people of other dialects have one too', async () => {
    const { name } = await house().member();
    expect(await house().call('GET', `/users/username/${name}`)).toMatchObject({
      status: 200,
      body: { data: { username: name, role: 'listener' } },
    });
    expect((await house().call('GET', '/users/username/root')).body.data.role).toBe('admin');
  });

  test.each([
    '/users/0192aaaa-bbbb-8ccc-8ddd-eeeeee000000/profile',
    '/users/nobody/profile',
    '/users/%00/profile',
    '/users/username/nobody',
    '/users/username/%00',
    '/users/username/%E0%A4%A',
    '/users/%E0%A4%A/profile',
    '/users/%E0%A4%A/public',
    '/users/username/some%20body',
    '/users/nobody/public',
    '/users/nobody/tracks',
    '/users/nobody/audio-files',
    '/social/profile/nobody',
    '/social/followers/nobody',
    '/social/following/0192aaaa-bbbb-8ccc-8ddd-eeeeee000000',
  ])('GET %s · names nobody', async (path) => {
    expect(await house().call('GET', path)).toMatchObject({
      status: 404,
      body: { success: false, error: 'User not found' },
    });
  });

  describe('PUT /users/:user/profile', () => {
    test('answers the profile as it then is', async () => {
      const john = await person(house());
      const before = (await profile(john)).body.data;
      const { status, body } = await put(john, WHOLE);
      expect(status).toBe(200);
      expect(body).toEqual({ success: true, data: { ...before, ...WHOLE, updatedAt: MOMENT } });
      expect(body.data.updatedAt > before.updatedAt).toBe(true);
      expect((await profile(john)).body).toEqual(body);
    });

    test.each([
      ['nothing', {}, {}],
      ['one text', { bio: 'New' }, { bio: 'New' }],
      ['one preference: the others stay', PRIVATE, { preferences: { ...WHOLE.preferences, privateProfile: true } }],
      [
        'one link: the others go',
        { socialLinks: { vk: 'http://vk.com/x' } },
        { socialLinks: { vk: 'http://vk.com/x' } },
      ],
      ['links by null and by nothing', { socialLinks: { vk: null, youtube: '' } }, { socialLinks: {} }],
      ['lists: as a whole', { genres: ['блюз'], instruments: [] }, { genres: ['блюз'], instruments: [] }],
      ['texts by null', { displayName: null, bio: null }, { displayName: undefined, bio: undefined }],
      ['a text by white space', { location: ' ' }, { location: undefined }],
      [
        'fields that are not theirs to change',
        { stats: { totalPlays: 9 }, role: 'admin', userId: 'x', username: 'y' },
        {},
      ],
      [
        'fields that do not exist',
        { preferences: { isPrivate: true }, links: {}, instagram: 'https://instagram.com/x' },
        {},
      ],
      ['no choice by null', { preferences: { emailNotifications: null, showOnlineStatus: '' } }, {}],
      ['no choices by null', { preferences: null }, {}],
      ['no choices by nothing', { preferences: '' }, {}],
      [
        'links without their scheme: it is kept and shown with them',
        { socialLinks: { youtube: 'www.youtube.com/@john', vk: ' vk.com ', telegram: 't.me:443/john?a=b#c' } },
        {
          socialLinks: {
            youtube: 'https://www.youtube.com/@john',
            vk: 'https://vk.com',
            telegram: 'https://t.me:443/john?a=b#c',
          },
        },
      ],
      [
        'a link of a host in Cyrillic',
        { socialLinks: { vk: 'пример.рф/я' } },
        { socialLinks: { vk: 'https://пример.рф/я' } },
      ],
      [
        'texts as long as they may be, counted in characters: an emoji is one',
        { displayName: '🎸'.repeat(100), genres: ['🎸'.repeat(100)] },
        { displayName: '🎸'.repeat(100), genres: ['🎸'.repeat(100)] },
      ],
      [
        'a telegram link',
        { socialLinks: { telegram: 'https://t.me/x' } },
        { socialLinks: { telegram: 'https://t.me/x' } },
      ],
    ])('%s', async (_, change, expected) => {
      const john = await person(house());
      const before = (await put(john, WHOLE)).body.data;
      const { status, body } = await put(john, change);
      expect(status).toBe(200);
      expect(body.data).toEqual({ ...before, ...expected, updatedAt: MOMENT });
    });

    test.each([
      [{ displayName: 7 }, 'displayName must be a text of at most 100 characters'],
      [{ displayName: 'x'.repeat(101) }, 'displayName must be a text of at most 100 characters'],
      [{ displayName: '🎸'.repeat(101) }, 'displayName must be a text of at most 100 characters'],
      [{ genres: ['🎸'.repeat(101)] }, 'genres.0 must be a text of 1 to 100 characters'],
      [{ bio: ['x'] }, 'bio must be a text of at most 5000 characters'],
      [{ bio: 'x'.repeat(5001) }, 'bio must be a text of at most 5000 characters'],
      [{ location: {} }, 'location must be a text of at most 200 characters'],
      [{ genres: 'rock' }, 'genres must be a list of at most 50 texts'],
      [{ genres: Array(51).fill('rock') }, 'genres must be a list of at most 50 texts'],
      [{ genres: ['rock', 7] }, 'genres.1 must be a text of 1 to 100 characters'],
      [{ instruments: [' '] }, 'instruments.0 must be a text of 1 to 100 characters'],
      [{ socialLinks: 'https://vk.com' }, 'socialLinks must be an object with youtube, vk and telegram'],
      [{ socialLinks: ['https://vk.com'] }, 'socialLinks must be an object with youtube, vk and telegram'],
      [{ socialLinks: { vk: 7 } }, 'socialLinks.vk must be a link of at most 500 characters'],
      [
        { socialLinks: { vk: `https://vk.com/${'x'.repeat(500)}` } },
        'socialLinks.vk must be a link of at most 500 characters',
      ],
      [{ socialLinks: { vk: `vk.com/${'x'.repeat(493)}` } }, 'socialLinks.vk must have at most 500 characters'],
      [{ socialLinks: { vk: 'john' } }, 'socialLinks.vk must be an http(s) link'],
      [{ socialLinks: { vk: '//vk.com/x' } }, 'socialLinks.vk must be an http(s) link'],
      [{ socialLinks: { vk: 'ftp://vk.com/x' } }, 'socialLinks.vk must be an http(s) link'],
      [{ socialLinks: { vk: 'vk.com@evil.example' } }, 'socialLinks.vk must be an http(s) link'],
      [{ socialLinks: { vk: 'vk.com\\@evil.example' } }, 'socialLinks.vk must be an http(s) link'],
      [{ socialLinks: { vk: 'vk.com:99999/x' } }, 'socialLinks.vk must be an http(s) link'],
      [{ socialLinks: { vk: 'data:text/html.x,y' } }, 'socialLinks.vk must be an http(s) link'],
      [
        { socialLinks: { ...WHOLE.socialLinks, instagram: 'https://instagram.com/john' } },
        'socialLinks.instagram is not known: give youtube, vk and telegram',
      ],
      [{ socialLinks: { x: 7 } }, 'socialLinks.x is not known: give youtube, vk and telegram'],
      [{ socialLinks: { youtube: 'javascript:alert(1)' } }, 'socialLinks.youtube must be an http(s) link'],
      [{ socialLinks: { youtube: 'java\nscript:alert(1)' } }, 'socialLinks.youtube must be an http(s) link'],
      [{ socialLinks: { vk: 'https://vk.com@evil.example' } }, 'socialLinks.vk must be an http(s) link'],
      [{ socialLinks: { vk: 'https://' } }, 'socialLinks.vk must be an http(s) link'],
      [{ socialLinks: { telegram: 'john' } }, 'socialLinks.telegram must be @name or an http(s) link'],
      [{ socialLinks: { telegram: '@john doe' } }, 'socialLinks.telegram must be @name or an http(s) link'],
      [{ preferences: true }, PREFERENCES],
      [{ preferences: { privateProfile: 'true' } }, PREFERENCES],
      [{ preferences: { showOnlineStatus: 0 } }, PREFERENCES],
      [{ bio: 'nul\0' }, 'bio contains characters that cannot be stored'],
      [{ genres: ['half\ud800'] }, 'genres[0] contains characters that cannot be stored'],
    ])('%j is refused and changes nothing: %s', async (change, error) => {
      const john = await person(house());
      const before = (await profile(john)).body;
      expect(await put(john, { location: 'Elsewhere', ...change })).toMatchObject({
        status: 400,
        body: { success: false, error },
      });
      expect((await profile(john)).body).toEqual(before);
    });

    test('is for the owner and root', async () => {
      const [john, jane] = [await person(house()), await person(house())];
      expect(await put({ id: john.id }, { bio: 7 })).toMatchObject({ status: 401, body: { error: 'Unauthorized' } });
      expect(await put({ ...john, token: 'nobody' }, {})).toMatchObject({ status: 401 });
      expect(await put({ ...john, token: jane.token }, {})).toMatchObject({
        status: 403,
        body: { success: false, error: 'This profile is not yours' },
      });
      expect((await put({ ...john, token: await house().root() }, { bio: 'By root' })).body.data.bio).toBe('By root');
      const nobody = { id: '0192aaaa-bbbb-8ccc-8ddd-eeeeee000000', token: await house().root() };
      expect((await put(nobody, {})).status).toBe(404);
    });

    test('of the preferences at once loses none', async () => {
      const john = await person(house());
      await Promise.all([
        put(john, { preferences: { emailNotifications: false } }),
        put(john, { preferences: { showOnlineStatus: false } }),
        put(john, { preferences: { privateProfile: true } }),
      ]);
      expect((await profile(john, john)).body.data.preferences).toEqual({
        emailNotifications: false,
        showOnlineStatus: false,
        privateProfile: true,
      });
    });
  });

  describe('a private profile', () => {
    /** Everything that shows something of it. */
    const paths = ({ id, name }: Person, viewerId: string) => [
      `/users/${id}/profile`,
      `/users/username/${name}`,
      `/users/${name}/public?viewerId=${viewerId}`,
      `/users/${name}/tracks`,
      `/users/${name}/audio-files`,
      `/social/profile/${name}?viewerId=${viewerId}`,
      `/social/followers/${id}`,
      `/social/following/${id}`,
    ];

    test('GET /users/:user/profile and its like · is seen by the owner, followers who are followed back, and root, by token and never by viewerId', async () => {
      const [john, follower, stranger] = [await person(house()), await person(house()), await person(house())];
      await put(john, { ...WHOLE, ...PRIVATE });
      await follow(follower, john);
      const statuses = (token?: string) =>
        Promise.all(
          paths(john, follower.id).map(
            async (path) => (await house().call('GET', path, token === undefined ? {} : { token })).status,
          ),
        );
      const all = (status: number) => paths(john, '').map(() => status);
      expect(await statuses()).toEqual(all(403));
      expect(await statuses('nobody')).toEqual(all(403));
      expect(await statuses(stranger.token)).toEqual(all(403));
      expect(await statuses(follower.token)).toEqual(all(403));
      await follow(john, follower);
      expect(await statuses(follower.token)).toEqual(all(200));
      expect(await statuses(john.token)).toEqual(all(200));
      expect(await statuses(await house().root())).toEqual(all(200));
      expect((await profile(john, stranger)).body).toEqual({ success: false, error: 'Profile is private' });
    });

    test('GET /users/:user/profile · is closed to who no longer follows, and open to all when it is public again', async () => {
      const [john, follower] = [await person(house()), await person(house())];
      await put(john, PRIVATE);
      await follow(john, follower);
      expect((await profile(john, follower)).status).toBe(403);
      await follow(follower, john);
      expect((await profile(john, follower)).status).toBe(200);
      await house().call('DELETE', `/social/unfollow/${john.id}`, {
        token: follower.token,
        body: { followerId: follower.id },
      });
      expect((await profile(john, follower)).status).toBe(403);
      await put(john, { preferences: { privateProfile: false } });
      expect((await profile(john)).status).toBe(200);
    });

    test('GET /users · says in a list only what a list needs, but to those who may see it', async () => {
      const [john, follower] = [await person(house()), await person(house())];
      await follow(john, follower);
      await put(john, { ...WHOLE, ...PRIVATE });
      await follow(follower, john);
      const listed = async (token?: string) => {
        const { body } = await house().call('GET', '/users', token === undefined ? {} : { token });
        return body.profiles.find(({ userId }: { userId: string }) => userId === john.id);
      };
      const whole = (await profile(john, john)).body.data;
      expect(whole).toMatchObject({ bio: WHOLE.bio, following: [follower.id] });
      const { bio, location, ...rest } = whole;
      expect(await listed()).toEqual({ ...rest, socialLinks: {}, following: [] });
      expect(await listed((await person(house())).token)).toEqual({ ...rest, socialLinks: {}, following: [] });
      expect(await listed(follower.token)).toEqual(whole);
      expect(await listed(john.token)).toEqual(whole);
      expect(await listed(await house().root())).toEqual(whole);
    });
  });

  describe('GET /users/:user/public, /social/profile/:username', () => {
    test.each(['/users/NAME/public', '/social/profile/NAME'])('%s says how the viewer stands to it', async (path) => {
      const [john, jane, other] = [await person(house()), await person(house()), await person(house())];
      await put(john, WHOLE);
      await follow(jane, john);
      await follow(john, other);
      const seen = async (query: string, token?: string) => {
        const at = path.replace('NAME', john.name) + query;
        const { status, body } = await house().call('GET', at, token === undefined ? {} : { token });
        return { status, ...body };
      };
      const data = {
        profile: (await profile(john)).body.data,
        tracks: [],
        followersCount: 1,
        followingCount: 1,
      };
      const as = (isFollowing: boolean, isOwnProfile: boolean) => ({
        status: 200,
        success: true,
        data: { ...data, isFollowing, isOwnProfile },
      });
      expect(data.profile.following).toEqual([other.id]);
      expect(await seen('')).toEqual(as(false, false));
      expect(await seen('?viewerId=')).toEqual(as(false, false));
      expect(await seen(`?viewerId=${jane.id}`)).toEqual(as(true, false));
      expect(await seen(`?viewerId=${john.id}`)).toEqual(as(false, true));
      expect(await seen(`?viewerId=${other.id}`)).toEqual(as(false, false));
      expect(await seen('', jane.token)).toEqual(as(true, false));
      expect(await seen('', john.token)).toEqual(as(false, true));
      for (const nobody of ['null', 'undefined', 'nobody', '%00', NOBODY]) {
        expect(await seen(`?viewerId=${nobody}`)).toEqual(as(false, false));
        expect(await seen(`?viewerId=${nobody}`, john.token)).toEqual(as(false, false));
      }
    });
  });

  test('GET /users/:user/tracks, /users/:user/audio-files · tracks and audio files of somebody new are none', async () => {
    const { name } = await person(house());
    expect((await house().call('GET', `/users/${name}/tracks`)).body).toEqual({ success: true, data: [] });
    expect((await house().call('GET', `/users/${name}/audio-files`)).body).toEqual({ success: true, audioFiles: [] });
    expect(await house().call('GET', `/users/${name}/tracks?limit=0`)).toMatchObject({ status: 400 });
    expect(await house().call('GET', `/users/${name}/audio-files?cursor=x`)).toMatchObject({ status: 400 });
  });

  describe('GET /users', () => {
    const names = (body: { profiles: { username: string }[] }) => body.profiles.map(({ username }) => username);

    test('has everybody but the one excluded, as their own pages show them', async () => {
      const [john, jane] = [await person(house()), await person(house())];
      await put(john, WHOLE);
      await follow(john, jane);
      const { status, body } = await house().call('GET', `/users?excludeUserId=${jane.id}`);
      expect(status).toBe(200);
      expect(names(body)).not.toContain(jane.name);
      const { data } = (await profile(john)).body;
      expect(body.profiles.find(({ userId }: { userId: string }) => userId === john.id)).toEqual(data);
      expect(names((await house().call('GET', `/users?excludeUserId=${parseId(jane.id)}`)).body)).not.toContain(
        jane.name,
      );
      const everybody = names((await house().call('GET', '/users')).body);
      for (const nobody of ['', 'null', 'undefined', 'nobody', '%00', NOBODY])
        expect(names((await house().call('GET', `/users?excludeUserId=${nobody}`)).body)).toEqual(everybody);
    });

    test('has people of the community: of the recorder and root only who has written a profile', async () => {
      const listed = async () => names((await house().call('GET', '/users')).body);
      const { body } = await house().call('POST', '/register', { body: { user_name: 'Passer-by' } });
      const passerBy = (await house().services.accounts.byKey(body.user_id, body.user_access_token)).account;
      expect(await listed()).not.toContain(passerBy.login);
      expect(await listed()).not.toContain('root');
      const root = {
        id: (await house().call('GET', '/users/username/root')).body.data.userId,
        token: await house().root(),
      };
      await put(root, {});
      expect(await listed()).not.toContain('root');
      await put(root, { bio: 'Keeps the house' });
      expect(await listed()).toContain('root');
      await put({ id: passerBy.id, token: root.token }, { bio: 'Came again' });
      expect(await listed()).toContain(passerBy.login);
      const { name } = await house().member();
      expect(await listed()).toContain(name);
    });

    test('goes on by its Link until all have come once', async () => {
      const everybody = names((await house().call('GET', '/users')).body);
      const come: string[] = [];
      for (let next: string | undefined = '/users?limit=3'; next !== undefined; ) {
        const { body, headers } = await house().call('GET', next);
        expect(body.profiles.length).toBeLessThanOrEqual(3);
        come.push(...names(body));
        next = nextPage(headers);
      }
      expect(come).toEqual(everybody);
      expect(new Set(come).size).toBe(everybody.length);
    });

    test.each([
      ['limit=0', 'limit must be a whole number from 1'],
      ['limit=x', 'limit must be a whole number from 1'],
      ['cursor=x', 'cursor is not one that this list gave'],
      ['cursor=WzEsMl0', 'cursor is not one that this list gave'],
    ])('refuses %s', async (query, error) => {
      expect(await house().call('GET', `/users?${query}`)).toMatchObject({
        status: 400,
        body: { success: false, error },
      });
    });
  });
});
