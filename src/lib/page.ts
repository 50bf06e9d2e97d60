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

/** Makes a page of `limit` out of up to `limit + 1` rows; the one too many only tells that there is more. */
export function pageOf<Row>(rows: Row[], limit: number, key: (row: Row) => Cursor): Page<Row> {
  if (rows.length <= limit) return { entries: rows };
  const entries = rows.slice(0, limit);
  return { entries, next: key(entries[limit - 1] as Row) };
}
