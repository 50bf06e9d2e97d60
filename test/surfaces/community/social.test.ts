import { describe, expect, test } from 'bun:test';
import { newId, parseId } from '../../../src/lib/ids.ts';
import { type House, onEachEngine } from '../../support/house.ts';
import { nextPage } from '../../support/paging.ts';
import { type Person, person } from '../../support/people.ts';
import { MOMENT } from '../../support/shapes.ts';

const NOBODY = '0192aaaa-bbbb-8ccc-8ddd-eeeeee000000';
const idOf = ({ id }: Person) => parseId(id) as string;

/** What the profile says of an account's counts, and what counting gives. */
async function counts(house: House, { id }: Person) {
  const account = parseId(id);
  const { follows, profiles } = house.db.tables;
  const rows = await house.db.read.select().from(follows);
  const [kept] = (await house.db.read.select().from(profiles)).filter((profile) => profile.account === account);
  return {
    kept: { followers: kept?.followers, following: kept?.following },
    counted: {
      followers: rows.filter(({ followed }) => followed === account).length,
      following: rows.filter(({ follower }) => follower === account).length,
    },
  };
}

onEachEngine('following in community', (house) => {
  const call = (method: string, path: string, as?: Person, body?: object) =>
    house().call(method, path, { ...(as && { token: as.token }), ...(body && { body }) });
  const follow = (follower: Person, followed: Person) =>
    call('POST', `/social/follow/${followed.id}`, follower, { followerId: follower.id });
  const unfollow = (follower: Person, followed: Person, method = 'DELETE') =>
    call(method, `/social/unfollow/${followed.id}`, follower, { followerId: follower.id });
  const three = async () => [await person(house()), await person(house()), await person(house())] as const;

  test('POST /social/follow/:userId · answers the follow, and counts it on both sides', async () => {
    const [ann, bob] = await three();
    const { status, body } = await follow(ann, bob);
    expect(status).toBe(200);
    expect(body).toEqual({
      success: true,
      data: {
        _id: expect.stringMatching(/^[0-9a-f]{24}$/),
        followerId: ann.id,
        followingId: bob.id,
        createdAt: MOMENT,
      },
    });
    const stats = async (who: Person) => (await call('GET', `/users/${who.id}/profile`)).body.data;
    expect(await stats(ann)).toMatchObject({ stats: { followersCount: 0, followingCount: 1 }, following: [bob.id] });
    expect(await stats(bob)).toMatchObject({ stats: { followersCount: 1, followingCount: 0 }, following: [] });
  });

  test.each(['POST', 'DELETE'])('%s /social/unfollow/:userId · undoes it', async (method) => {
    const [ann, bob] = await three();
    await follow(ann, bob);
    const { status, body } = await unfollow(ann, bob, method);
    expect({ status, body }).toEqual({ status: 200, body: { success: true } });
    expect(await counts(house(), bob)).toMatchObject({ kept: { followers: 0 } });
    expect(await unfollow(ann, bob, method)).toMatchObject({
      status: 404,
      body: { success: false, error: 'Not following' },
    });
    expect(await counts(house(), bob)).toMatchObject({ kept: { followers: 0 } });
  });

  test.each([
    ['no body', {}],
    ['an empty JSON body', { headers: { 'content-type': 'application/json' }, body: '' }],
    ['an object without followerId', { body: {} }],
    ['the follower in the other spelling', 'own'],
  ])('DELETE /social/unfollow/:userId · with %s takes the follower from the token', async (_, sent) => {
    const [ann, bob] = await three();
    await follow(ann, bob);
    const options = sent === 'own' ? { body: { followerId: idOf(ann) } } : (sent as object);
    const path = `/social/unfollow/${bob.id}`;
    expect(await house().call('DELETE', path, options)).toMatchObject({ status: 401 });
    expect(await house().call('DELETE', path, { ...options, token: ann.token })).toMatchObject({
      status: 200,
      body: { success: true },
    });
    expect(await counts(house(), bob)).toMatchObject({ kept: { followers: 0 } });
    expect(await house().call('DELETE', path, { ...options, token: ann.token })).toMatchObject({
      status: 404,
      body: { error: 'Not following' },
    });
  });

  test('POST /social/follow/:userId · twice is refused', async () => {
    const [ann, bob] = await three();
    await follow(ann, bob);
    expect(await follow(ann, bob)).toMatchObject({ status: 409, body: { success: false, error: 'Already following' } });
    expect(await counts(house(), bob)).toMatchObject({ kept: { followers: 1 } });
  });

  test('POST /social/follow/:userId · oneself is refused', async () => {
    const [ann] = await three();
    expect(await follow(ann, ann)).toMatchObject({
      status: 400,
      body: { success: false, error: 'userId must be somebody else: nobody follows themselves' },
    });
  });

  test.each([
    ['POST', 'follow'],
    ['POST', 'unfollow'],
    ['DELETE', 'unfollow'],
  ])('%s /social/%s/:userId · is for the account named, or root', async (method, verb) => {
    const [ann, bob] = await three();
    const path = `/social/${verb}/${bob.id}`;
    const body = { followerId: ann.id };
    expect(await call(method, path, undefined, body)).toMatchObject({ status: 401, body: { error: 'Unauthorized' } });
    expect(await call(method, path, undefined, {})).toMatchObject({ status: 401 });
    expect(await call(method, path, bob, body)).toMatchObject({
      status: 403,
      body: { success: false, error: 'followerId must be your own' },
    });
    if (method === 'POST')
      expect(await call(method, path, ann, {})).toMatchObject({
        status: 400,
        body: { error: 'followerId is required' },
      });
    expect(await call(method, path, ann, { followerId: 7 })).toMatchObject({
      status: 400,
      body: { error: 'followerId must be the id of a user' },
    });
    expect(await call(method, path, ann, { followerId: 'me' })).toMatchObject({
      status: 400,
      body: { error: 'followerId must be the id of a user' },
    });
    if (verb === 'unfollow') await follow(ann, bob);
    const root = await house().root();
    expect((await house().call(method, path, { token: root, body })).status).toBe(200);
  });

  test.each([NOBODY, 'nobody', newId()])(
    'POST /social/follow/:userId, DELETE /social/unfollow/:userId · %s is nobody to follow',
    async (id) => {
      const ann = await person(house());
      expect(await call('POST', `/social/follow/${id}`, ann, { followerId: ann.id })).toMatchObject({
        status: 404,
        body: { success: false, error: 'User not found' },
      });
      expect(await counts(house(), ann)).toMatchObject({ kept: { following: 0 } });
      expect((await call('DELETE', `/social/unfollow/${id}`, ann, { followerId: ann.id })).status).toBe(404);
    },
  );

  test('POST /social/follow/:userId · root can’t make somebody follow who does not exist', async () => {
    const bob = await person(house());
    const body = { followerId: NOBODY };
    const answer = await house().call('POST', `/social/follow/${bob.id}`, { token: await house().root(), body });
    expect(answer.status).toBe(404);
    expect(await counts(house(), bob)).toMatchObject({ kept: { followers: 0 } });
  });

  test('GET /social/followers/:userId, /social/following/:userId · is listed from both sides, newest first, page by page', async () => {
    const [ann, bob, eve] = await three();
    const first = (await follow(ann, eve)).body.data;
    // Those of one millisecond are in any order.
    await Bun.sleep(2);
    const second = (await follow(bob, eve)).body.data;
    await Bun.sleep(2);
    const third = (await follow(ann, bob)).body.data;
    expect((await call('GET', `/social/followers/${eve.id}`)).body).toEqual({ success: true, data: [second, first] });
    expect((await call('GET', `/social/following/${ann.id}`)).body).toEqual({ success: true, data: [third, first] });
    expect((await call('GET', `/social/following/${eve.id}`)).body).toEqual({ success: true, data: [] });
    const page = await call('GET', `/social/followers/${eve.id}?limit=1`);
    expect(page.body.data).toEqual([second]);
    const next = nextPage(page.headers) as string;
    const last = await call('GET', next);
    expect(last.body.data).toEqual([first]);
    expect(last.headers.get('link')).toBeNull();
    expect((await call('GET', `/social/followers/${eve.id}?cursor=x`)).status).toBe(400);
  });

  test('GET /social/isFollowing/:followerId/:followingId · is told of any two', async () => {
    const [ann, bob, eve] = await three();
    await follow(ann, bob);
    const asked = async (a: string, b: string, as?: Person) => {
      const { status, body } = await call('GET', `/social/isFollowing/${a}/${b}`, as);
      return [status, body.data ?? body.error];
    };
    expect(await asked(ann.id, bob.id)).toEqual([200, { isFollowing: true }]);
    expect(await asked(bob.id, ann.id)).toEqual([200, { isFollowing: false }]);
    expect(await asked(ann.id, NOBODY)).toEqual([404, 'User not found']);
    expect(await asked('nobody', bob.id)).toEqual([404, 'User not found']);
    for (const one of [ann, bob])
      await call('PUT', `/users/${one.id}/profile`, one, { preferences: { privateProfile: true } });
    expect(await asked(ann.id, bob.id)).toEqual([403, 'Profile is private']);
    expect(await asked(ann.id, bob.id, eve)).toEqual([403, 'Profile is private']);
    expect(await asked(ann.id, bob.id, bob)).toEqual([200, { isFollowing: true }]);
  });

  describe('POST /social/follow/:userId, DELETE /social/unfollow/:userId, at once', () => {
    test('of ten who do the same at once one succeeds, and the counts say so', async () => {
      const [ann, bob] = await three();
      const all = (act: () => ReturnType<typeof follow>) => Promise.all(Array.from({ length: 10 }, act));
      const statuses = (answers: { status: number }[]) => answers.map(({ status }) => status).sort();
      expect(statuses(await all(() => follow(ann, bob)))).toEqual([200, ...Array(9).fill(409)]);
      expect(await counts(house(), bob)).toMatchObject({ kept: { followers: 1 } });
      expect(statuses(await all(() => unfollow(ann, bob)))).toEqual([200, ...Array(9).fill(404)]);
      expect(await counts(house(), bob)).toMatchObject({ kept: { followers: 0 } });
    });

    test('every count equals what counting gives, whoever follows and unfollows whom at once', async () => {
      const people = await Promise.all(Array.from({ length: 6 }, () => person(house())));
      const pairs = people.flatMap((a) => people.filter((b) => b !== a).map((b) => [a, b] as const));
      let random = 42;
      const next = () => {
        random = (random * 1_103_515_245 + 12_345) % 2_147_483_648;
        return random / 2_147_483_648;
      };
      const answers = await Promise.all(
        Array.from({ length: 600 }, () => {
          const [a, b] = pairs[Math.floor(next() * pairs.length)] as (typeof pairs)[number];
          return next() < 0.5 ? follow(a, b) : unfollow(a, b);
        }),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 404, 409]));
      let follows = 0;
      for (const one of people) {
        const { kept, counted } = await counts(house(), one);
        expect(kept).toEqual(counted);
        follows += counted.followers;
      }
      expect(follows).toBeGreaterThan(0);
    });

    test('an account that goes takes its follows with it, also those made at that moment', async () => {
      const people = await Promise.all(Array.from({ length: 6 }, () => person(house())));
      const [leaving, ...others] = people as [Person, ...Person[]];
      for (const one of others.slice(0, 3)) await follow(one, leaving);
      for (const one of others.slice(2)) await follow(leaving, one);
      const late = others.slice(3).flatMap((one) => [() => follow(one, leaving), () => unfollow(leaving, one)]);
      const gone = house().services.accounts.remove(idOf(leaving));
      await Promise.all([gone, ...late.map((act) => act())]);
      for (const one of others) {
        const { kept, counted } = await counts(house(), one);
        expect(kept).toEqual(counted);
        expect(kept).toEqual({ followers: 0, following: 0 });
      }
      expect((await call('GET', `/users/${leaving.id}/profile`)).status).toBe(404);
      expect((await call('GET', `/social/isFollowing/${others[0]?.id}/${leaving.id}`)).status).toBe(404);
    });
  });

  test('GET /users/:user/profile, /users · a profile lists the thousand newest it follows, a list of profiles a hundred of each', async () => {
    const [ann, bob] = await three();
    const { accounts, follows } = house().db.tables;
    const created = (at: number) => ({ createdAt: at, active: true, role: 'listener' as const });
    const followed = Array.from({ length: 1100 }, (_, at) => ({ id: newId(at * 1000), at }));
    await house().db.write(async (tx) => {
      await tx
        .insert(accounts)
        .values(followed.map(({ id, at }) => ({ id, login: `crowd${at}`, loginKey: `crowd${at}`, ...created(at) })));
      await tx
        .insert(follows)
        .values(followed.map(({ id, at }) => ({ id: newId(), follower: idOf(ann), followed: id, createdAt: at })));
    });
    await follow(bob, ann);
    const newest = followed.map(({ id }) => id).reverse();
    const shown = (following: string[]) => following.map((id) => parseId(id) as string);
    expect(shown((await call('GET', `/users/${ann.id}/profile`)).body.data.following)).toEqual(newest.slice(0, 1000));
    const { profiles } = (await call('GET', '/users')).body;
    const inList = (who: Person) => profiles.find(({ userId }: { userId: string }) => userId === who.id).following;
    expect(shown(inList(ann))).toEqual(newest.slice(0, 100));
    expect(inList(bob)).toEqual([ann.id]);
  });
});

