import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { fixture } from '../support/fixtures.ts';
import { pgbouncer } from '../support/pgbouncer.ts';
import { wav } from '../support/releases.ts';
import { Client, Replicas } from '../support/replicas.ts';

/** Fewer than one of the processes would open by itself. */
const POOL_SIZE = 5;
const PASSWORD = 'password123';

/** The same through whichever it is. @param connections that all share through PgBouncer */
function story(connections?: number): void {
  let replicas: Replicas;
  let client: Client;
  let people = 0;

  beforeAll(async () => {
    replicas = await Replicas.start({}, connections);
  }, 60_000);
  afterAll(() => replicas?.remove());

  /** Somebody new, from an address of their own, who has registered with one of the replicas. */
  async function person(at: number) {
    client = new Client(replicas);
    const username = `person${++people}`;
    const email = `${username}@example.com`;
    const { body } = await client.ask(at, 'POST', '/auth/register', { body: { username, email, password: PASSWORD } });
    return {
      username,
      email,
      id: body.user.id as string,
      token: body.accessToken as string,
      refreshToken: body.refreshToken as string,
    };
  }
  const root = async (at: number): Promise<string> =>
    (
      await new Client(replicas).ask(at, 'POST', '/v1/auth/login', {
        body: { login: 'root', password: 'root-password' },
      })
    ).body.accessToken;

  test('all start at once on an empty database', async () => {
    client = new Client(replicas);
    expect(await client.everywhere('GET', '/readyz')).toEqual([200, 200, 200]);
    const printed = replicas.programs.filter(({ stdout }) => /root +login: root/.test(stdout));
    expect(printed.length).toBeLessThanOrEqual(1);
    expect(replicas.programs.map(({ stdout }) => stdout.match(/"level":[56]0/)?.[0])).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('a token of one, of whichever dialect, is taken by all', async () => {
    for (let at = 0; at < 3; at++) {
      const { username, email, token } = await person(at);
      const tokens = [token, await root(at)];
      for (const [path, body, field] of [
        ['/users/login', { username, password: PASSWORD }, 'token'],
        ['/user/login', { username, password: PASSWORD }, 'token'],
        ['/auth/login', { email, password: PASSWORD }, 'accessToken'],
      ] as const)
        tokens.push((await client.ask(at, 'POST', path, { body })).body[field]);
      for (const one of tokens)
        expect(await client.everywhere('GET', '/user/get', { token: one })).toEqual([200, 200, 200]);
    }
    const { body: key } = await client.ask(0, 'POST', '/register', { body: { user_name: 'somebody' } });
    const handIn = async (at: number) => {
      const form = new FormData();
      form.set('user_id', String(key.user_id));
      form.set('user_access_token', key.user_access_token);
      form.set('wav_file', new File([wav(0.1)], 'song.wav'));
      return (await client.ask(at, 'POST', '/add_track', { body: form })).status;
    };
    expect([await handIn(0), await handIn(1), await handIn(2)]).toEqual([201, 201, 201]);
  });

  test.each([
    [
      'POST /auth/logout',
      async (him: Awaited<ReturnType<typeof person>>) =>
        client.ask(1, 'POST', '/auth/logout', { body: { refreshToken: him.refreshToken } }),
    ],
    [
      'POST /user/logout',
      async (him: Awaited<ReturnType<typeof person>>) => client.ask(1, 'POST', '/user/logout', { token: him.token }),
    ],
    [
      'POST /auth/change_pass',
      async (him: Awaited<ReturnType<typeof person>>) =>
        client.ask(1, 'POST', '/auth/change_pass', {
          body: { userId: him.id, oldPassword: PASSWORD, newPassword: 'another password' },
        }),
    ],
    [
      'POST /v1/auth/:id/deactivate',
      async (him: Awaited<ReturnType<typeof person>>) =>
        client.ask(1, 'POST', `/v1/auth/${him.id}/deactivate`, { token: await root(2) }),
    ],
    [
      'DELETE /user/delete',
      async (him: Awaited<ReturnType<typeof person>>) => client.ask(1, 'DELETE', '/user/delete', { token: him.token }),
    ],
  ])('%s · of one holds for all at once', async (_name, end) => {
    const him = await person(0);
    // Each has seen the token, and remembers that its signature is right.
    expect(await client.everywhere('GET', '/user/get', { token: him.token })).toEqual([200, 200, 200]);
    expect((await end(him)).status).toBe(200);
    expect(await client.everywhere('GET', '/user/get', { token: him.token })).toEqual([401, 401, 401]);
    const body = { refreshToken: him.refreshToken };
    expect(await client.everywhere('POST', '/auth/refresh', { body })).toEqual([401, 401, 401]);
  });

  test('POST /auth/refresh · a token that was used at one is used up for all; shown later it ends what came of it', async () => {
    const him = await person(0);
    const refresh = (at: number, refreshToken: string) =>
      client.ask(at, 'POST', '/auth/refresh', { body: { refreshToken } });
    const first = (await refresh(1, him.refreshToken)).body;
    // An answer may be lost: the same successor, whoever is asked.
    expect((await refresh(2, him.refreshToken)).body.refreshToken).toBe(first.refreshToken);
    expect((await refresh(0, first.refreshToken)).status).toBe(200);
    expect((await refresh(2, him.refreshToken)).status).toBe(401);
    expect(await client.everywhere('GET', '/user/get', { token: first.accessToken })).toEqual([401, 401, 401]);
  });

  test('limits are counted together', async () => {
    const { username } = await person(0);
    const wrong = new Client(replicas);
    const statuses: number[] = [];
    for (let at = 0; at < 15; at++) {
      const body = { username, password: 'a wrong password' };
      statuses.push((await wrong.ask(at, 'POST', '/user/login', { body })).status);
    }
    expect(statuses).toEqual([...Array(10).fill(401), ...Array(5).fill(429)]);
    const newcomer = new Client(replicas);
    const registered = await Promise.all(
      Array.from({ length: 9 }, async (_, at) => {
        const name = `newcomer${connections}${at}`;
        const body = { username: name, email: `${name}@example.com`, password: PASSWORD };
        return (await newcomer.ask(at, 'POST', '/auth/register', { body })).status;
      }),
    );
    expect(registered.toSorted()).toEqual([...Array(5).fill(200), ...Array(4).fill(429)]);
  });

  test('a favourite, a follower, an upload and a play of one show at the others, and the play once', async () => {
    const musician = await person(0);
    const fan = await person(1);
    expect(
      (await client.ask(1, 'POST', `/social/follow/${musician.id}`, { token: fan.token, body: { followerId: fan.id } }))
        .status,
    ).toBe(200);
    const form = new FormData();
    form.set('file', new File([new Uint8Array(await fixture('cbr.mp3'))], 'song.mp3'));
    form.set('userId', musician.id);
    const uploaded = await client.ask(0, 'POST', '/media/upload/track', { token: musician.token, body: form });
    expect(uploaded.status).toBe(200);
    const track = uploaded.body.file.fileId;
    const { body: feed } = await client.ask(2, 'GET', `/social/feed?userId=${fan.id}`, { token: fan.token });
    expect(feed.data).toMatchObject([{ username: musician.username, trackId: track }]);

    expect((await client.ask(1, 'POST', `/user/track/favorite?track_id=${track}`, { token: fan.token })).status).toBe(
      200,
    );
    const favourites = async () =>
      (await client.ask(2, 'GET', '/user/track/favorite', { token: fan.token })).body.tracks;
    while ((await favourites()).length === 0) await Bun.sleep(20);
    expect(await favourites()).toMatchObject([{ track_id: track }]);

    await replicas.share('tracks');
    for (let times = 0; times < 2; times++)
      expect(await client.everywhere('GET', `/media/track/${track}`, { token: fan.token })).toEqual([200, 200, 200]);
    const plays = (at: number) =>
      client.ask(at, 'GET', `/users/${musician.id}/profile`, {}).then(({ body }) => body.data.stats.totalPlays);
    // Each writes its own when it is asked, and a second after.
    for (let at = 0; at < 3; at++) await plays(at);
    await Bun.sleep(1_200);
    expect([await plays(0), await plays(1), await plays(2)]).toEqual([1, 1, 1]);
  });

  test('POST /v1/royalties/:id/payout · under one key at all at once is booked once', async () => {
    const token = await root(0);
    const headers = { authorization: `Bearer ${token}` };
    const artist = { login: `earner${++people}`, password: PASSWORD, role: 'artist' };
    const { id } = (await client.ask(0, 'POST', '/v1/auth/register', { headers, body: artist })).body.user;
    await client.ask(1, 'POST', `/v1/royalties/${id}/income`, { headers, body: { amount: 1000, period: '2024' } });
    for (let round = 1; round <= 5; round++) {
      const pay = (at: number) =>
        client.ask(at, 'POST', `/v1/royalties/${id}/payout`, {
          headers: { ...headers, 'idempotency-key': `payout-${round}` },
          body: { amount: 100, receipt_key: `receipt ${round}` },
        });
      const answers = await Promise.all([pay(0), pay(1), pay(2)]);
      const expected = { status: 200, body: expect.objectContaining({ active_income: 1000 - 100 * round }) };
      expect(answers).toEqual([expected, expected, expected]);
    }
    const { body } = await client.ask(2, 'GET', `/v1/royalties/${id}`, { headers });
    expect(body[0]).toMatchObject({ active_income: 500, total_income: 1000, history: { length: 6 } });
  });
}

describe('three processes on one PostgreSQL', () => story());

describe.skipIf(pgbouncer === null)('three processes on one PgBouncer in transaction mode', () => story(POOL_SIZE));
