import { Elysia } from 'elysia';
import { NO_STORE_HEADERS, plainJson } from '../json.ts';

/** Whether a load balancer may send traffic: not while the server starts or stops, or its database is unreachable. */
export interface Readiness {
  /** Set while the server takes requests. */
  open: boolean;
  /** Rejects when the database does not answer. */
  ping(): Promise<void>;
}

/** Milliseconds after which a database that does not answer counts as unreachable. */
const PING_TIMEOUT = 2000;

/** Headers of a 503 that ends soon. */
export const RETRY_SHORTLY_HEADERS = { ...NO_STORE_HEADERS, 'retry-after': '2' };

export const healthy = (status: string) => plainJson({ status }, 200, NO_STORE_HEADERS);
export const unhealthy = (status: string) => plainJson({ status }, 503, RETRY_SHORTLY_HEADERS);

/** `/livez`: the process runs. `/readyz`: it may be sent traffic. */
export function healthPages(readiness: Readiness) {
  return new Elysia({ detail: { hide: true } })
    .get('/livez', () => healthy('live'))
    .get('/readyz', async () => {
      if (!readiness.open) return unhealthy('starting or stopping');
      const late = Bun.sleep(PING_TIMEOUT).then(() => Promise.reject(new Error('late')));
      return Promise.race([readiness.ping(), late]).then(
        () => healthy('ready'),
        () => unhealthy('the database does not answer'),
      );
    });
}
