import { yieldTurn } from './yield-turn.ts';

/** Where a list continues: the sort key of the last entry of a page. */
export type Cursor = readonly (string | number)[];

export interface PageRequest {
  /** The most entries to give. */
  limit: number;
  after?: Cursor;
}

export interface Page<Entry> {
  entries: Entry[];
  /** Present when there is more. */
  next?: Cursor;
}

/** Bytes of JSON at which a page ends, with the entry that reaches or exceeds them. */
const MOST_BYTES = 1024 * 1024;

/** Rows in the first read, and most rows in one read, which bounds the memory beyond the page itself. */
const FIRST_PIECE = 50;
const LARGEST_PIECE = 200;

/** Long pages that are read at a time: until it is text, a page takes up several times the memory of its text. */
const LONG_AT_ONCE = 4;
let longPages = 0;
const waiting: (() => void)[] = [];

/** Resolves when a long page may go on, which has to end with `endLong`. */
async function beginLong(): Promise<void> {
  if (longPages < LONG_AT_ONCE) longPages++;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  await yieldTurn();
}

function endLong(): void {
  const next = waiting.shift();
  if (next === undefined) longPages--;
  else next();
}

/** For estimates: texts with fewer characters count as ASCII; numbers, booleans and null count as this many bytes. */
const SHORT = 64;
const SCALAR = 6;

/** Makes a page of up to `limit + 1` rows: if there is one too many, it is left out and the page has a `next`. */
export function pageOf<Row>(rows: Row[], limit: number, key: (row: Row) => Cursor): Page<Row> {
  if (rows.length <= limit) return { entries: rows };
  const entries = rows.slice(0, limit);
  return { entries, next: key(entries[limit - 1] as Row) };
}

/**
 * A page that ends at `limit` entries or at 1 MiB of JSON, whichever comes first: for lists whose entries may be large. It
 * is read piece by piece, so that few rows are read in vain, and other requests are served in between; of long ones a
 * few at a time.
 * @param read reads a piece: up to `limit + 1` rows, as for `pageOf`
 * @param key the sort key of a row
 * @param sizeOf roughly the bytes of a row as JSON
 */
export async function pageWithin<Row>(
  read: (piece: PageRequest) => Promise<Row[]>,
  { limit, after }: PageRequest,
  key: (row: Row) => Cursor,
  sizeOf: (row: Row) => number = sizeOfAny,
): Promise<Page<Row>> {
  const entries: Row[] = [];
  let bytes = 0;
  let next = after;
  let isLong = false;
  try {
    for (;;) {
      // As many as fit, if they are as large as those read so far.
      const room = entries.length === 0 ? FIRST_PIECE : Math.ceil(((MOST_BYTES - bytes) * entries.length) / bytes);
      const size = Math.min(room, LARGEST_PIECE, limit - entries.length);
      const piece = pageOf(await read({ limit: size, ...(next && { after: next }) }), size, key);
      next = piece.next;
      for (const [at, row] of piece.entries.entries()) {
        entries.push(row);
        bytes += sizeOf(row);
        if (bytes < MOST_BYTES) continue;
        if (at < piece.entries.length - 1) next = key(row);
        return { entries, ...(next && { next }) };
      }
      if (!next || entries.length >= limit) return { entries, ...(next && { next }) };
      await (isLong ? yieldTurn() : beginLong());
      isLong = true;
    }
  } finally {
    if (isLong) endLong();
  }
}

/** Roughly the bytes of a value as JSON. Serializing it to measure it would cost as much as the answer itself. */
function sizeOfAny(value: unknown): number {
  if (typeof value === 'string') return value.length < SHORT ? value.length + 2 : Buffer.byteLength(value);
  if (typeof value !== 'object' || value === null) return SCALAR;
  let bytes = 2;
  for (const key in value) bytes += key.length + 4 + sizeOfAny((value as Record<string, unknown>)[key]);
  return bytes;
}
