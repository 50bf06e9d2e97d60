import { Elysia } from 'elysia';
import { PASSING_HEADERS } from '../json.ts';

/** Whether the server may be sent traffic: not while it starts, drains, or has no database. */
export interface Readiness {
  /** Set while the server takes requests. */
  open: boolean;
  /** Rejects when the database does not answer. */
  ping(): Promise<void>;
}

/** How long the database may take to answer before it counts as away, in milliseconds. */
const PATIENCE = 2000;

/** The headers of what a server answers that can do no more just now: it is worth asking again. */
export const AGAIN_SHORTLY = { ...PASSING_HEADERS, 'retry-after': '2' };

/** A page of health when all is well, and when it is not. */
export const fine = (status: string) => Response.json({ status }, { headers: PASSING_HEADERS });
export const unready = (status: string) => Response.json({ status }, { status: 503, headers: AGAIN_SHORTLY });

/** `/livez`: the process runs. `/readyz`: it can be sent traffic. */
export function healthPages(readiness: Readiness) {
  return new Elysia({ detail: { hide: true } })
    .get('/livez', () => fine('live'))
    .get('/readyz', async () => {
      if (!readiness.open) return unready('starting or stopping');
      const late = Bun.sleep(PATIENCE).then(() => Promise.reject(new Error('late')));
      return Promise.race([readiness.ping(), late]).then(
        () => fine('ready'),
        () => unready('the database does not answer'),
      );
    });
}
