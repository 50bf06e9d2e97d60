import { expect, test } from 'bun:test';
import { onEachEngine } from '../../support/house.ts';
import { nextPage } from '../../support/paging.ts';
import { MOMENT } from '../../support/shapes.ts';

onEachEngine('GET, POST /trackHistory', (house) => {
  test('an entry answers with plain ids, and lists with user and track filled in', async () => {
    const { id, name, token } = await house().member();
    const make = async (path: string, body: object) => (await house().call('POST', path, { token, body })).body;
    const artist = await make('/artists', { name: 'Pink Floyd' });
    const album = await make('/albums', { name: 'The Wall', artist: artist._id });
    const track = await make('/tracks', { name: 'Dogs of war', album: album._id, duration: '04:55' });
    const before = new Date().toISOString();
    const { status, body } = await house().call('POST', '/trackHistory', {
      token,
      body: { track: track._id, user: '0123456789abcdef01234567', datetime: '1999-01-01T00:00:00.000Z' },
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      _id: expect.stringMatching(/^[0-9a-f]{24}$/),
      user: id,
      track: track._id,
      datetime: MOMENT,
      __v: 0,
    });
    expect(body.datetime >= before).toBe(true);
    expect((await house().call('GET', '/trackHistory', { token })).body).toEqual([
      {
        _id: body._id,
        user: { _id: id, username: name },
        track: { _id: track._id, name: 'Dogs of war', album: album._id, duration: '04:55' },
        datetime: body.datetime,
        __v: 0,
      },
    ]);
    const other = await house().member();
    expect((await house().call('GET', '/trackHistory', { token: other.token })).body).toEqual([]);
  });

  test.each([
    [{}, 'No token presented'],
    [{ token: 'x'.repeat(21) }, 'Wrong token: unauthorized'],
    [{ token: '' }, 'No token presented'],
    [{ token: "' or 1=1 --" }, 'Wrong token: unauthorized'],
    [{ authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' }, 'Wrong token: unauthorized'],
  ])('credentials %j are refused: %s', async (headers, error) => {
    for (const method of ['GET', 'POST'])
      expect(await house().call(method, '/trackHistory', { headers: headers as Record<string, string> })).toMatchObject(
        {
          status: 401,
          body: { error },
        },
      );
  });

  test('the session token is also taken as a bearer token', async () => {
    const { token } = await house().member();
    const answer = await house().call('GET', '/trackHistory', { headers: { authorization: `Bearer ${token}` } });
    expect(answer).toMatchObject({ status: 200, body: [] });
  });
});

onEachEngine(
  'GET /trackHistory, a long one',
  (house) => {
    test('ends after about 1 MiB, and goes on by Link with nothing lost', async () => {
      const { token } = await house().member();
      const make = async (path: string, body: object) => (await house().call('POST', path, { token, body })).body._id;
      const album = await make('/albums', { name: 'x', artist: await make('/artists', { name: 'x' }) });
      const body = { track: await make('/tracks', { name: 'ж'.repeat(200), album }) };
      const COUNT = 3000;
      for (let at = 0; at < COUNT; at += 100)
        await Promise.all(Array.from({ length: 100 }, () => house().call('POST', '/trackHistory', { token, body })));
      const found = new Set<string>();
      let pages = 0;
      for (let next: string | undefined = '/trackHistory'; next; pages++) {
        const response = await house().fetch('GET', next, { token });
        const text = await response.text();
        expect(Buffer.byteLength(text)).toBeLessThan(1_400_000);
        for (const { _id } of JSON.parse(text)) found.add(_id);
        next = nextPage(response.headers);
      }
      expect([found.size, pages]).toEqual([COUNT, 2]);
    });
  },
  { LIST_LIMIT: '100000' },
);
