import { afterAll, describe, expect, test } from 'bun:test';
import { House } from '../../support/house.ts';

const house = await House.open('sqlite');
afterAll(() => house.close());
const html = await (await house.fetch('GET', '/')).text();
const addresses = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, address]) => address ?? '');

/** What the first view may take of the page itself, compressed: the bound is 90 KB with lists and covers. */
const MOST = 40_000;

const fetched = async (address: string, coding: string, headers = {}) =>
  house.fetch('GET', address, { headers: { 'accept-encoding': coding, ...headers } });

describe('GET /assets/:name', () => {
  test('the page names a script, all that it imports, and a style sheet', async () => {
    const [main = ''] = addresses.filter((address) => address.startsWith('/assets/main-') && address.endsWith('.js'));
    const needed = new Set([main]);
    for (const address of needed) {
      const text = await (await fetched(address, 'identity')).text();
      // Not what is imported later, by a call.
      for (const [, part = ''] of text.matchAll(/(?:from|import)\s*"(\/assets\/[^"]+)"/g)) needed.add(part);
    }
    const styles = addresses.filter((address) => /^\/assets\/main-\w+\.css$/.test(address));
    expect([styles.length, [...addresses].sort()]).toEqual([1, [...needed, ...styles].sort()]);
    expect(needed.size).toBeGreaterThan(1);
  });

  test.each([
    ['br', 'br'],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip;q=0.5, br;q=0', 'gzip'],
    ['gzip', 'gzip'],
    ['identity', null],
  ])('for %s: %p, for ever', async (accepted, coding) => {
    for (const address of addresses) {
      const answer = await fetched(address, accepted);
      expect(answer.status).toBe(200);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'cache-control': 'public, max-age=31536000, immutable',
        'content-type': `text/${address.endsWith('css') ? 'css' : 'javascript'}; charset=utf-8`,
        'x-content-type-options': 'nosniff',
        vary: expect.stringContaining('Accept-Encoding'),
      });
      expect(answer.headers.get('content-encoding')).toBe(coding);
      const again = await fetched(address, accepted, { 'if-none-match': answer.headers.get('etag') ?? '' });
      expect(again.status).toBe(304);
    }
  });

  test('all that the first view needs of them is small', async () => {
    const sizes = await Promise.all(addresses.map(async (path) => (await (await fetched(path, 'br')).bytes()).length));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MOST);
  });

  test.each(['/assets/main.js', '/assets/..%2fmain.ts', '/assets/'])('%s is not there', async (address) => {
    expect((await house.fetch('GET', address)).status).toBe(404);
  });
});

describe('GET /sw.js', () => {
  test('is asked for each time, and keeps what the page is made of', async () => {
    const answer = await fetched('/sw.js', 'identity');
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-cache']);
    const text = await answer.text();
    for (const address of ['/', ...addresses]) expect(text).toContain(JSON.stringify(address));
    const etag = answer.headers.get('etag') ?? '';
    expect((await fetched('/sw.js', 'identity', { 'if-none-match': etag })).status).toBe(304);
  });
});
