import { beforeAll, expect, test } from 'bun:test';
import { onEachEngine } from '../../support/house.ts';
import { type Person, person } from '../../support/people.ts';
import { uploaded } from '../../support/uploads.ts';

/** Stands in the names of all that the private profile has: whatever tells it, tells too much. */
const SECRET = 'zwielicht';

onEachEngine('a private profile', (house) => {
  let owner: Person;
  let follower: Person;
  let friend: Person;
  const ids: Record<string, string> = {};
  const call = (method: string, path: string, as?: Person, body?: object) =>
    house().call(method, path, { ...(as && { token: as.token }), ...(body && { body }) });
  const follow = (one: Person, other: Person) =>
    call('POST', `/social/follow/${other.id}`, one, { followerId: one.id });
  const hide = (privateProfile: boolean) =>
    call('PUT', `/users/${owner.id}/profile`, owner, { preferences: { privateProfile } });

  const lists = () => [
    '/browse/tracks?limit=500',
    '/browse/tracks?limit=500&by=random',
    `/browse/tracks?ids=${ids.track}`,
    '/browse/albums?limit=500',
    '/browse/albums?by=newest',
    '/browse/artists?limit=500',
    '/browse/genres',
    `/browse/search?q=${SECRET}`,
    `/search?q=${SECRET}`,
    '/artists',
    '/albums',
    '/tracks',
    '/social/people',
    `/social/people?q=${SECRET}`,
  ];
  const refused = () =>
    [
      [`/browse/albums/${ids.album}`, 404],
      [`/browse/artists/${ids.artist}`, 404],
      [`/albums/${ids.album}`, 404],
      [`/artists/${ids.artist}`, 404],
      [`/tracks/${ids.track}`, 404],
      [`/tracks/${ids.artist}`, 404],
      [`/users/${owner.name}/public`, 403],
      [`/users/${owner.name}/tracks`, 403],
      [`/users/${owner.name}/audio-files`, 403],
      [`/users/username/${owner.name}`, 403],
      [`/users/${owner.id}/profile`, 403],
      [`/social/profile/${owner.name}`, 403],
      [`/social/followers/${owner.id}`, 403],
      [`/social/followers/${owner.id}/people`, 403],
      [`/social/following/${owner.id}/people`, 403],
      [`/media/track/${ids.file}`, 403],
      [`/media/cover/${ids.file}`, 403],
      [`/media/file/${ids.file}`, 403],
      [`/media/avatar/${owner.id}`, 403],
      [`/media/avatar/${owner.id}?size=64`, 403],
    ] as const;

  /** Of all lists and feeds, those that tell of it; and the statuses of what is asked for by its address. */
  const told = async (viewer: Person | undefined) => {
    const found: string[] = [];
    const feeds = viewer ? [`/social/feed?userId=${viewer.id}`] : [];
    for (const path of [...lists(), ...feeds]) {
      const text = JSON.stringify((await call('GET', path, viewer)).body).toLowerCase();
      if (text.includes(SECRET) || text.includes(`${ids.track}`)) found.push(path);
    }
    return found;
  };
  const statuses = async (viewer: Person | undefined) =>
    Promise.all(
      refused().map(async ([path]) => {
        const response = await house().fetch('GET', path, viewer && { token: viewer.token });
        await response.arrayBuffer();
        return [path, response.status];
      }),
    );

  beforeAll(async () => {
    [owner, follower, friend] = [
      await person(house(), { role: 'musician' }),
      await person(house()),
      await person(house()),
    ];
    await call('PUT', `/users/${owner.id}/profile`, owner, { displayName: `The ${SECRET}` });
    await uploaded(house(), owner, 'avatar', 'small.png');
    const { fileId, _id } = await uploaded(house(), owner, 'track', 'cbr.mp3', { title: `${SECRET} song` });
    await uploaded(house(), owner, 'cover', 'small.png', { trackId: fileId });
    const { body } = await call('GET', `/browse/tracks?ids=${_id}`);
    Object.assign(ids, {
      ...{ file: fileId, track: _id, album: body.entries[0].album._id, artist: body.entries[0].artist._id },
    });
    for (const one of [follower, friend]) await follow(one, owner);
    await follow(owner, friend);
  });

  test('that is open · is in every list, and in the feed of who follows', async () => {
    expect(await told(follower)).toEqual(
      expect.arrayContaining([
        ...lists().filter((path) => path !== '/browse/genres'),
        `/social/feed?userId=${follower.id}`,
      ]),
    );
    expect((await statuses(undefined)).filter(([, status]) => status !== 200)).toEqual([]);
  });

  test.each(['a stranger', 'a follower whom it does not follow back'])(
    'is told of by nothing to %s, from the moment on',
    async (who) => {
      const viewer = who === 'a stranger' ? undefined : follower;
      await hide(true);
      expect(await told(viewer)).toEqual([]);
      expect(await statuses(viewer)).toEqual(refused().map((entry) => [...entry]));
    },
  );

  test('is seen by its owner and by whom it follows back, until one of the two ends that', async () => {
    await hide(true);
    for (const viewer of [owner, friend])
      expect((await statuses(viewer)).filter(([, status]) => status !== 200)).toEqual([]);
    expect(await told(friend)).toEqual(
      expect.arrayContaining([`/browse/tracks?ids=${ids.track}`, `/social/feed?userId=${friend.id}`]),
    );
    await call('DELETE', `/social/unfollow/${friend.id}`, owner);
    expect(await told(friend)).toEqual([]);
    expect(await statuses(friend)).toEqual(refused().map((entry) => [...entry]));
  });
});
