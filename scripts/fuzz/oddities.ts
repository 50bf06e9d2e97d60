import type { Random } from './random.ts';

/** Values that are wrong in most places. */
export const WRONG: readonly ((random: Random) => unknown)[] = [
  () => null,
  () => true,
  () => 0,
  () => -1,
  () => 1e308,
  () => Number.MAX_SAFE_INTEGER + 2,
  () => 0.1 + 0.2,
  () => '',
  () => ' ',
  () => [],
  () => ({}),
  () => ({ $ne: 1 }),
  () => ({ toString: 1, constructor: { prototype: 1 } }),
  () => 'some\0body',
  () => 'lone \ud800 surrogate',
  () => '\u202eright to left',
  () => 'victim＠example.com',
  () => "'; drop table accounts; --",
  () => '../../etc/passwd',
  (random) => 'x'.repeat(random.pick([65, 257, 301, 5000, 70_000])),
  (random) =>
    `a${'\u0315'.repeat(random.pick([100, 4000, 40_000]))}${'\u0300'.repeat(random.pick([100, 4000, 40_000]))}`,
  (random) => nested(random.pick([50, 1000])),
  (random) => Array.from({ length: random.pick([200, 5000, 100_000]) }, () => 'x'),
];

/** Headers that say something odd. */
export const ODD_HEADERS: readonly [string, readonly string[]][] = [
  [
    'range',
    ['bytes=-1', 'bytes=5-2', 'bytes=0-0,2-3', 'bytes=99999999999999999999-', 'bytes=a-b', 'items=0-1', 'bytes=-0'],
  ],
  ['if-none-match', ['*', '"x"', 'W/"', ',,,']],
  ['if-range', ['"x"', 'yesterday']],
  ['if-modified-since', ['Thu, 01 Jan 1970 00:00:00 GMT', 'never', '99999999']],
  ['origin', ['https://evil.example', 'null', 'http://localhost:3000', '://']],
  ['sec-fetch-site', ['cross-site', 'none', 'x']],
  ['cookie', ['jwt-access=', 'jwt-access=a.b.c; jwt-refresh=%00', '=;;=', `x=${'y'.repeat(6000)}`]],
  ['idempotency-key', ['fuzz-key-1', '', ' ', 'k'.repeat(300), '\u00ff']],
  ['accept-encoding', ['zstd', 'gzip;q=0', '*', 'br, deflate']],
  ['content-encoding', ['gzip', 'br', 'x']],
  ['accept', ['text/xml', '*/*;q=0']],
  ['x-forwarded-for', ['1.2.3.4', 'x', '::1,,']],
  ['expect', ['100-continue']],
];

export const CONTENT_TYPES = [
  'text/plain',
  'application/xml',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'multipart/form-data; boundary=',
  'multipart/mixed; boundary=x',
  'application/json; charset=utf-16',
  '/',
  'application/octet-stream',
];

export const BAD_TARGETS = [
  '%',
  '%zz',
  '%00',
  '%2e%2e%2f',
  '%C0%AF',
  '%ff',
  '%F0%9F%98',
  '/',
  '//',
  ';x=1',
  '%25%32%35',
];
export const BAD_HOSTS = ['', 'a b', 'a:99999', '[::1', 'x\u00ff', 'example.com:0', '[', 'a,b', '-'];
export const BAD_TOKENS = [
  'x',
  '',
  'a.b.c',
  'eyJhbGciOiJub25lIn0.eyJzdWIiOiJyb290In0.',
  '\u00e9',
  'x'.repeat(5000),
  'null',
  'Bearer',
];

export const BAD_IDS = [
  'x',
  'null',
  '0',
  '607c06317520a94498462d8b',
  '0192aaaa-bbbb-8ccc-8ddd-eeeeee000000',
  'a'.repeat(3000),
  'some\0body',
  '\ud800',
  '..',
  ',',
  '%',
  'ￂ',
];

export const BAD_PARAMETERS = [
  '',
  '0',
  '-1',
  '1e9',
  'NaN',
  '9'.repeat(30),
  'asc',
  '[]',
  '%',
  'a'.repeat(5000),
  `["0",3000000000,"z"]`,
  'WzFd',
  '\0',
  `a${'\u0300'.repeat(3000)}`,
];

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let n = 0; n < depth; n++) value = n % 2 ? [value] : { a: value };
  return value;
}
