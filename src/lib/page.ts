import { yieldTurn } from './yield-turn.ts';

/** Where a list goes on: the sort key of the last entry seen. */
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

/** Bytes of JSON at which a page ends: its last entry reaches to there, or beyond. */
const FULL = 1024 * 1024;

/** Rows that are read first, and at most at once: what a page holds in memory beyond its own bytes. */
const FIRST_PIECE = 50;
const LARGEST_PIECE = 200;

/** Texts below this many characters are taken for ASCII; numbers and such for this long. */
const SHORT = 64;
const SCALAR = 6;

/** Makes a page of `limit` out of up to `limit + 1` rows; the one too many only tells that there is more. */
export function pageOf<Row>(rows: Row[], limit: number, key: (row: Row) => Cursor): Page<Row> {
  if (rows.length <= limit) return { entries: rows };
  const entries = rows.slice(0, limit);
  return { entries, next: key(entries[limit - 1] as Row) };
}

/**
 * A page that ends at `limit` entries, or where they are 1 MiB as JSON, whichever comes first: for lists whose entries may
 * be large. It is read piece by piece, so that hardly more is read than is shown, and others have
 * their turn in between.
 * @param read gives up to `limit + 1` rows, as for `pageOf`
 * @param sizeOf roughly the bytes that a row takes as JSON
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
  for (;;) {
    // As many as there is room for, if the rest are like those seen.
    const room = entries.length === 0 ? FIRST_PIECE : Math.ceil(((FULL - bytes) * entries.length) / bytes);
    const size = Math.min(room, LARGEST_PIECE, limit - entries.length);
    const piece = pageOf(await read({ limit: size, ...(next && { after: next }) }), size, key);
    next = piece.next;
    for (const [at, row] of piece.entries.entries()) {
      entries.push(row);
      bytes += sizeOf(row);
      if (bytes < FULL) continue;
      if (at < piece.entries.length - 1) next = key(row);
      return { entries, ...(next && { next }) };
    }
    if (!next || entries.length >= limit) return { entries, ...(next && { next }) };
    await yieldTurn();
  }
}

/** Roughly the bytes that a value takes as JSON: to write it down for that would cost as much as the answer itself. */
function sizeOfAny(value: unknown): number {
  if (typeof value === 'string') return value.length < SHORT ? value.length + 2 : Buffer.byteLength(value);
  if (typeof value !== 'object' || value === null) return SCALAR;
  let bytes = 2;
  for (const key in value) bytes += key.length + 4 + sizeOfAny((value as Record<string, unknown>)[key]);
  return bytes;
}
