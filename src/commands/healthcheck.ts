import { STDERR, STDOUT, write } from '../lib/output.ts';
import type { Call } from './command-line.ts';

/** Milliseconds to wait for the answer. */
const TIMEOUT = 3_000;

/** Asks `/livez` of the server that the settings describe, on this machine. @returns 0 when it is alive, else 1 */
export async function healthcheck({ config }: Call<'healthcheck'>): Promise<number> {
  const { host, ports } = config;
  const address = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host;
  const url = `http://${address}:${ports[0]}/livez`;
  try {
    const { status } = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT), redirect: 'manual' });
    if (status === 200) {
      write(STDOUT, `alive: ${url}\n`);
      return 0;
    }
    write(STDERR, `tonearm: ${url} answered ${status}\n`);
  } catch (error) {
    write(STDERR, `tonearm: ${url} does not answer: ${(error as Error).message}\n`);
  }
  return 1;
}
