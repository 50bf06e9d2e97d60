import { afterAll, describe, expect, test } from 'bun:test';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { House } from '../../support/house.ts';

const house = await House.open('sqlite');
afterAll(() => house.close());
const page = await house.fetch('GET', '/');
const html = await page.text();

/** What the page shows to be typed. */
const shown = (of: string) =>
  (/<pre[^>]*><code>(.*?)<\/code>/s.exec(of)?.[1] ?? '')
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

describe('GET /', () => {
  test('is a page for people, asked for each time', () => {
    expect(page.status).toBe(200);
    expect(Object.fromEntries(page.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    expect(html).toStartWith('<!DOCTYPE html>\n<html lang="en">');
    expect(html).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    expect(html).toContain('<link rel="icon" href="/icon.svg" type="image/svg+xml">');
    expect(html).toContain('<a href="/swagger">');
    expect(html).toContain('version 0.0.0');
  });

  test('has nothing inline, and nothing from elsewhere', () => {
    expect(html).not.toMatch(/<style| on\w+=| style=|<script(?![^>]* src=)/);
    const own = ['script-src', 'style-src', 'connect-src', 'worker-src', 'img-src', 'media-src'];
    expect(page.headers.get('content-security-policy')).toBe(
      `default-src 'none'; ${own.map((part) => `${part} 'self'`).join('; ')}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
    const addresses = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address);
    expect(addresses.filter((address) => !address?.startsWith('/'))).toEqual([]);
  });

  test('its first song is that of the README, with the address of this server', async () => {
    const readme = await readFile(join(import.meta.dir, '../../../README.md'), 'utf8');
    const script = /<!-- test: first-song -->\n```sh\n(.*?)\n```/s.exec(readme)?.[1] ?? '';
    expect(shown(html)).toBe(script.replace('http://localhost:3000', 'http://localhost'));
  });

  test('an address that means something to a shell is not shown', async () => {
    const answer = await house.fetch('GET', '/', { headers: { host: 'localhost' } });
    expect(shown(await answer.text())).toStartWith('URL=http://localhost\n');
    const strange = await House.open('sqlite', { TRUST_PROXY: 'on' });
    try {
      const headers = { 'x-forwarded-host': 'a$(id)b' };
      const said = await (await strange.fetch('GET', '/', { headers })).text();
      expect(shown(said)).toStartWith('URL=http://localhost:3000\n');
      const behind = { 'x-forwarded-host': 'music.example', 'x-forwarded-proto': 'https' };
      const proxied = await (await strange.fetch('GET', '/', { headers: behind })).text();
      expect(shown(proxied)).toStartWith('URL=https://music.example\n');
    } finally {
      await strange.close();
    }
  });

  test('is not sent again to those who have it', async () => {
    const etag = page.headers.get('etag') ?? '';
    const again = await house.fetch('GET', '/', { headers: { 'if-none-match': etag } });
    expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, '']);
  });

  test('HEAD / · says the same without the page', async () => {
    const head = await house.fetch('HEAD', '/');
    expect([head.status, await head.text()]).toEqual([200, '']);
    for (const name of ['content-type', 'content-security-policy', 'etag'])
      expect(head.headers.get(name)).toBe(page.headers.get(name));
    expect(head.headers.get('content-length')).toBe(String(Buffer.byteLength(html)));
  });

  test('POST / · is refused', async () => {
    expect((await house.fetch('POST', '/', { body: {} })).status).toBe(405);
  });
});
