import { afterEach, expect, test } from 'bun:test';
import { connect } from 'node:net';
import type { Exchange } from '../../../src/http/server/exchange.ts';
import { observed } from '../../../src/http/server/observe.ts';

const CHUNK = 100_000;
const CHUNKS = 200;

let server: Bun.Server<unknown> | undefined;
afterEach(() => server?.stop(true));

/** A server whose answers are made while they leave: twenty megabytes. */
function streaming() {
  const { promise: told, resolve } = Promise.withResolvers<Exchange>();
  const source = { pulled: 0, cancelled: false };
  const stream = () =>
    new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          await Bun.sleep(0);
          if (source.pulled++ === CHUNKS) controller.close();
          else controller.enqueue(new Uint8Array(CHUNK));
        },
        cancel: () => {
          source.cancelled = true;
        },
      },
      { highWaterMark: 0 },
    );
  const answer = observed(
    () => new Response(stream(), { headers: { 'content-type': 'audio/mpeg' } }),
    [resolve],
    () => {},
  );
  server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: answer });
  return { url: server.url, told, source };
}

test('observed · an answer that is made while it leaves is told with all its bytes when it has left', async () => {
  const { url, told } = streaming();
  const answer = await fetch(url);
  expect(answer.headers.get('content-type')).toBe('audio/mpeg');
  expect((await answer.bytes()).length).toBe(CHUNK * CHUNKS);
  expect(await told).toMatchObject({ status: 200, bytes: CHUNK * CHUNKS, isAborted: false });
});

test('observed · of a client that goes away it tells what was made for it, and its source ends', async () => {
  const { url, told, source } = streaming();
  const socket = connect(Number(url.port), url.hostname);
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await new Promise((resolve) => socket.once('readable', resolve));
  socket.destroy();
  const { bytes, isAborted } = await told;
  expect(isAborted).toBeTrue();
  expect(bytes).toBeWithin(1, CHUNK * CHUNKS);
  while (!source.cancelled) await Bun.sleep(1);
});

test('observed · what the answering throws is 500, told, and has its request id', async () => {
  const failures: unknown[] = [];
  const exchanges: Exchange[] = [];
  const answer = observed(
    () => {
      throw new Error('a fault of ours');
    },
    [(exchange) => exchanges.push(exchange)],
    (error) => failures.push(error),
  );
  server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: answer });
  const { status, headers } = await fetch(server.url, { headers: { 'x-request-id': 'mine' } });
  expect([status, headers.get('x-request-id'), failures.length]).toEqual([500, 'mine', 1]);
  expect(exchanges).toMatchObject([{ status: 500, bytes: 0, id: 'mine' }]);
});
