import { Database as Connection } from 'bun:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import pino from 'pino';
import { createApp } from '../../../src/app.ts';
import { noteAgain, noteBody, noteShared } from '../../../src/http/server/exchange.ts';
import { frontDoor } from '../../../src/http/server/front-door.ts';
import { keeping } from '../../../src/http/server/kept-answers.ts';
import { observed } from '../../../src/http/server/observe.ts';
import { House, onEachEngine } from '../../support/house.ts';
import { type Person, person } from '../../support/people.ts';
import { wav } from '../../support/releases.ts';
import { uploaded } from '../../support/uploads.ts';

const { signal } = new AbortController();
const nobody = { requestIP: () => null };

/** A request, as the server has it. */
const request = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  new Request(`http://localhost${path}`, { method, headers, signal });

/** The front door of the same house that keeps nothing. */
function forgetful({ services, readiness, config }: House) {
  const app = createApp(services, readiness, '0.0.0', pino({ level: 'silent' }));
  return frontDoor(app, config);
}

/** All that a client sees of an answer, but the id of the request and the time. */
async function seen(answered: Response | Promise<Response>) {
  const response = await answered;
  const headers = Object.fromEntries(response.headers);
  delete headers['x-request-id'];
  delete headers.date;
  return { status: response.status, headers, body: Buffer.from(await response.arrayBuffer()).toString('base64') };
}

