import type { Logger } from 'pino';
import { onAnswered } from './answered.ts';

/** A line for each request, without its query, headers and body: those may hold what is secret. */
export function requestLog(log: Logger) {
  return onAnswered('request-log', ({ method, path, status, milliseconds = 0 }) =>
    log.debug({ method, path, status, milliseconds: Math.round(milliseconds) }, 'answered'),
  );
}
