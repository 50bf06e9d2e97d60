import { addressesOf, addressIn, isPublic, type Resolve } from './addresses.ts';
import type { DeliveryFailure } from './model.ts';

/** Milliseconds that name, connection and answer may take in all. */
const PATIENCE = 10_000;
/** Addresses of one host that are tried, where nothing listens at the first ones. */
const MOST_ADDRESSES = 4;

/** What came of an attempt. */
export interface Outcome {
  /** Of the answer; `null` when there was none. */
  status: number | null;
  /** `null`: it was taken. */
  failure: DeliveryFailure | null;
}

interface Message {
  url: string;
  headers: Record<string, string>;
  body: string;
}

interface Rules {
  resolve: Resolve;
  /** Whether private addresses may be reached. */
  allowsPrivate: boolean;
  /** Milliseconds. */
  patience?: number;
}

/**
 * Sends one message. The address of the host is looked up here, all that it has are checked, and the connection is made
 * to one of these: not to what another look-up might answer. The certificate has to be that of the host.
 */
export async function send(message: Message, { resolve, allowsPrivate, patience = PATIENCE }: Rules): Promise<Outcome> {
  const url = new URL(message.url);
  const signal = AbortSignal.timeout(patience);
  let addresses: readonly string[];
  try {
    addresses = await Promise.race([addressesOf(url, resolve), rejected(signal)]);
  } catch {
    return failed(signal.aborted ? 'timeout' : 'name');
  }
  if (!allowsPrivate && !addresses.every(isPublic)) return failed('address');
  for (const address of addresses.slice(0, MOST_ADDRESSES)) {
    try {
      return outcomeOf(await post(url, address, message, signal));
    } catch (error) {
      if (signal.aborted) return failed('timeout');
      // Nothing was sent, so another address may be tried.
      if (!isRefusal(error)) return failed(isOfCertificate(error) ? 'certificate' : 'connection');
    }
  }
  return failed('connection');
}

async function post(url: URL, address: string, { headers, body }: Message, signal: AbortSignal): Promise<number> {
  const to = new URL(url);
  to.hostname = address.includes(':') ? `[${address}]` : address;
  const isNamed = addressIn(url) === undefined;
  const response = await fetch(to, {
    method: 'POST',
    headers: { ...headers, host: url.host },
    body,
    signal,
    redirect: 'manual',
    // A connection that is kept would be found again by its address alone.
    keepalive: false,
    ...(isNamed && url.protocol === 'https:' ? { tls: { serverName: url.hostname } } : {}),
  });
  // Nobody reads it, however long it is.
  await response.body?.cancel().catch(() => {});
  return response.status;
}

function outcomeOf(status: number): Outcome {
  if (status >= 200 && status < 300) return { status, failure: null };
  return { status, failure: status >= 300 && status < 400 ? 'redirect' : 'status' };
}

const failed = (failure: DeliveryFailure): Outcome => ({ status: null, failure });

const codeOf = (error: unknown): string => String((error as { code?: unknown }).code);

const isRefusal = (error: unknown): boolean =>
  /^(ECONNREFUSED|ConnectionRefused|FailedToOpenSocket)$/.test(codeOf(error));

const isOfCertificate = (error: unknown): boolean => /CERT|UNABLE_TO_|SELF_SIGNED|TLS|SSL/.test(codeOf(error));

function rejected(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  return promise;
}
