import { expect, test } from 'bun:test';
import { onEachEngine } from '../support/house.ts';

const cursor = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString('base64url');
const id = '0'.repeat(24);

onEachEngine('cursors', (house) => {
  const get = async (path: string, text: string, token?: string) => {
    return house().call('GET', `${path}?cursor=${text}`, token === undefined ? {} : { token });
  };

  test.each<[string, unknown]>([
    ['beyond 32 bits', [id, 3_000_000_000, id]],
    ['2^31', [id, 2 ** 31, id]],
    ['2^63', [id, 2 ** 63, id]],
    ['negative', [id, -1, id]],
    ['a fraction', [id, 1.5, id]],
    ['a text', [id, '1', id]],
    ['none', [id, null, id]],
    ['a number for a text', [0, 1, id]],
    ['too few parts', [id, 1]],
    ['too many parts', [id, 1, id, id]],
    ['a long text', ['x'.repeat(6001), 1, id]],
    ['a long cursor', ['x'.repeat(20_000), 1, id]],
    ['a NUL', ['\0', 1, id]],
    ['no list', { 0: id, 1: 1, 2: id, length: 3 }],
  ])('GET /tracks · %s is none that the list gave', async (_, parts) => {
    expect(await get('/tracks', cursor(parts))).toMatchObject({
      status: 400,
      body: { error: 'cursor is not one that this list gave' },
    });
  });

  test.each(['', 'x', '%00', Buffer.from('['.repeat(10_000)).toString('base64url'), 'A'.repeat(20_000)])(
    'GET /tracks · what is no cursor at all is refused (%#)',
    async (text) => {
      expect((await get('/tracks', text)).status).toBe(400);
    },
  );

  test('GET /tracks · the largest place there can be is taken', async () => {
    expect(await get('/tracks', cursor([id, 1, 2 ** 31 - 1, id]))).toMatchObject({ status: 200, body: [] });
  });

  test.each<[string, unknown[], unknown[]]>([
    ['/trackHistory', [2 ** 53 - 1, id], [2 ** 53, id]],
    ['/user/track/favorite', [2 ** 53 - 1, 'x'], [-1, 'x']],
  ])('GET %s · moments are larger than places, and have bounds too', async (path, good, bad) => {
    const { token } = await house().member();
    expect((await get(path, cursor(good), token)).status).toBe(200);
    expect((await get(path, cursor(bad), token)).status).toBe(400);
  });
});
