import { isatty } from 'node:tty';
import pino, { type Logger } from 'pino';
import type { Config, LogFormat, LogLevel } from '../config.ts';
import { loggable } from '../db/loggable.ts';
import type { Exchange } from '../http/server/exchange.ts';
import type { Observer } from '../http/server/observe.ts';
import { STDOUT } from '../lib/output.ts';
import { eventText, exchangeText } from './log-text.ts';

/** Where lines go. */
export interface Lines {
  write(text: string): void;
}

/** The format of the settings, else text where a person looks on. */
export const logFormat = ({ logFormat: format }: Pick<Config, 'logFormat'>): LogFormat =>
  format ?? (isatty(STDOUT) ? 'text' : 'json');

/** Opens the log: a line for each event. Errors are logged without the values of SQL statements. */
export function openLog(level: LogLevel, lines: Lines, format: LogFormat = 'json'): Logger {
  const stream = format === 'json' ? lines : { write: (line: string) => lines.write(eventText(line)) };
  return pino({ level, base: null, serializers: { err: (error: unknown) => loggable(error) } }, stream);
}

/**
 * Writes a line for each request, without what may be secret: its query, its headers, its body.
 * @returns nothing when the level is above `info`
 */
export function requestLines(level: LogLevel, lines: Lines, format: LogFormat): Observer | undefined {
  if (level !== 'info' && level !== 'debug') return undefined;
  const lineOf = format === 'json' ? exchangeJson : exchangeText;
  return (exchange) => lines.write(lineOf(exchange));
}

/** As `info` of pino writes it, which takes several times as long. Nothing in it needs to be escaped. */
function exchangeJson({ method, route, status, milliseconds, bytes, id, account, isAborted }: Exchange): string {
  const who = account === undefined ? '' : `,"account":"${account}"`;
  const end = isAborted ? ',"aborted":true' : '';
  return `{"level":30,"time":${Date.now()},"msg":"request","method":"${method}","route":"${route}","status":${status},"ms":${rounded(milliseconds)},"bytes":${bytes},"requestId":"${id}"${who}${end}}\n`;
}

/** To the microsecond: most are answered within one millisecond. */
const rounded = (milliseconds: number): number => Math.round(milliseconds * 1000) / 1000;
