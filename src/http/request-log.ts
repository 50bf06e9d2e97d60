import { Elysia } from 'elysia';
import type { Logger } from 'pino';

/** A line for each request, without its query, headers and body: those may hold what is secret. */
export function requestLog(log: Logger) {
  const begun = new WeakMap<Request, number>();
  return new Elysia({ name: 'request-log' })
    .onRequest(({ request }) => void begun.set(request, performance.now()))
    .onAfterResponse({ as: 'global' }, ({ request, path, set, responseValue }) => {
      const status = responseValue instanceof Response ? responseValue.status : (set.status ?? 200);
      const milliseconds = Math.round(performance.now() - (begun.get(request) ?? 0));
      log.debug({ method: request.method, path, status, milliseconds }, 'answered');
    });
}
