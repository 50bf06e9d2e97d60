import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { CHORDS, music } from '../../src/commands/demo/music.ts';
import { paper } from '../../src/commands/demo/paper.ts';
import { COLOURS, picture } from '../../src/commands/demo/pictures.ts';
import { APP_KEY, type Login, PASSWORD, PEOPLE, REFRESH } from '../../src/lib/examples.ts';
import { copyOf, newDemoHouse } from '../support/demo.ts';
import { fixturePath } from '../support/fixtures.ts';
import { type Operation, prefilled, type Schema } from '../support/prefilled.ts';

const fixture = (name: string) => readFileSync(fixturePath(name));

/**
 * Whom an operation is for that asks who is calling: the first line that fits says it. In the label's chapters it is
 * root, but for what artists and their manager do themselves.
 */
const FOR: readonly (readonly [RegExp, Login])[] = [
  [/^DELETE \/v1\/releases\//, 'guest'],
  [/^\w+ \/v1\/(releases|tracks|notes|media)\/\{/, 'manager'],
  [/^PATCH \/v1\/royalties\/\{\w+\}$/, 'artist'],
  [/^\w+ \/v1\//, 'root'],
  [/^(GET \/user\/all|PUT \/user\/quota)$/, 'root'],
  [/^\w+ \/(artists|albums|tracks|uploads)\b/, 'musician'],
  [/^(POST|DELETE) \/media\//, 'musician'],
  [/^DELETE \/social\/unfollow\//, 'musician'],
  [/^POST \/auth\/change_pass$/, 'guest'],
  [/./, 'listener'],
];

/** Players change things by GET too. */
const CHANGES = /^\w+ \/rest\/(?!get|ping|search|stream|download|tokenInfo)/;

/** Those that read nothing but the cookie that a browser holds after signing in to the label. */
const BY_COOKIE = /^\w+ \/v1\/auth\/(refresh|logout)$/;

const world = await newDemoHouse();
const tokens = new Map<Login, string>();
let cookie = '';
let cover: Uint8Array<ArrayBuffer>;

const address = (path: string) => `http://localhost${path}`;
const post = (path: string, body: object) =>
  new Request(address(path), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

beforeAll(async () => {
  for (const login of Object.keys(PEOPLE) as Login[]) {
    const answer = await world.handle(post('/users/login', { username: login, password: PASSWORD }));
    tokens.set(login, ((await answer.json()) as { token: string }).token);
  }
  const signedIn = await world.handle(post('/v1/auth/login', { login: 'artist', password: PASSWORD }));
  cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  cover = await picture(COLOURS.sea, 3000);
}, 60_000);
afterAll(() => world.close());

const { paths } = (await (await world.handle(new Request(address('/swagger/json')))).json()) as {
  paths: Record<string, Record<string, Operation>>;
};

/** Each operation, once with each kind of body that it takes. */
const cases = Object.entries(paths).flatMap(([path, operations]) =>
  Object.entries(operations).flatMap(([method, operation]) => {
    const name = `${method.toUpperCase()} ${path}`;
    const types = Object.keys(operation.requestBody?.content ?? {});
    return (types.length === 0 ? [undefined] : types).map((type) => ({
      ...{ name: type === undefined ? name : `${name} · ${type}` },
      ...{ method, path, operation, type },
    }));
  }),
);

/** What the page shows of an operation's body first. */
function firstForm(name: string): [string, Record<string, Schema>] {
  const [method = '', path = ''] = name.split(' ');
  const [type = '', media] = Object.entries(paths[path]?.[method.toLowerCase()]?.requestBody?.content ?? {})[0] ?? [];
  return [type, media?.schema?.properties ?? {}];
}

describe('GET /swagger/json, a file is picked', () => {
  const release = '/v1/media/{id}/releases/{releaseId}';
  test.each([
    ['POST /add_track', 'wav_file'],
    ['POST /media/upload/avatar', 'file'],
    ['POST /media/upload/cover', 'file'],
    ['POST /media/upload/track', 'file'],
    [`POST ${release}/cover`, 'file'],
    [`POST ${release}/track`, 'file'],
    ['POST /v1/docs/{id}/{type}/{documentId}', 'file'],
    ['POST /v1/reports', 'file'],
  ])('for %s, in the field %s', (name, field) => {
    const [type, fields] = firstForm(name);
    expect([type, fields[field]?.type, fields[field]?.format]).toEqual(['multipart/form-data', 'string', 'binary']);
  });

  test('and its type chosen of a list', () => {
    const [, { fileType }] = firstForm(`POST ${release}/track`);
    expect([fileType?.enum, fileType?.const]).toEqual([['wav', 'flac'], undefined]);
  });
});

/** A file that fits the field. */
function fileFor(path: string, field: string): File {
  if (path === '/v1/reports')
    return new File(['Sale Month,Artist,Title,Store,Earnings (USD)\n2026-01,A,B,Spotify,0.5'], 'report.csv');
  if (path.startsWith('/v1/docs')) return new File([paper('A paper')], 'paper.pdf');
  if (/^\/v1\/media\/.*\/cover$/.test(path)) return new File([cover], 'cover.jpg');
  if (/track$/.test(path) || field === 'wav_file') return new File([music([CHORDS.open], 1)], 'Song.wav');
  const isAudio = field === 'audio' || path === '/tracks/import';
  return isAudio ? new File([fixture('cbr.mp3')], 'song.mp3') : new File([fixture('small.png')], 'small.png');
}

describe('GET /swagger, Execute as it is filled in', () => {
  test('is there for every operation', () => {
    const shown = Object.values(paths).flatMap((operations) => Object.keys(operations)).length;
    expect(new Set(cases.map(({ method, path }) => `${method} ${path}`)).size).toBe(shown);
    expect(shown).toBeGreaterThan(90);
  });

  test.each(cases)('$name', (operation) => execute(operation, (field) => fileFor(operation.path, field)));

  const forms = cases.filter(
    ({ type, operation }) => type === 'multipart/form-data' && operation.tags.includes('catalogue'),
  );
  test.each(forms)('$name, with no file picked', (operation) => execute(operation, () => ''));
});

/** Sends an operation as it is filled in, signed in as the one it is for, to a world of its own if it changes something. */
async function execute({ method, path, operation, type }: (typeof cases)[number], pick: (field: string) => File | '') {
  const name = `${method.toUpperCase()} ${path}`;
  const sent = prefilled(path, operation, type, pick);
  const login = FOR.find(([pattern]) => pattern.test(name))?.[1] as Login;
  const headers = new Headers(sent.headers);
  const isOfPlayers = path.startsWith('/rest/');
  const schemes = operation.security?.flatMap((ways) => Object.keys(ways)) ?? [];
  if (schemes.includes('refresh')) headers.set('authorization', `Bearer ${REFRESH.members}`);
  else if (schemes.length > 0 && !isOfPlayers) headers.set('token', tokens.get(login) ?? '');
  if (BY_COOKIE.test(name)) headers.set('cookie', cookie);
  const house = method === 'get' && !BY_COOKIE.test(name) && !CHANGES.test(name) ? world : await copyOf(world);
  try {
    const credentials = isOfPlayers ? `${sent.path.includes('?') ? '&' : '?'}apiKey=${APP_KEY.key}` : '';
    const request = new Request(address(sent.path + credentials), {
      method: method.toUpperCase(),
      headers,
      ...(sent.body === undefined ? {} : { body: sent.body }),
    });
    const answer = await house.handle(request);
    if (answer.headers.get('content-type')?.startsWith('application/json') && isOfPlayers) {
      const { 'subsonic-response': told } = (await answer.json()) as { 'subsonic-response': { status: string } };
      expect(told).toMatchObject({ status: operation.description?.includes('Is refused always') ? 'failed' : 'ok' });
      return;
    }
    const said = answer.ok ? '' : await answer.text();
    expect([answer.status < 300, answer.status, said]).toEqual([true, answer.status, '']);
  } finally {
    if (house !== world) await house.close();
  }
}
