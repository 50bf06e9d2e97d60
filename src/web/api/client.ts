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
  body?: object;
  headers?: Readonly<Record<string, string>>;
  /** Milliseconds, where an answer takes longer. */
  patience?: number;
  signal?: AbortSignal | undefined;
}

/**
 * Asks for JSON. What only reads is tried again when the network or a busy server was in the way.
 * @throws Failure; what the signal was aborted with
 */
export async function ask<Answer>(path: string, sent: Sent = {}): Promise<Answer> {
  const pauses = sent.method === undefined ? PAUSES : [];
  for (let tries = 0; ; tries++) {
    try {
      return await askOnce<Answer>(path, sent, true);
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

async function askOnce<Answer>(path: string, sent: Sent, mayRenew: boolean): Promise<Answer> {
  const { method = 'GET', body, headers, patience = PATIENCE, signal } = sent;
  const limit = AbortSignal.timeout(patience);
  const response = await fetch(path, {
    method,
    headers: { ...headers, ...(body && { 'Content-Type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
  }).catch((error: Error) => {
    signal?.throwIfAborted();
    throw new Failure('offline', 0, error.message);
  });
  if (response.status === 401 && mayRenew && (await renewal.renew())) return askOnce<Answer>(path, sent, false);
  // Who deletes something asks for no answer.
  if (response.status === 204) return undefined as Answer;
  if (response.ok) return response.json();
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