onEachEngine('what everybody gets', (house) => {
  let plain: ReturnType<typeof forgetful>;
  let [artist, album, track, spare, upload, long] = ['', '', '', '', '', ''];
  let root: string;
  let owner: Person;

  beforeAll(async () => {
    plain = forgetful(house());
    root = await house().root();
    const post = async (path: string, body: object) =>
      (await house().call('POST', path, { token: root, body })).body._id as string;
    artist = await post('/artists', { name: 'Ash', info: 'la '.repeat(4000) });
    album = await post('/albums', { name: 'First', artist, year: 1999 });
    track = await post('/tracks', { name: 'One', album });
    spare = await post('/tracks', { name: 'Two', album });
    owner = await person(house());
    upload = (await uploaded(house(), owner, 'track', 'pcm-16.wav')).fileId;
    long = (await uploaded(house(), owner, 'track', new File([wav(2)], 'long.wav'))).fileId;
  });

  const addresses = () => [
    ...['/artists', '/albums', '/tracks', '/artists?limit=1', `/albums?artist=${artist}`, '/albums?artist=Ash'],
    ...[`/tracks?album=${album}`, `/artists/${artist}`, `/albums/${album}`, `/tracks/${track}`, `/tracks/${artist}`],
    ...[`/tracks/${spare}`, '/artists/none', '/tracks?sha256=zz', '/albums?cursor=none'],
  ];
  const codings: Record<string, string>[] = [
    {},
    { 'accept-encoding': 'gzip' },
    { 'accept-encoding': 'gzip, br, zstd' },
  ];
  const files = () => [upload, track, long].map((id) => `/media/track/${id}`);
  const parts: Record<string, string>[] = [
    ...['bytes=0-9', 'bytes=7-', 'bytes=-7', 'bytes=99999999-', 'bytes=none'].map((range) => ({ range })),
    ...[{}, { 'if-none-match': '*' }, { 'if-match': '"none"' }, { 'accept-encoding': 'gzip', range: 'bytes=1-9' }],
  ];

  /** Asks twice, so that whatever is kept is answered from memory at least once. */
  async function compareAll() {
    const asked = [
      ...addresses().map((path) => [path, codings] as const),
      ...files().map((path) => [path, parts] as const),
    ];
    for (const [path, variants] of asked)
      for (const headers of variants)
        for (const method of path.startsWith('/media') ? ['GET', 'HEAD'] : ['GET']) {
          const made = await seen(plain(request(path, headers, method)));
          for (const _ of [1, 2]) expect(await seen(house().handle(request(path, headers, method)))).toEqual(made);
        }
  }

  const sound = (seconds: number) => {
    const form = new FormData();
    form.set('audio', new File([wav(seconds)], 'a.wav'));
    return form;
  };
  const hide = (privateProfile: boolean) =>
    ['PUT', `/users/${owner.id}/profile`, { preferences: { privateProfile } }, owner.token] as const;
  const CHANGES: [string, () => readonly [string, string, object?, string?]][] = [
    ['PUT /artists/:id', () => ['PUT', `/artists/${artist}`, { info: 'lo '.repeat(4000) }]],
    ['PUT /albums/:id', () => ['PUT', `/albums/${album}`, { year: 2001 }]],
    ['PUT /tracks/:id', () => ['PUT', `/tracks/${track}`, { genre: 'Rock', duration: 61 }]],
    ['PUT /tracks/:id · audio', () => ['PUT', `/tracks/${track}`, sound(1)]],
    ['PUT /tracks/:id · other audio', () => ['PUT', `/tracks/${track}`, sound(2)]],
    ['POST /albums', () => ['POST', '/albums', { name: 'Second', artist }]],
    ['POST /artists', () => ['POST', '/artists', { name: 'Aaa' }]],
    ['PUT /users/:id/profile · private', () => hide(true)],
    ['PUT /users/:id/profile · public', () => hide(false)],
    ['PUT /artists/:id · another name', () => ['PUT', `/artists/${artist}`, { name: 'Ashes' }]],
    ['DELETE /tracks/:id', () => ['DELETE', `/tracks/${spare}`]],
    ['DELETE /media/track/:id', () => ['DELETE', `/media/track/${upload}`, undefined, owner.token]],
    ['DELETE /media/file/:id', () => ['DELETE', `/media/file/${long}`, undefined, owner.token]],
  ];

  test.each(CHANGES)('%s · answers kept before are told anew', async (_, change) => {
    await compareAll();
    const [method, path, body, token = root] = change();
    const { status } = await house().call(method, path, { token, ...(body && { body }) });
    expect(status).toBeWithin(200, 205);
    await compareAll();
  });

  test('GET /tracks/:id · of a private profile is shown to its owner, and to nobody else afterwards', async () => {
    const anna = await person(house());
    const { _id } = await uploaded(house(), anna, 'track', 'pcm-16.wav');
    const status = async (headers?: Record<string, string>) =>
      (await house().handle(request(`/tracks/${_id}`, headers))).status;
    expect(await status()).toBe(200);
    const body = { preferences: { privateProfile: true } };
    await house().call('PUT', `/users/${anna.id}/profile`, { token: anna.token, body });
    const shown: Record<string, string>[] = [{ authorization: `Bearer ${anna.token}` }, { token: anna.token }];
    for (const headers of shown) {
      expect(await status(headers)).toBe(200);
      expect(await status()).toBe(404);
    }
  });

  test('GET /media/track/:trackId · a file that is gone from its folder is not found, though it was kept', async () => {
    const { fileId, fileName } = await uploaded(house(), owner, 'track', 'pcm-16.wav');
    const path = `/media/track/${fileId}`;
    const asked = () => seen(house().handle(request(path, { range: 'bytes=0-9' })));
    for (const _ of [1, 2]) expect((await asked()).status).toBe(206);
    await rm(join(house().config.dataDir, 'tracks', fileName));
    for (const _ of [1, 2]) expect(await asked()).toEqual(await seen(plain(request(path, { range: 'bytes=0-9' }))));
    expect((await asked()).status).toBe(404);
  });

  test('GET /artists · each answer has a request id of its own, HEAD the length, and pages of others may read', async () => {
    const path = `/artists/${artist}`;
    const ids: (string | null)[] = [];
    for (const _ of [1, 2, 3]) ids.push((await house().handle(request(path))).headers.get('x-request-id'));
    expect(new Set(ids).size).toBe(3);
    const sent = await house().handle(request(path, { 'x-request-id': 'mine' }));
    expect(sent.headers.get('x-request-id')).toBe('mine');
    const length = Buffer.byteLength(await sent.text());
    const head = await house().handle(request(path, {}, 'HEAD'));
    expect([Number(head.headers.get('content-length')), await head.text()]).toEqual([length, '']);
    const page = await house().handle(request(path, { origin: 'https://page.example' }));
    expect(page.headers.get('access-control-allow-origin')).toBe('https://page.example');
    expect((await house().handle(request(path))).headers.has('access-control-allow-origin')).toBe(false);
  });

  test('version · moves when what is shown changes, and neither for what is not nor for what is rolled back', async () => {
    const { db } = house();
    if (db.engine === 'postgres') return expect(db.version('catalogue')).toBeUndefined();
    const moves = async (work: () => Promise<unknown>) => {
      const before = db.version('catalogue');
      await work();
      return db.version('catalogue') !== before;
    };
    const { artists, tracks } = db.tables;
    expect(await moves(() => house().call('POST', '/trackHistory', { token: root, body: { track } }))).toBe(false);
    expect(await moves(() => db.write(async (tx) => void (await tx.update(tracks).set({ plays: 7 }))))).toBe(false);
    expect(await moves(() => db.write(async (tx) => void (await tx.update(tracks).set({ disc: 3 }))))).toBe(true);
    const failing = async (tx: Parameters<Parameters<typeof db.write>[0]>[0]) => {
      await tx.update(artists).set({ info: null });
      throw new Error('rolled back');
    };
    expect(await moves(() => db.write(failing).catch(() => {}))).toBe(false);
  });
});

