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
  signal?: AbortSignal | undefined;
  /** Milliseconds that the answer may take, where the usual time is too short. */
  patience?: number;
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

async function askOnce<Answer>(
  path: string,
  { method = 'GET', body, signal, patience = PATIENCE }: Sent,
  mayRenew: boolean,
): Promise<Answer> {
  const limit = AbortSignal.timeout(patience);
  const response = await fetch(path, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
  }).catch((error: Error) => {
    signal?.throwIfAborted();
    throw new Failure('offline', 0, error.message);
  });
  if (response.status === 401 && mayRenew && (await renewal.renew()))
    return askOnce<Answer>(path, { method, ...(body && { body }), signal, patience }, false);
  if (response.ok) return response.json();
  const said = await response.json().catch(() => ({}));
  throw new Failure(
    reasonOf(response.status),
    response.status,
    String(said.message ?? said.error ?? response.statusText),
  );
}

function reasonOf(status: number): Reason {
  if (status === 404) return 'absent';
  if (status === 401) return 'stranger';
  return status >= 400 && status < 500 && status !== 429 ? 'refused' : 'failed';
}
