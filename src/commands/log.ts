import pino, { type Logger } from 'pino';
import type { LogLevel } from '../config.ts';
import { loggable } from '../db/loggable.ts';
import { droppingStream, STDOUT } from '../lib/output.ts';

/** Opens the log: one JSON line for each event. Errors are logged without the values of SQL statements; lines that cannot be written are dropped. */
export function openLog(level: LogLevel, stream = droppingStream(STDOUT)): Logger {
  return pino({ level, base: null, serializers: { err: (error: unknown) => loggable(error) } }, stream);
}
