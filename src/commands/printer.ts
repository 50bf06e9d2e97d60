import { STDERR, STDOUT, write } from '../lib/output.ts';

/** The last thing that a command with `--json` says: whether all went well, and what it counted. */
export interface Result {
  readonly ok: boolean;
  readonly [count: string]: unknown;
}

/** What a command prints: text for people, or JSON objects, one a line. */
export interface Printer {
  /** One thing that was found or done. */
  line(fields: Readonly<Record<string, unknown>>, text: string): void;
  /** The last line. */
  result(fields: Result, text: string): void;
  /** For people only, on standard error: what is about to be done. */
  say(text: string): void;
}

/** The printer of a command's `--json`. */
export function printer(isJson: boolean): Printer {
  const print = (fields: unknown, text: string) =>
    write(STDOUT, `${isJson ? JSON.stringify(fields) : text}\n`, Number.POSITIVE_INFINITY);
  return {
    line: print,
    result: print,
    say: (text) => void write(STDERR, `${text}\n`),
  };
}
