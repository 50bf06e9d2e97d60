/** Why there is no answer: no way to the server, nothing there, nobody signed in, a refusal, or a fault of the server. */
type Reason = 'offline' | 'absent' | 'stranger' | 'refused' | 'failed';

export class Failure extends Error {
  constructor(
    readonly reason: Reason,
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Milliseconds. */
const PATIENCE = 15_000;
const PAUSES = [300, 1200];
const AGAIN = new Set([429, 502, 503, 504]);

/** Gets a new access cookie once that is needed; whether there is one now. Set by the session. */
export const renewal: { renew: () => Promise<boolean> } = { renew: () => Promise.resolve(false) };

interface Sent {
  method?: string;
  /** A form goes as it is, anything else as JSON. */
  body?: object;
  headers?: Readonly<Record<string, string>>;
  /** Milliseconds, where an answer takes longer. */
  patience?: number;
  /** Whether 401 says that a password is wrong: then who is asking is made sure of beforehand. */
  isProof?: boolean;
  signal?: AbortSignal | undefined;
}

/**
 * Asks for JSON. What only reads is tried again when the network or a busy server was in the way.
 * @throws Failure; what the signal was aborted with
 */
export async function ask<Answer>(path: string, sent: Sent = {}): Promise<Answer> {
  const response = await answerTo(path, sent);
  // Who deletes something asks for no answer.
  return response.status === 204 ? (undefined as Answer) : response.json();
}

/** One page of a list that goes on by its `Link`. */
export interface Paged<Answer> {
  answer: Answer;
  /** The address where it goes on. */
  next: string | undefined;
}

/** Asks for a page. @throws as `ask` */
export async function askPage<Answer>(path: string, signal?: AbortSignal): Promise<Paged<Answer>> {
  const response = await answerTo(path, { signal });
  const link = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
  // The address by which the server knows itself may be another than that of this page.
  const { pathname, search } = new URL(link ?? '', location.href);
  return { answer: await response.json(), next: link && pathname + search };
}

async function answerTo(path: string, sent: Sent): Promise<Response> {
  const pauses = sent.method === undefined ? PAUSES : [];
  if (sent.isProof) await renewal.renew();
  for (let tries = 0; ; tries++) {
    try {
      return await askOnce(path, sent, !sent.isProof);
    } catch (error) {
      sent.signal?.throwIfAborted();
      const pause = pauses[tries];
      const isPassing = error instanceof Failure && (error.reason === 'offline' || AGAIN.has(error.status));
      if (!isPassing || pause === undefined || !navigator.onLine) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
      sent.signal?.throwIfAborted();
    }
  }
}

async function askOnce(path: string, sent: Sent, mayRenew: boolean): Promise<Response> {
  const { method = 'GET', body, headers, patience = PATIENCE, signal } = sent;
  const limit = AbortSignal.timeout(patience);
  const isForm = body instanceof FormData;
  const response = await fetch(path, {
    method,
    headers: { ...headers, ...(body && !isForm && { 'Content-Type': 'application/json' }) },
    ...(body && { body: isForm ? body : JSON.stringify(body) }),
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
  }).catch((error: Error) => {
    signal?.throwIfAborted();
    throw new Failure('offline', 0, error.message);
  });
  if (response.status === 401 && mayRenew && (await renewal.renew())) return askOnce(path, sent, false);
  if (response.ok) return response;
  throw refusal(response.status, await response.json().catch(() => ({})));
}

/** What a refusal says, in whichever dialect. */
export const refusal = (status: number, said: { message?: unknown; error?: unknown }): Failure =>
  new Failure(reasonOf(status), status, String(said.message ?? said.error ?? ''));

function reasonOf(status: number): Reason {
  if (status === 404) return 'absent';
  if (status === 401) return 'stranger';
  return status >= 400 && status < 500 && status !== 429 ? 'refused' : 'failed';
}
