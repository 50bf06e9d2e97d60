/** An S3 store on this machine for tests: checks signatures as a real one does, and fails as it is told. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, Bucket, refusal } from './fake-s3/bucket.ts';
import { refusalOf } from './fake-s3/signature.ts';

/** How requests fail. */
export type How =
  | 'busy' // 503 SlowDown
  | 'reset' // the connection breaks before an answer
  | 'short' // half of the body, then the connection breaks
  | 'hang' // no answer
  | 'stall' // half of the body, then nothing
  | 'slow' // 300 ms later
  | { status: number; code: string };

export interface Fault {
  how: How;
  /** Of requests whose key holds this text; all without it. */
  key?: string;
  method?: string;
  /** How often; without it until `heal`. */
  times?: number;
}

export interface FakeS3 {
  /** An origin by number, so that the bucket can only stand in the path. */
  endpoint: string;
  /** The same by name, before which the bucket may stand. */
  namedEndpoint: string;
  bucket: Bucket;
  /** What was asked, as `GET tracks/…` or `GET tracks/… bytes=0-9`, refused or not. */
  requests: string[];
  fail(fault: Fault): void;
  /** Ends all faults; requests that hang are cut. */
  heal(): void;
  /** Refuses connections, until `come`. */
  leave(): Promise<void>;
  come(): Promise<void>;
}

export const FAKE = { bucket: 'music', region: 'eu-test-1', accessKeyId: 'tester', secretAccessKey: 'testing' };

const STATUS: Record<string, number> = { MissingContentLength: 411, AuthorizationHeaderMalformed: 400 };

export async function startFakeS3(): Promise<FakeS3> {
  const bucket = new Bucket();
  const requests: string[] = [];
  let faults: Fault[] = [];
  let hanging: ServerResponse[] = [];

  const server = createServer({ requireHostHeader: false }, (request, response) => {
    request.on('error', () => {});
    response.on('error', () => {});
    // A client that gives up is no fault of the server.
    handle(request, response).catch(() => request.socket.destroy());
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: target = '', headers } = request;
    const { pathname, searchParams: query } = new URL(target, 'http://x');
    const path = decodeURIComponent(pathname).slice(1);
    const inHost = headers.host?.startsWith(`${FAKE.bucket}.`) === true;
    const [named, ...rest] = path.split('/');
    const key = inHost ? path : rest.join('/');
    requests.push([method, key, headers.range].filter(Boolean).join(' '));

    const fault = faults.find((fault) => applies(fault, method, key));
    if (fault?.times !== undefined && --fault.times === 0) faults = faults.filter((other) => other !== fault);
    const how = fault?.how;
    if (how === 'reset') return void request.socket.destroy();
    if (how === 'hang') return void hanging.push(response);
    if (how === 'slow') await Bun.sleep(300);

    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const code = refusalOf({ method, target, headers }, FAKE) ?? forbidden(method, headers);
    const answer = ((): Answer => {
      if (how === 'busy') return refusal(503, 'SlowDown');
      if (typeof how === 'object') return refusal(how.status, how.code);
      if (code !== undefined) return refusal(STATUS[code] ?? 403, code);
      if (!inHost && named !== FAKE.bucket) return refusal(404, 'NoSuchBucket');
      return bucket.answer({ method, key, query, headers, body });
    })();
    send(answer, method, how, response);
  }

  function send(
    { status, headers, body = '' }: Answer,
    method: string,
    how: How | undefined,
    response: ServerResponse,
  ) {
    const bytes = Buffer.from(body);
    response.writeHead(status, { ...headers, ...(status === 204 ? {} : { 'Content-Length': String(bytes.length) }) });
    if (how !== 'short' && how !== 'stall') return void response.end(method === 'HEAD' ? undefined : bytes);
    response.write(bytes.subarray(0, bytes.length / 2));
    hanging.push(response);
    if (how === 'short') setTimeout(() => response.socket?.destroy(), 20);
  }

  let port = 0;
  const come = async () => {
    server.listen(port, '127.0.0.1');
    await new Promise((listening) => server.once('listening', listening));
    ({ port } = server.address() as AddressInfo);
  };
  const heal = () => {
    faults = [];
    for (const response of hanging) response.socket?.destroy();
    hanging = [];
  };
  await come();
  return {
    ...{
      endpoint: `http://127.0.0.1:${port}`,
      namedEndpoint: `http://localhost:${port}`,
      bucket,
      requests,
      come,
      heal,
    },
    fail: (fault) => void faults.push(fault),
    leave: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      heal();
      server.closeAllConnections();
      await closed;
    },
  };
}

const applies = ({ key = '', method: only }: Fault, method: string, asked: string) =>
  asked.includes(key) && (only === undefined || only === method);

/** What some stores refuse, or take another way than it was meant. */
function forbidden(method: string, headers: IncomingMessage['headers']): string | undefined {
  if (method === 'PUT' && headers['content-length'] === undefined) return 'MissingContentLength';
  const strange = Object.keys(headers).find((name) =>
    /^x-amz-(acl|trailer|checksum|sdk)|^content-encoding$/.test(name),
  );
  return (strange ?? headers.range === '') ? 'AccessControlListNotSupported' : undefined;
}
