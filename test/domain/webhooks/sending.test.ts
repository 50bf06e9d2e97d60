import { afterAll, expect, test } from 'bun:test';
import { createServer } from 'node:net';
import { send } from '../../../src/domain/webhooks/sending.ts';

/** What the server was asked. */
const asked: { path: string; host: string | null; body: string }[] = [];
const stops = new AbortController();
const server: Bun.Server<undefined> = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  idleTimeout: 0,
  fetch: async (request) => {
    const { pathname } = new URL(request.url);
    asked.push({ path: pathname, host: request.headers.get('host'), body: await request.text() });
    if (pathname === '/never') await new Promise((resolve) => stops.signal.addEventListener('abort', resolve));
    if (pathname === '/redirect') return Response.redirect(`http://127.0.0.1:${server.port}/elsewhere`, 307);
    if (pathname === '/endless')
      return new Response(new ReadableStream({ pull: (to) => to.enqueue(new Uint8Array(65536)) }));
    return new Response('', { status: Number(pathname.slice(1)) || 200 });
  },
});
afterAll(async () => {
  stops.abort();
  await server.stop(true);
});

const local = async () => ['127.0.0.1'];
const rules = { resolve: local, allowsPrivate: true };
const message = (path: string, origin = `http://hook.example:${server.port}`) => ({
  ...{ url: `${origin}${path}`, headers: { 'content-type': 'application/json' }, body: '{}' },
});

test.each([
  ['/200', { status: 200, failure: null }],
  ['/204', { status: 204, failure: null }],
  ['/301', { status: 301, failure: 'redirect' }],
  ['/redirect', { status: 307, failure: 'redirect' }],
  ['/400', { status: 400, failure: 'status' }],
  ['/500', { status: 500, failure: 'status' }],
  ['/endless', { status: 200, failure: null }],
] as const)('send · what answers %s gives %p', async (path, outcome) => {
  expect(await send(message(path), rules)).toEqual(outcome);
  expect(asked.at(-1)).toEqual({ path, host: `hook.example:${server.port}`, body: '{}' });
});

test('send · what never answers is given up', async () => {
  expect(await send(message('/never'), { ...rules, patience: 100 })).toEqual({ status: null, failure: 'timeout' });
});

test('send · a name that is never looked up is given up', async () => {
  const never = () => new Promise<string[]>(() => {});
  const outcome = await send(message('/200'), { ...rules, resolve: never, patience: 100 });
  expect(outcome).toEqual({ status: null, failure: 'timeout' });
});

test('send · a name that nobody has is told', async () => {
  const nobody = () => Promise.reject(new Error('ENOTFOUND'));
  expect(await send(message('/200'), { ...rules, resolve: nobody })).toEqual({ status: null, failure: 'name' });
});

test('send · where nothing listens at the first address, the next one is tried', async () => {
  const resolve = async () => ['127.0.0.2', '127.0.0.1'];
  expect(await send(message('/200'), { ...rules, resolve })).toEqual({ status: 200, failure: null });
  const closed = async () => ['127.0.0.2', '127.0.0.3'];
  expect(await send(message('/200'), { ...rules, resolve: closed })).toEqual({ status: null, failure: 'connection' });
});

test('send · what hangs up is told', async () => {
  const rude = createServer((socket) => void socket.once('data', () => socket.destroy()));
  await new Promise<void>((resolve) => rude.listen(0, '127.0.0.1', resolve));
  const { port } = rude.address() as { port: number };
  const outcome = await send(message('/', `http://hook.example:${port}`), rules);
  expect(outcome).toEqual({ status: null, failure: 'connection' });
  rude.close();
});

test.each([
  ['of this machine', ['127.0.0.1']],
  ['among public ones', ['93.184.216.34', '10.0.0.1']],
  ['mapped', ['::ffff:127.0.0.1']],
])('send · a host with an address %s is not reached', async (_, addresses) => {
  const before = asked.length;
  const outcome = await send(message('/200'), { resolve: async () => addresses, allowsPrivate: false });
  expect(outcome).toEqual({ status: null, failure: 'address' });
  expect(asked.length).toBe(before);
});

test('send · the address that was checked is the one that is reached: the name is looked up once', async () => {
  const answers = [['127.0.0.1'], ['127.0.0.2']];
  let lookups = 0;
  const resolve = async () => answers[lookups++] as string[];
  expect(await send(message('/200'), { resolve, allowsPrivate: true })).toEqual({ status: 200, failure: null });
  expect(lookups).toBe(1);
});

test('send · over https the certificate has to be of the host, whatever the address', async () => {
  const { key, cert } = await certificateOf('hook.example');
  const secure = Bun.serve({ port: 0, hostname: '127.0.0.1', tls: { key, cert }, fetch: () => new Response('') });
  // It is signed by nobody who is known, which is found before its name is looked at.
  const outcome = await send(message('/', `https://hook.example:${secure.port}`), rules);
  expect(outcome).toEqual({ status: null, failure: 'certificate' });
  await secure.stop(true);
});

/** A certificate that its owner has signed. */
async function certificateOf(host: string): Promise<{ key: string; cert: string }> {
  const subject = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`];
  const made = Bun.spawn(
    ['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
      .concat(subject)
      .concat(['-keyout', '-', '-out', '-']),
    { stderr: 'ignore' },
  );
  const text = await made.stdout.text();
  const part = (name: string) => new RegExp(`-----BEGIN ${name}-----[^]*?-----END ${name}-----`).exec(text)?.[0] ?? '';
  return { key: part('PRIVATE KEY'), cert: part('CERTIFICATE') };
}
