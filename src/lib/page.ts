import { LongAnswer } from './long-answers.ts';
import { Room } from './room.ts';

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

/**
 * First reads at a time, more than there are connections to a database: each may take several queries, and hundreds would
 * hold the rows of their first while they wait for the next.
 */
const firstReads = new Room(16);

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
  const readFirst = async (piece: PageRequest) => {
    await firstReads.enter();
    try {
      return await read(piece);
    } finally {
      firstReads.leave();
    }
  };
  const entries: Row[] = [];
  let bytes = 0;
  let next = after;
  const long = new LongAnswer();
  try {
    for (;;) {
      // As many as fit, if they are as large as those read so far.
      const room = entries.length === 0 ? FIRST_PIECE : Math.ceil(((MOST_BYTES - bytes) * entries.length) / bytes);
      const size = Math.min(room, LARGEST_PIECE, limit - entries.length);
      const isFirst = entries.length === 0;
      const rows = await (isFirst ? readFirst : read)({ limit: size, ...(next && { after: next }) });
      const piece = pageOf(rows, size, key);
      next = piece.next;
      for (const [at, row] of piece.entries.entries()) {
        entries.push(row);
        bytes += sizeOf(row);
        if (bytes < MOST_BYTES) continue;
        if (at < piece.entries.length - 1) next = key(row);
        return { entries, ...(next && { next }) };
      }
      if (!next || entries.length >= limit) return { entries, ...(next && { next }) };
      if (long.wouldWait) {
        // It is read again in its turn: what hundreds hold that wait is more than all long pages under way.
        entries.length = 0;
        bytes = 0;
        next = after;
      }
      await long.goOn();
    }
  } finally {
    long.end();
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
