import { connect } from 'node:net';
import { type Draft, encode, type Wire } from './draft.ts';

/** What came back, and when. */
export interface Reply {
  wire: Wire;
  /** 0 when there was no answer. */
  status: number;
  headers: Headers;
  text: string;
  /** Why there was no answer. */
  failure?: string;
  /** Milliseconds until the answer was whole. */
  took: number;
}

/** Milliseconds after which there is no answer. */
const PATIENCE = 30_000;
/** Milliseconds that a client which hangs up waits for an early answer. */
const HANGING_UP = 200;
/** Bytes of an answer that are looked at. */
const READ = 8 << 20;

/** Sends a request and reads its answer. Never throws: having no answer is an outcome. */
export async function send(origin: string, draft: Draft): Promise<Reply> {
  const wire = encode(draft);
  const start = performance.now();
  const reply = await (draft.raw ? bare(origin, wire, draft.raw) : fetched(origin, wire)).catch((error: Error) => ({
    ...{ status: 0, headers: new Headers(), text: '' },
    failure: `${(error as { code?: string }).code ?? error.name}: ${error.message}`,
  }));
  return { ...reply, wire, took: performance.now() - start };
}

type Got = Omit<Reply, 'wire' | 'took'>;

async function fetched(origin: string, { method, target, headers, body }: Wire): Promise<Got> {
  const response = await fetch(origin + target, {
    method,
    headers,
    redirect: 'manual',
    signal: AbortSignal.timeout(PATIENCE),
    ...(body && method !== 'GET' ? { body: Buffer.from(body) } : {}),
  });
  return { status: response.status, headers: response.headers as Headers, text: await response.text() };
}

/** Over a bare socket, for what no client sends. The answer is read to the end of the connection. */
async function bare(
  origin: string,
  { method, target, headers, body }: Wire,
  odd: NonNullable<Draft['raw']>,
): Promise<Got> {
  const { hostname, port, host } = new URL(origin);
  const lines = [`${method} ${target.replace(/[\s\0]/g, '%20')} HTTP/${odd.version ?? '1.1'}`];
  if (odd.version !== '1.0') lines.push(`Host: ${odd.host ?? host}`);
  lines.push('Connection: close', ...headers.map(([name, value]) => `${name}: ${value}`));
  if (body) lines.push(`Content-Length: ${body.length}`);
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  const chunks: Buffer[] = [];
  await new Promise<void>((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    socket.setTimeout(PATIENCE, () => socket.destroy(new Error('no answer')));
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve());
    socket.write(head);
    if (body) socket.write(odd.cut === undefined ? body : body.slice(0, odd.cut));
    if (odd.cut !== undefined) setTimeout(() => socket.destroy(), HANGING_UP);
  });
  return parsed(Buffer.concat(chunks).subarray(0, READ));
}

/** @throws Error when these are not the bytes of an answer */
function parsed(bytes: Buffer): Got {
  // An interim answer, as to `Expect: 100-continue`, is not yet the answer.
  if (/^HTTP\/1\.1 1\d\d /.test(bytes.subarray(0, 13).toString()))
    return parsed(bytes.subarray(bytes.indexOf('\r\n\r\n') + 4));
  const end = bytes.indexOf('\r\n\r\n');
  const [first = '', ...lines] = bytes.subarray(0, Math.max(end, 0)).toString('latin1').split('\r\n');
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(first)?.[1]);
  if (!status) throw new Error(bytes.length === 0 ? 'closed without an answer' : `no answer: ${bytes.subarray(0, 80)}`);
  const headers = new Headers(
    lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const rest = bytes.subarray(end + 4);
  return { status, headers, text: headers.get('transfer-encoding') === 'chunked' ? unchunked(rest) : rest.toString() };
}

function unchunked(bytes: Buffer): string {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const line = bytes.indexOf('\r\n', at);
    const length = Number.parseInt(bytes.subarray(at, line).toString(), 16);
    if (line < 0 || !length) break;
    parts.push(bytes.subarray(line + 2, line + 2 + length));
    at = line + 2 + length + 2;
  }
  return Buffer.concat(parts).toString();
}