describe('on SQLite', () => {
  let house: House;
  let artist: string;
  let token: string;
  beforeAll(async () => {
    house = await House.open('sqlite', { TRUST_PROXY: 'true' });
    token = await house.root();
    artist = (await house.call('POST', '/artists', { token, body: { name: 'n0' } })).body._id;
    await house.call('POST', '/artists', { token, body: { name: 'z' } });
  });
  afterAll(() => house.close());
  const nameOf = async (response: Response | Promise<Response>) =>
    ((await (await response).json()) as { name: string }).name;

  test('GET /artists/:id · what another process has committed is shown', async () => {
    const other = new Connection(join(house.config.dataDir, 'tonearm.db'));
    for (const name of ['by another', 'by another again', 'n0']) {
      await nameOf(house.handle(request(`/artists/${artist}`)));
      other.run('UPDATE artists SET name = ? WHERE id = ?', [name, artist]);
      await Bun.sleep(0);
      expect(await nameOf(house.handle(request(`/artists/${artist}`)))).toBe(name);
    }
    other.close();
  });

  test('GET /artists · links name the origin that each proxy says', async () => {
    for (const host of ['one.example', 'two.example', 'one.example']) {
      const headers = { 'x-forwarded-host': host, 'x-forwarded-proto': 'https' };
      const { headers: answered } = await house.handle(request('/artists?limit=1', headers));
      expect(answered.get('link')).toStartWith(`<https://${host}/artists?limit=1&cursor=`);
    }
  });

  test('GET /artists/:id, GET /artists · of 20,000 reads and writes at once no answer is older than the last write before it', async () => {
    const paths = [`/artists/${artist}`, '/artists', '/artists?limit=1'];
    let [begun, done, wrong, asked] = [0, 0, 0, 0];
    const numberIn = (text: string) => Number(/"name":"n(\d+)"/.exec(text)?.[1]);
    const isOver = () => asked >= 20_000 && done >= 60;
    async function write() {
      while (!isOver()) {
        const number = ++begun;
        const body = JSON.stringify({ name: `n${number}` });
        const headers = { token, 'content-type': 'application/json' };
        await house.handle(new Request(`http://localhost${paths[0]}`, { method: 'PUT', headers, body }));
        done = number;
      }
    }
    async function read(at: number) {
      while (!isOver()) {
        const turn = asked++;
        const headers: Record<string, string> = turn % 3 === 0 ? { 'accept-encoding': 'gzip' } : {};
        const least = done;
        const text = await (await house.handle(request(paths[(turn + at) % 3] as string, headers))).text();
        const number = numberIn(text);
        if (!(number >= least && number <= begun)) wrong++;
        if (turn % 5 === 0) await new Promise(setImmediate);
      }
    }
    await Promise.all([write(), ...Array.from({ length: 8 }, (_, at) => read(at))]);
    expect(wrong).toBe(0);
  });
});

describe('keeping', () => {
  let version: number | undefined = 1;
  let made = 0;
  let isShared = true;
  const door = observed(
    keeping(
      async (asked) => {
        made++;
        noteBody(asked, `${made}`);
        if (isShared) noteShared(asked);
        if (asked.url.endsWith('?during') && version !== undefined) version++;
        return new Response(`${made}`, { status: asked.url.endsWith('?refused') ? 404 : 200 });
      },
      () => version,
      { publicUrl: undefined, trustProxy: false },
    ),
    [],
    () => {},
  );
  const isKept = async (path: string, headers?: Record<string, string>) => {
    const [first, second] = [await door(request(path, headers), nobody), await door(request(path, headers), nobody)];
    return (await first.text()) === (await second.text());
  };

  test.each([
    ['an answer for everybody', '/a', {}, true],
    ['of one who may be known by a token', '/b', { token: 'x' }, false],
    ['by a bearer token', '/b', { authorization: 'Bearer x' }, false],
    ['by a cookie', '/b', { cookie: 'a=b' }, false],
    ['for a page of another origin', '/b', { origin: 'https://page.example' }, false],
    ['a refusal', '/c?refused', {}, false],
    ['what changes while it is made', '/d?during', {}, false],
  ])('GET · %s', async (_, path, headers, expected) => {
    expect(await isKept(path, headers as Record<string, string>)).toBe(expected);
  });

  test('GET · what fails to be repeated is answered by its route', async () => {
    let routed = 0;
    const fails = () => {
      throw new Error('the disk is gone');
    };
    const route = async (asked: Request) => {
      noteAgain(asked, fails);
      return new Response(`${++routed}`);
    };
    const settings = { publicUrl: undefined, trustProxy: false };
    const answer = observed(
      keeping(route, () => 1, settings),
      [],
      fails,
    );
    for (const text of ['1', '2']) expect(await (await answer(request('/g'), nobody)).text()).toBe(text);
  });

  test('GET · what is not the same for everybody, or where no version is known, is made each time', async () => {
    isShared = false;
    expect(await isKept('/e')).toBe(false);
    isShared = true;
    version = undefined;
    expect(await isKept('/f')).toBe(false);
    version = 100;
    expect(await isKept('/f')).toBe(true);
  });
});
