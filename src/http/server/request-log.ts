import type { Logger } from 'pino';
import { afterResponse } from './after-response.ts';

/** Logs a line for each request, without its query, headers and body: those may hold secrets. */
export function requestLog(log: Logger) {
  return afterResponse('request-log', ({ method, path, status, milliseconds = 0 }) =>
    log.debug({ method, path, status, milliseconds: Math.round(milliseconds) }, 'answered'),
  );
}