onEachEngine('GET /social/feed', (house) => {
  const call = (method: string, path: string, as?: Person, body?: object) =>
    house().call(method, path, { ...(as && { token: as.token }), ...(body && { body }) });
  const feed = async (who: Person, query = '') =>
    (await call('GET', `/social/feed?userId=${who.id}${query}`, who)).body.data;
  const follow = (follower: Person, followed: Person) =>
    call('POST', `/social/follow/${followed.id}`, follower, { followerId: follower.id });

  /** Puts a track into the catalogue and tells the followers. @returns its id */
  async function publish(who: Person, name: string): Promise<string> {
    const { artists, albums, tracks } = house().db.tables;
    const [id, createdAt] = [newId(), Date.now()];
    const rest = { createdBy: idOf(who), createdAt, image: null, account: null, hidden: false };
    await house().db.write(async (tx) => {
      await tx.insert(artists).values({ id, name, ...rest });
      await tx.insert(albums).values({ id, name, artist: id, year: '', ...rest });
      await tx.insert(tracks).values({ id, name, album: id, position: 1, ...rest });
      await house().services.social.announceTrack(tx, idOf(who), id);
    });
    return id;
  }

  test('shows what those one follows did, newest first, and nothing of others', async () => {
    const [ann, bob, eve] = [await person(house()), await person(house()), await person(house())];
    await follow(ann, bob);
    const id = await publish(bob, 'My New Song');
    await publish(eve, 'Not for Ann');
    await publish(ann, 'My own');
    await call('PUT', `/users/${bob.id}/profile`, bob, { bio: 'New' });
    const { status, body } = await call('GET', `/social/feed?userId=${ann.id}`, ann);
    expect(status).toBe(200);
    expect(body).toEqual({
      success: true,
      data: [
        { userId: bob.id, username: bob.name, action: 'profile_updated', createdAt: MOMENT },
        {
          userId: bob.id,
          username: bob.name,
          action: 'track_published',
          trackId: expect.any(String),
          trackTitle: 'My New Song',
          createdAt: MOMENT,
        },
      ],
    });
    expect(parseId(body.data[1].trackId)).toBe(id);
    expect(await feed(eve)).toEqual([]);
  });

  test('has a track as long and by the name as the catalogue has it', async () => {
    const [ann, bob] = [await person(house()), await person(house())];
    await follow(ann, bob);
    const id = await publish(bob, 'First name');
    await house().call('PUT', `/tracks/${id}`, { token: bob.token, body: { name: 'Second name' } });
    expect(await feed(ann)).toMatchObject([{ trackTitle: 'Second name' }]);
    await house().call('DELETE', `/tracks/${id}`, { token: bob.token });
    expect(await feed(ann)).toEqual([]);
  });

  test('says once that a profile has changed, when it last did, and only if others can see it', async () => {
    const [ann, bob] = [await person(house()), await person(house())];
    await follow(ann, bob);
    const change = (body: object) => call('PUT', `/users/${bob.id}/profile`, bob, body);
    await change({ preferences: { emailNotifications: false } });
    await change({});
    await change({ displayName: null, genres: [] });
    expect(await feed(ann)).toEqual([]);
    await change({ bio: 'One' });
    await publish(bob, 'Song');
    await change({ bio: 'Two' });
    const actions = async () => (await feed(ann)).map(({ action }: { action: string }) => action);
    expect(await actions()).toEqual(['profile_updated', 'track_published']);
    await change({ bio: 'Two' });
    await publish(bob, 'Song');
    expect(await actions()).toEqual(['track_published', 'profile_updated', 'track_published']);
    await Promise.all(Array.from({ length: 10 }, (_, at) => change({ bio: `At once ${at}` })));
    expect(await actions()).toEqual(['profile_updated', 'track_published', 'track_published']);
  });

  test('shows nothing of a profile that went private, but to those whom it follows back', async () => {
    const [ann, bob, eve] = [await person(house()), await person(house()), await person(house())];
    for (const one of [ann, eve]) await follow(one, bob);
    await follow(bob, eve);
    await call('PUT', `/users/${bob.id}/profile`, bob, { bio: 'Open' });
    await publish(bob, 'Song');
    const counts = async () => [(await feed(ann)).length, (await feed(eve)).length];
    expect(await counts()).toEqual([2, 2]);
    const hide = (privateProfile: boolean) =>
      call('PUT', `/users/${bob.id}/profile`, bob, { preferences: { privateProfile } });
    await hide(true);
    expect(await counts()).toEqual([0, 2]);
    await follow(bob, ann);
    expect(await counts()).toEqual([2, 2]);
    await hide(false);
    await call('POST', `/social/unfollow/${eve.id}`, bob, { followerId: bob.id });
    expect(await counts()).toEqual([2, 2]);
  });

  test('ends with following, and with the account', async () => {
    const [ann, bob, eve] = [await person(house()), await person(house()), await person(house())];
    for (const one of [bob, eve]) {
      await follow(ann, one);
      await call('PUT', `/users/${one.id}/profile`, one, { bio: 'New' });
    }
    const who = async () => (await feed(ann)).map(({ userId }: { userId: string }) => userId);
    expect(await who()).toEqual([eve.id, bob.id]);
    await call('POST', `/social/unfollow/${bob.id}`, ann, { followerId: ann.id });
    expect(await who()).toEqual([eve.id]);
    await house().services.accounts.remove(idOf(eve));
    expect(await who()).toEqual([]);
  });

  test('comes fifty at a time, each event once, the newest first', async () => {
    const ann = await person(house());
    const actors = await Promise.all(Array.from({ length: 3 }, () => person(house())));
    for (const one of actors) await follow(ann, one);
    const { feedEvents } = house().db.tables;
    // Three of them in each millisecond, so that a page ends in the middle of one.
    const events = Array.from({ length: 130 }, (_, at) => {
      const createdAt = 1_700_000_000_000 + Math.floor(at / 3);
      const actor = idOf(actors[at % 3] as Person);
      return {
        id: Bun.randomUUIDv7('hex', createdAt),
        actor,
        action: 'profile_updated' as const,
        track: null,
        createdAt,
      };
    });
    await house().db.write((tx) => tx.insert(feedEvents).values(events) as unknown as Promise<void>);
    const sizes: number[] = [];
    const come: string[] = [];
    for (let next: string | undefined = `/social/feed?userId=${ann.id}`; next !== undefined; ) {
      const { body, headers } = await call('GET', next, ann);
      sizes.push(body.data.length);
      come.push(
        ...body.data.map((event: { userId: string; createdAt: string }) => `${event.createdAt} ${event.userId}`),
      );
      next = nextPage(headers);
    }
    expect(sizes).toEqual([50, 50, 30]);
    expect(new Set(come).size).toBe(130);
    const moments = come.map((one) => one.split(' ')[0]);
    expect(moments).toEqual(moments.toSorted().reverse());
    expect(await feed(ann, '&limit=2')).toHaveLength(2);
    expect(await feed(ann, '&limit=1000')).toHaveLength(50);
  });

  test('is for the account named, or root', async () => {
    const [ann, bob] = [await person(house()), await person(house())];
    const at = (id: string) => `/social/feed?userId=${id}`;
    expect(await call('GET', at(ann.id))).toMatchObject({ status: 401, body: { error: 'Unauthorized' } });
    expect(await call('GET', '/social/feed')).toMatchObject({ status: 401 });
    expect(await call('GET', at(ann.id), bob)).toMatchObject({
      status: 403,
      body: { success: false, error: 'userId must be your own' },
    });
    expect(await call('GET', '/social/feed', ann)).toMatchObject({
      status: 400,
      body: { error: 'userId is required' },
    });
    expect(await call('GET', at('me'), ann)).toMatchObject({
      status: 400,
      body: { error: 'userId must be the id of a user' },
    });
    expect(await call('GET', `${at(ann.id)}&cursor=WzFd`, ann)).toMatchObject({ status: 400 });
    expect((await house().call('GET', at(ann.id), { token: await house().root() })).status).toBe(200);
    expect((await call('GET', at(parseId(ann.id) as string), ann)).status).toBe(200);
  });
});
