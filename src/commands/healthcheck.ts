import type { Call } from './command-line.ts';
import { Failure } from './failure.ts';
import { printer } from './printer.ts';

/** Milliseconds to wait for the answer. */
const TIMEOUT = 3_000;

/**
 * Asks `/livez` of the server that the settings describe, on this machine.
 * @returns 0 when it is alive; @throws Failure when it is not
 */
export async function healthcheck({ config, flags }: Call<'healthcheck'>): Promise<number> {
  const { host, ports } = config;
  const url = `http://${addressOf(host)}:${ports[0]}/livez`;
  const answered = fetch(url, { signal: AbortSignal.timeout(TIMEOUT), redirect: 'manual' });
  const { status } = await answered.catch((error) => {
    const isRefused = ['ECONNREFUSED', 'ConnectionRefused'].includes(error.code);
    throw new Failure(`${url} does not answer: ${isRefused ? 'nothing listens there' : error.message}`);
  });
  if (status !== 200) throw new Failure(`${url} answered ${status}`);
  printer(flags.json).result({ ok: true }, `alive: ${url}`);
  return 0;
}

/** An address at which this machine reaches a server that listens so. */
export function addressOf(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host.includes(':') ? `[${host === '::' ? '::1' : host}]` : host;
}
