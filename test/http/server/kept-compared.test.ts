import { afterAll, beforeAll, expect, test } from 'bun:test';
import pino from 'pino';
import { createApp } from '../../../src/app.ts';
import { openServices, type Services } from '../../../src/domain/services.ts';
import { accessTokens } from '../../../src/http/identity/access-tokens.ts';
import { frontDoor } from '../../../src/http/server/front-door.ts';
import { House } from '../../support/house.ts';
import { type Person, person } from '../../support/people.ts';
import { wav } from '../../support/releases.ts';
import { uploaded } from '../../support/uploads.ts';

const COMPARED = 2_000;
const WRITES = 100;
const READERS = 8;
const WRITERS = 3;

let house: House;
/** The same house with other services, which keep nothing. */
let forgetful: (request: Request) => Response | Promise<Response>;
let others: Services;
let commits = 0;

beforeAll(async () => {
  house = await House.open('sqlite');
  const { config, readiness } = house;
  const keys = {
    signer: accessTokens('a secret for tests only, long enough'),
    refreshKey: 'another secret for tests only',
    appKeySecret: 'a third secret for tests only',
  };
  others = openServices({ ...house.db, version: () => undefined }, config, keys);
  forgetful = frontDoor(createApp(others, readiness, '0.0.0', pino({ level: 'silent' })), config);
  house.db.watch({ committed: () => commits++, failed: () => {} });
});
afterAll(async () => {
  // Plays that it counts would be written after the end.
  await others.media.stop();
  await others.listening.stop();
  await house.close();
});

/** All that a client sees of an answer, but the id of the request and the time. */
async function seen(answered: Response | Promise<Response>): Promise<string> {
  const response = await answered;
  const headers = Object.fromEntries(response.headers);
  delete headers['x-request-id'];
  delete headers.date;
  return JSON.stringify([response.status, headers, Bun.hash(await response.arrayBuffer()).toString(36)]);
}

test('GET · of thousands of reads among writes each is answered as by a server that keeps nothing', async () => {
  const root = await house.root();
  const people: Person[] = [await person(house), await person(house)];
  const make = async (path: string, body: object) => (await house.call('POST', path, { token: root, body })).body._id;
  const artists: string[] = [await make('/artists', { name: 'Ash', info: 'la '.repeat(4000) })];
  const albums: string[] = [await make('/albums', { name: 'First', artist: artists[0] })];
  const tracks: string[] = [await make('/tracks', { name: 'One', album: albums[0] })];
  const tokens = [root, ...people.map(({ token }) => token)];
  const uploads: { id: string; owner: Person }[] = [];
  for (const owner of people) uploads.push({ id: (await uploaded(house, owner, 'track', 'pcm-16.wav')).fileId, owner });

  const any = <One>(list: readonly One[]): One => list[Math.floor(Math.random() * list.length)] as One;
  const number = () => Math.floor(Math.random() * 1000);
  const privately = (privateProfile: boolean) => {
    const { id, token } = any(people);
    return house.call('PUT', `/users/${id}/profile`, { token, body: { preferences: { privateProfile } } });
  };
  const sound = () => {
    const form = new FormData();
    form.set('audio', new File([wav(1 + (number() % 2))], 'a.wav'));
    return form;
  };
  const put = (path: string, body: object) => house.call('PUT', path, { token: root, body });
  const CHANGES: (() => Promise<unknown>)[] = [
    () => put(`/artists/${any(artists)}`, { name: `Ash ${number()}` }),
    () => put(`/albums/${any(albums)}`, { year: 1000 + number() }),
    () => put(`/tracks/${any(tracks)}`, { duration: 1 + number() }),
    () => put(`/tracks/${any(tracks)}`, sound()),
    async () => artists.push(await make('/artists', { name: `New ${number()}` })),
    async () => albums.push(await make('/albums', { name: `New ${number()}`, artist: any(artists) })),
    async () => tracks.push(await make('/tracks', { name: `New ${number()}`, album: any(albums) })),
    () => house.call('DELETE', `/tracks/${any(tracks)}`, { token: root }),
    () => privately(true),
    () => privately(false),
    () => house.call('POST', '/trackHistory', { token: any(tokens), body: { track: any(tracks) } }),
    async () => {
      const upload = any(uploads);
      await house.call('DELETE', `/media/track/${upload.id}`, { token: upload.owner.token });
      upload.id = (await uploaded(house, upload.owner, 'track', 'pcm-16.wav')).fileId;
    },
    // The session before ends.
    async () => tokens.push(await house.root()),
    () => house.call('PUT', '/user/quota', { token: root, body: { id: any(people).id, quota_mb: 100 + number() } }),
  ];
  const addresses = () => [
    ...['/artists', '/albums', '/tracks', '/artists?limit=2', `/albums?artist=${any(artists)}`, '/albums?artist=Ash'],
    ...[`/tracks?album=${any(albums)}`, `/artists/${any(artists)}`, `/albums/${any(albums)}`, `/tracks/${any(tracks)}`],
    ...[`/tracks/${any(artists)}`, '/user/get', '/trackHistory', `/users/${any(people).id}/profile`],
    ...[`/media/track/${any(tracks)}`, `/media/track/${any(uploads).id}`, `/media/track/${any(uploads).id}`],
  ];
  const HEADERS: (() => Record<string, string>)[] = [
    () => ({}),
    () => ({ 'accept-encoding': any(['gzip', 'zstd', 'identity']) }),
    () => ({ range: any(['bytes=0-99', 'bytes=100-', 'bytes=-7', 'bytes=999999-']) }),
    () => ({ token: any(tokens) }),
    () => ({ token: any(tokens), range: 'bytes=1-9' }),
  ];

  let [compared, written, overtaken] = [0, 0, 0];
  const different: string[] = [];
  const isOver = () => compared >= COMPARED && written >= WRITES;
  async function write() {
    for (; !isOver(); written++) {
      await any(CHANGES)();
      await new Promise(setImmediate);
    }
  }
  async function read() {
    while (!isOver()) {
      const [path, headers] = [any(addresses()), any(HEADERS)()];
      const ask = () => new Request(`http://localhost${path}`, { headers });
      const before = commits;
      const [kept, plain] = [await seen(house.handle(ask())), await seen(forgetful(ask()))];
      // What was committed in between may be in one of them only.
      if (commits !== before) overtaken++;
      else if (++compared && kept !== plain) different.push(`${path} ${JSON.stringify(headers)}: ${kept} for ${plain}`);
      if (compared % 5 === 0) await new Promise(setImmediate);
    }
  }
  await Promise.all([...Array.from({ length: WRITERS }, write), ...Array.from({ length: READERS }, read)]);
  expect(different).toEqual([]);
  expect(overtaken).toBeGreaterThan(0);
});
