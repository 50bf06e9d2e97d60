import { afterAll, beforeAll, expect, test } from 'bun:test';
import pino from 'pino';
import { createApp } from '../../../src/app.ts';
import { House } from '../../support/house.ts';
import { form, wav } from '../../support/releases.ts';

let house: House;
let token: string;
/** What the app has told the server of how long a connection may be idle, in seconds. */
const told: number[] = [];
let answer: (request: Request) => Response | Promise<Response>;

beforeAll(async () => {
  house = await House.open('sqlite');
  ({ token } = await house.member());
  const app = createApp(house.services, house.readiness, '0.0.0', pino({ level: 'silent' }));
  const server = { timeout: (_: Request, seconds: number) => void told.push(seconds), requestIP: () => null };
  Object.assign(app, { server });
  answer = app.fetch;
});
afterAll(() => house.close());

async function post(path: string, headers: Record<string, string>, body: FormData | string) {
  told.length = 0;
  const response = await answer(new Request(`http://localhost${path}`, { method: 'POST', headers, body }));
  return { status: response.status, told: [...told] };
}

const multipart = { 'content-type': 'multipart/form-data; boundary=b' };
const part = (name: string, text: string) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`;

test('POST /artists · a form may take its time while it is worked on, and its connection is like others afterwards', async () => {
  expect(await post('/artists', { token }, form({ name: 'x' }))).toEqual({ status: 200, told: [0, 60] });
});

test.each<[string, string, () => Record<string, string>, string]>([
  ['/artists', 'ends in the middle', () => ({ ...multipart, token }), part('name', 'x')],
  ['/artists', 'is of no known type', () => ({ 'content-type': 'text/xml', token }), '<a/>'],
  [
    '/add_track',
    'is refused before its file is read',
    () => multipart,
    `${part('user_id', '1')}${part('user_access_token', 'x')}`,
  ],
])('POST %s · the connection of a form that %s may be idle no longer than others', async (path, _, headers, body) => {
  const { status, told } = await post(path, headers(), body);
  expect([status === 400 || status === 415, told]).toEqual([true, [0, 60]]);
});

test('POST /albums · so may that of one that is refused after it has come', async () => {
  const body = form({ name: 'x', artist: '0'.repeat(24), image: wav(0.1) });
  const { status, told } = await post('/albums', { token }, body);
  expect([status, told.at(-1)]).toEqual([400, 60]);
});

test('POST /add_track · so may that of a wrong key', async () => {
  const fields = { user_id: '1', user_access_token: crypto.randomUUID(), wav_file: wav(0.1) };
  expect(await post('/add_track', {}, form(fields))).toEqual({ status: 400, told: [0, 60] });
});
