import { beforeAll, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { toUuid } from '../../../src/lib/ids.ts';
import { onEachEngine } from '../../support/house.ts';
import { Player } from '../../support/player.ts';
import { another, befriend, hide, listener, type Music, music } from '../../support/songs.ts';

onEachEngine('playlists of /browse', (house) => {
  let open: Music;
  let locked: Music;
  let owner: string;
  let other: string;
  let root: string;
  const people: Record<string, Awaited<ReturnType<typeof listener>>> = {};

  const signedIn = async (name: string) => {
    const account = await listener(house());
    people[name] = account;
    const { body } = await house().call('POST', '/users/login', {
      body: { username: account.login, password: 'password' },
    });
    return body.token as string;
  };
  const someone = (name: string) => people[name] as Awaited<ReturnType<typeof listener>>;

  beforeAll(async () => {
    [owner, other] = [await signedIn('owner'), await signedIn('other')];
    root = await house().root();
    people.musician = await listener(house());
    open = await music(house(), undefined, 5, 100);
    locked = await music(house(), someone('musician'), 2, 50);
    await befriend(house(), someone('owner'), someone('musician'));
  });

  /** Songs by letter: a to e are open, x and y the musician's, ? is none. */
  const song = (letter: string) =>
    open.songs['abcde'.indexOf(letter)] ?? locked.songs['xy'.indexOf(letter)] ?? 'ffffffffffffffffffffffff';
  const songs = (letters: string) => [...letters].map(song);
  const call = async (method: string, path: string, body?: object, token: string | undefined = owner) => {
    const answer = await house().call(method, `/browse/playlists${path}`, {
      ...(token && { token }),
      ...(body && { body }),
    });
    return { status: answer.status, body: answer.body };
  };
  const made = async (letters: string, token = owner): Promise<string> =>
    (await call('POST', '', { name: 'List', tracks: songs(letters) }, token)).body._id;
  /** The tracks as letters, with the names of their entries. */
  const held = async (id: string, token = owner) => {
    const { body } = await call('GET', `/${id}/entries?limit=500`, undefined, token);
    const entries: { _id: string; entry: number }[] = body.entries;
    const letters = entries.map(({ _id }) => [...'abcdexy'].find((letter) => song(letter) === _id)).join('');
    return [letters, entries.map(({ entry }) => entry).join(' ')];
  };

  test('POST, GET, PUT, DELETE /browse/playlists · a playlist and its life', async () => {
    const { status, body } = await call('POST', '', { name: ' Été ', tracks: [song('a'), { _id: toUuid(song('b')) }] });
    expect(status).toBe(200);
    expect(body).toEqual({
      ...{ _id: expect.any(String), name: ' Été ', comment: '', public: false, changeable: true },
      owner: { _id: someone('owner').id, name: someone('owner').login },
      ...{ tracks: 2, duration: 200, cover: null, created: body.changed, changed: expect.stringMatching(/^20.*Z$/) },
    });
    expect((await call('GET', `/${toUuid(body._id)}`)).body).toEqual(body);
    const change = { name: 'Summer', comment: 'Warm', public: true };
    const changed = await call('PUT', `/${body._id}`, change);
    expect(changed.body).toEqual({ ...body, ...change, changed: expect.any(String) });
    expect(changed.body.changed > body.changed).toBe(true);
    expect((await call('PUT', `/${body._id}`, change)).body).toEqual(changed.body);
    expect((await call('PUT', `/${body._id}`, { comment: null })).body).toMatchObject({ name: 'Summer', comment: '' });
    expect((await call('DELETE', `/${body._id}`)).body).toMatchObject({ _id: body._id, name: 'Summer', tracks: 2 });
    expect(await call('GET', `/${body._id}`)).toEqual({ status: 404, body: { error: 'No such playlist' } });
  });

  test('GET /browse/playlists · by name, those of others that are public, any part', async () => {
    const [one, two] = [await signedIn('one'), await signedIn('two')];
    for (const [name, token] of [
      ['b', one],
      ['A', one],
      ['c', one],
    ] as const)
      await call('POST', '', { name }, token);
    const [, shown] = (await call('GET', '?whose=mine', undefined, one)).body.entries;
    await call('PUT', `/${shown._id}`, { public: true }, one);
    const names = async (query: string, token: string) => {
      const { body } = await call('GET', query, undefined, token);
      return [
        body.total,
        body.entries.map(({ name, changeable }: { name: string; changeable: boolean }) => [name, changeable]),
      ];
    };
    const mine = [
      ['A', true],
      ['b', true],
      ['c', true],
    ];
    expect(await names('?whose=mine', one)).toEqual([3, mine]);
    expect(await names('', one)).toEqual([3, mine]);
    expect(await names('?whose=others', one)).toEqual([0, []]);
    expect(await names('?offset=1&limit=1', one)).toEqual([3, [['b', true]]]);
    expect(await names('?offset=9', one)).toEqual([3, []]);
    expect(await names('?whose=others', two)).toEqual([1, [['b', false]]]);
    expect(await names('?whose=mine', two)).toEqual([0, []]);
    await hide(house(), someone('one'));
    expect(await names('', two)).toEqual([0, []]);
  });

  test('GET /browse/playlists/:id/entries · tracks as other lists show them, each with its entry', async () => {
    const id = await made('aba');
    const { body } = await call('GET', `/${id}/entries?offset=1&limit=1`);
    const { changed } = (await call('GET', `/${id}`)).body;
    const [track] = (await house().call('GET', `/browse/tracks?ids=${song('b')}`)).body.entries;
    expect(body).toEqual({ total: 3, changed, entries: [{ entry: 1, ...track }] });
    expect((await call('GET', `/${id}/entries?offset=3`)).body).toEqual({ total: 3, changed, entries: [] });
    expect(await held(id)).toEqual(['aba', '0 1 2']);
  });

  describe('entries keep their names', () => {
    test.each([
      ['a track that is taken out', 'aba', ['DELETE 0'], 'ba', '1 2'],
      ['the last one, and another', 'ab', ['DELETE 1', 'POST b'], 'ab', '0 2'],
      ['one that is added twice', 'a', ['POST aa'], 'aaa', '0 1 2'],
      ['one that is moved up', 'abc', ['PUT 2 before 1'], 'acb', '0 2 1'],
      ['one that is moved down', 'abc', ['PUT 0 after 1'], 'bac', '1 0 2'],
      ['one that is moved to the end', 'abc', ['PUT 0 after 2'], 'bca', '1 2 0'],
      ['one that is moved to the top', 'abc', ['PUT 2 before 0'], 'cab', '2 0 1'],
      ['one that is moved to where it is', 'abc', ['PUT 1 after 0', 'PUT 1 before 1', 'PUT 1 after 1'], 'abc', '0 1 2'],
    ])('%s', async (_, before, steps, letters, names) => {
      const id = await made(before);
      for (const step of steps) {
        const [method = '', what = '', side = '', of] = step.split(' ');
        if (method === 'POST') await call('POST', `/${id}/entries`, { tracks: songs(what) });
        else await call(method, `/${id}/entries/${what}`, side ? { side, of: Number(of) } : undefined);
      }
      expect(await held(id)).toEqual([letters, names]);
    });

    test('also when a player gives the playlist another order, or takes songs out by their places', async () => {
      const id = await made('abcab');
      const { players } = house().services;
      await players.replacePlaylist(someone('owner'), id, songs('badcb'), undefined);
      expect(await held(id)).toEqual(['badcb', '1 0 5 2 4']);
      await players.updatePlaylist(someone('owner'), id, { remove: [0, 2], add: songs('e') });
      expect(await held(id)).toEqual(['acbe', '0 2 4 6']);
    });

    test('also those that an older version has written, and when a track is deleted', async () => {
      const [gone] = (await music(house(), undefined, 1)).songs as [string];
      const { body } = await call('POST', '', { name: 'Old', tracks: [song('a'), gone, ...songs('bc')] });
      const { playlistEntries, playlists } = house().db.tables;
      await house().db.write(async (tx) => {
        await tx.update(playlistEntries).set({ entry: null }).where(eq(playlistEntries.playlist, body._id));
        await tx.update(playlists).set({ nextEntry: 0 }).where(eq(playlists.id, body._id));
      });
      expect(
        (await call('GET', `/${body._id}/entries`)).body.entries.map(({ entry }: { entry: number }) => entry),
      ).toEqual([-1, -2, -3, -4]);
      await house().call('DELETE', `/tracks/${gone}`, { token: root });
      expect(await held(body._id)).toEqual(['abc', '-1 -3 -4']);
      await call('DELETE', `/${body._id}/entries/-1`);
      await call('POST', `/${body._id}/entries`, { tracks: songs('a') });
      expect(await held(body._id)).toEqual(['bca', '-3 -4 0']);
    });
  });

  test('two that change one playlist at once · nothing is lost, nothing is there twice', async () => {
    const id = await made('abcde');
    const second = await another(house());
    const { players } = second.services;
    const account = someone('owner');
    const answers = await Promise.all([
      call('DELETE', `/${id}/entries/0`),
      call('DELETE', `/${id}/entries/0`),
      players.removeEntry(account, id, 1),
      call('PUT', `/${id}/entries/4`, { side: 'before', of: 2 }),
      players.updatePlaylist(account, id, { add: songs('xy') }),
      call('POST', `/${id}/entries`, { tracks: songs('aa') }),
    ]);
    await second.close();
    expect([answers[0].status, answers[1].status].sort()).toEqual([200, 404]);
    const [letters, names] = await held(id);
    expect([letters?.slice(0, 3), [...(letters ?? '')].sort().join('')]).toEqual(['ecd', 'aacdexy']);
    expect(new Set(names?.split(' ')).size).toBe(7);
  });

  test('PUT /browse/playlists/:id/entries/:entry · beside one that is gone is 409, and nothing moves', async () => {
    const id = await made('abc');
    await call('DELETE', `/${id}/entries/1`);
    expect(await call('PUT', `/${id}/entries/2`, { side: 'before', of: 1 })).toEqual({
      status: 409,
      body: { error: 'The entry to stand beside is no longer there: read the playlist again' },
    });
    expect(await call('PUT', `/${id}/entries/1`, { side: 'before', of: 0 })).toEqual({
      status: 404,
      body: { error: 'No such entry' },
    });
    expect(await held(id)).toEqual(['ac', '0 2']);
  });

  test('/rest and /browse · what one changes the other shows', async () => {
    const player = await Player.for(house(), someone('owner'));
    const { playlist } = await player.ask('createPlaylist', { name: 'Radio', songId: songs('ab') });
    expect(await held(playlist.id)).toEqual(['ab', '0 1']);
    await call('PUT', `/${playlist.id}`, { name: 'Browse' });
    await call('PUT', `/${playlist.id}/entries/1`, { side: 'before', of: 0 });
    await call('POST', `/${playlist.id}/entries`, { tracks: songs('c') });
    await player.ask('updatePlaylist', { playlistId: playlist.id, songIndexToRemove: 0, public: true });
    const seen = (await player.ask('getPlaylist', { id: playlist.id })).playlist;
    const titles: string[] = seen.entry.map(({ id }: { id: string }) => id);
    expect([seen.name, titles, seen.public]).toEqual(['Browse', songs('ac'), true]);
    expect(await held(playlist.id, other)).toEqual(['ac', '0 2']);
    await call('DELETE', `/${playlist.id}`);
    expect((await player.ask('getPlaylist', { id: playlist.id })).error.code).toBe(70);
  });

  describe('who may', () => {
    const REQUESTS = [
      ['GET', '', undefined],
      ['GET', '/entries', undefined],
      ['PUT', '', { name: 'x' }],
      ['POST', '/entries', { tracks: [] }],
      ['PUT', '/entries/0', { side: 'before', of: 0 }],
      ['DELETE', '/entries/1', undefined],
      ['DELETE', '', undefined],
    ] as const;
    test.each([
      ['a stranger, of a public one', true, false, 'nobody', [401, 401, 401, 401, 401, 401, 401]],
      ['another, of a private one', false, false, 'other', [404, 404, 404, 404, 404, 404, 404]],
      ['another, of a public one', true, false, 'other', [200, 200, 403, 403, 403, 403, 403]],
      ['another, of a private profile', true, true, 'other', [404, 404, 404, 404, 404, 404, 404]],
      ['root, of a private one', false, true, 'root', [200, 200, 200, 200, 200, 200, 200]],
    ] as const)('%s', async (_, isPublic, isPrivate, who, expected) => {
      const id = await made('ab');
      await call('PUT', `/${id}`, { public: isPublic });
      await hide(house(), someone('owner'), isPrivate);
      const token = { nobody: '', other, root }[who];
      const statuses: number[] = [];
      for (const [method, path, body] of REQUESTS)
        statuses.push((await call(method, `/${id}${path}`, body, token)).status);
      await hide(house(), someone('owner'), false);
      expect(statuses).toEqual([...expected]);
    });

    test.each([['GET'], ['POST']])('%s /browse/playlists · a stranger is asked who they are', async (method) => {
      expect(await call(method, '', method === 'POST' ? { name: 'x' } : undefined, '')).toEqual({
        status: 401,
        body: { error: 'No token presented' },
      });
    });

    test('songs that a viewer may not hear are not shown, and stay', async () => {
      const id = await made('xay');
      await call('PUT', `/${id}`, { public: true });
      await hide(house(), someone('musician'));
      expect(await held(id, other)).toEqual(['a', '1']);
      expect((await call('GET', `/${id}`, undefined, other)).body).toMatchObject({ tracks: 1, duration: 100 });
      expect(await held(id)).toEqual(['xay', '0 1 2']);
      expect((await call('POST', `/${await made('', other)}/entries`, { tracks: songs('x') }, other)).status).toBe(404);
      await hide(house(), someone('musician'), false);
    });
  });

  describe('what cannot be', () => {
    test.each([
      ['POST', '', 400, 'name is required', {}],
      ['POST', '', 400, 'name must be a text of 1 to 200 characters', { name: ' ' }],
      ['POST', '', 400, 'name must be a text of 1 to 200 characters', { name: 'x'.repeat(201) }],
      ['POST', '', 400, 'name contains characters that cannot be stored', { name: 'a\0' }],
      ['POST', '', 404, 'No such track', { name: 'x', tracks: ['?'] }],
      ['POST', '', 404, 'No such track', { name: 'x', letters: 'a?' }],
      ['POST', '', 400, 'tracks must be a list of ids of tracks, at most 10000', { name: 'x', tracks: 'a' }],
      ['GET', '?whose=all', 400, 'whose must be mine or others; both without it', undefined],
      ['GET', '?limit=0', 400, 'limit must be a whole number from 1', undefined],
      ['GET', '/nope', 404, 'No such playlist', undefined],
      ['GET', '/ffffffffffffffffffffffff/entries', 404, 'No such playlist', undefined],
      ['PUT', '/:id', 400, 'comment must be a text of at most 2000 characters', { comment: 'x'.repeat(2001) }],
      ['PUT', '/:id', 400, 'public must be true or false', { public: 'yes' }],
      ['POST', '/:id/entries', 400, 'tracks is required', {}],
      ['POST', '/:id/entries', 413, 'A playlist has at most 10000 songs', { many: 10_000 }],
      ['POST', '/:id/entries', 413, 'At most 10000 songs are taken at once', { many: 10_001 }],
      ['PUT', '/:id/entries/0', 400, 'side is required', { of: 0 }],
      ['PUT', '/:id/entries/0', 400, 'side must be before or after', { side: 'under', of: 1 }],
      [
        'PUT',
        '/:id/entries/0',
        400,
        'of must be a whole number: the entry beside which it goes',
        { side: 'after', of: 1.5 },
      ],
      ['PUT', '/:id/entries/9', 404, 'No such entry', { side: 'before', of: 0 }],
      ['DELETE', '/:id/entries/9', 404, 'No such entry', undefined],
      ['DELETE', '/:id/entries/0x0', 404, 'No such entry', undefined],
      ['DELETE', '/:id/entries/99999999999999999999', 404, 'No such entry', undefined],
    ] as const)('%s /browse/playlists%s · %i: %s', async (method, path, status, error, given) => {
      const id = await made('ab');
      const { many, letters, ...rest } = { many: 0, letters: '', ...given };
      const tracks = many > 0 ? Array.from({ length: many }, () => song('a')) : letters ? songs(letters) : undefined;
      const body = given && { ...rest, ...(tracks && { tracks }) };
      expect(await call(method, path.replace(':id', id), body)).toEqual({ status, body: { error } });
      expect(await held(id)).toEqual(['ab', '0 1']);
    });
  });
});
