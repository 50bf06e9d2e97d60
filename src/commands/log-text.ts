import type { Exchange } from '../http/server/exchange.ts';

/** Names of pino's levels, as wide as the widest. */
const LEVELS: Readonly<Record<number, string>> = { 20: 'debug', 30: 'info ', 40: 'WARN ', 50: 'ERROR', 60: 'FATAL' };

interface Event {
  level: number;
  time: number;
  msg?: string;
  err?: { message?: string; stack?: string };
  [field: string]: unknown;
}

/** An event of the log for people: its fields after its message, an error beneath it. @param line of JSON */
export function eventText(line: string): string {
  const { level, time, msg = '', err, ...fields } = JSON.parse(line) as Event;
  const about = Object.entries(fields).map(([name, value]) => ` ${name}=${valueText(value)}`);
  const error = err === undefined ? '' : `\n  ${(err.stack ?? err.message ?? '').replaceAll('\n', '\n  ')}`;
  return `${clock(time)} ${LEVELS[level] ?? level} ${msg}${about.join('')}${error}\n`;
}

/** A request for people. */
export function exchangeText({ method, route, status, milliseconds, bytes, id, account, isAborted }: Exchange): string {
  const who = account === undefined ? '' : ` account=${account}`;
  const end = isAborted ? ' aborted' : '';
  return `${clock(Date.now())} info  ${method} ${route} ${status} ${milliseconds.toFixed(1)} ms ${bytes} B requestId=${id}${who}${end}\n`;
}

const valueText = (value: unknown): string =>
  typeof value === 'string' && !CONTROL.test(value) ? value : JSON.stringify(value);

/** What would break the line, or tell the terminal something. */
const CONTROL = /\p{Cc}/u;

/** The time of day, as people at this machine have it. */
function clock(time: number): string {
  const at = new Date(time);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}
