import { afterAll, describe, expect, test } from 'bun:test';
import { House } from '../../support/house.ts';

const house = await House.open('sqlite');
afterAll(() => house.close());

describe('GET /app-keys', () => {
  test('is a page for people, asked for each time, with nothing from elsewhere', async () => {
    const page = await house.fetch('GET', '/app-keys');
    const html = await page.text();
    expect(page.status).toBe(200);
    expect(Object.fromEntries(page.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'cache-control': 'no-cache',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    expect(html).toStartWith('<!DOCTYPE html>\n<html lang="en">');
    expect(html).toContain('<title>App keys · Tonearm</title>');
    expect(html).not.toMatch(/<script>| on\w+=| style=|<style/);
    const addresses = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address as string);
    for (const address of addresses) {
      expect(address).toStartWith('/');
      expect((await house.fetch('GET', address)).status).toBe(200);
    }
  });

  test('every field has a label', async () => {
    const html = await (await house.fetch('GET', '/app-keys')).text();
    const fields = [...html.matchAll(/<input id="([^"]*)"([^>]*)>/g)];
    expect(fields.length).toBeGreaterThan(5);
    for (const [, id, rest] of fields)
      expect(html.includes(`<label for="${id}">`) || rest?.includes('aria-label=')).toBe(true);
    const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('HEAD says the same without the page, POST is refused', async () => {
    expect((await house.fetch('HEAD', '/app-keys')).status).toBe(200);
    expect((await house.fetch('POST', '/app-keys', { body: {} })).status).toBe(405);
  });

  test('GET / · leads there', async () => {
    expect(await (await house.fetch('GET', '/')).text()).toContain('<a href="/app-keys">');
  });
});
