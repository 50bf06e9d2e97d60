import pino, { type Logger } from 'pino';
import type { LogLevel } from '../config.ts';
import { loggable } from '../db/loggable.ts';
import { droppingStream, STDOUT } from '../lib/output.ts';

/** The log: a JSON line for each event. Errors are told without the values of statements; lines that cannot be written are dropped. */
export function openLog(level: LogLevel, stream = droppingStream(STDOUT)): Logger {
  return pino({ level, base: null, serializers: { err: (error: unknown) => loggable(error) } }, stream);
}
