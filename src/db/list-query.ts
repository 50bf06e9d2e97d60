import { and, asc, count, desc, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Id } from '../lib/ids.ts';
import type { Listed, ListRequest, Sort } from '../lib/list-request.ts';
import { fold, searchKey } from '../lib/text.ts';
import type { Handle } from './database.ts';
import { selectionOf } from './drizzle-internals.ts';

/** A list that is read by page number. */
export interface Listing<Column extends string> {
  /** `on.select(fields).from(…)`, with the joins that columns and condition need. */
  from(on: Handle, fields: Record<string, PgColumn | SQL>): PromiseLike<Record<string, unknown>[]>;
  /** The same without the joins that only the order needs, for counting. Absent: `from`. */
  countFrom?(on: Handle, fields: Record<string, PgColumn | SQL>): PromiseLike<Record<string, unknown>[]>;
  id: PgColumn;
  /** What it may be sorted by; texts by their folded keys. */
  columns: Readonly<Record<Column, PgColumn | SQL>>;
  /** The order when none is asked for. Without any it is newest first, by id. */
  order?: readonly Sort<Column>[];
}

/**
 * The ids of one page, in order, and the total. The caller fetches the rows by these ids: so skipping to a far page reads
 * only an index. A page nearer to the end is read from the end, in reverse order.
 * Nulls come last in either direction; equal values are ordered by id.
 */
export async function idsOfPage<Column extends string>(
  on: Handle,
  { from, countFrom = from, id, columns, order = [] }: Listing<Column>,
  condition: SQL | undefined,
  request: Pick<ListRequest<Column>, 'page' | 'limit' | 'sort'>,
): Promise<Listed<Id>> {
  const sort = request.sort.length > 0 ? request.sort : order;
  const byId = sort.at(-1)?.direction ?? 'desc';
  const first = sort[0] && columns[sort[0].by];
  const mayLack = first !== undefined && isNullable(first);
  const lacks = sql`${first} is null`;
  const counted = async (which: SQL | undefined) =>
    Number((await selectionOf(countFrom(on, { total: count() })).where(which))[0]?.total);
  // Those that lack it are counted by themselves: they are few, or none, and an index tells, where otherwise each row is read.
  const [total, lacking] = await Promise.all([counted(condition), mayLack ? counted(and(condition, lacks)) : 0]);
  const known = Math.max(0, total - lacking);

  // Rows whose first sort column is null are a second section after the others: each section can use an index, while no
  // index gives both in one order.
  const sections = [
    { start: 0, size: known, terms: sort, condition: mayLack ? and(condition, sql`${first} is not null`) : condition },
    { start: known, size: total - known, terms: sort.slice(1), condition: and(condition, lacks) },
  ];
  const start = (request.page - 1) * request.limit;
  const entries: Id[] = [];
  for (const section of sections) {
    const skipped = Math.max(start - section.start, 0);
    const wanted = Math.min(start + request.limit - section.start, section.size) - skipped;
    if (wanted <= 0) continue;
    const left = section.size - skipped - wanted;
    const isNearEnd = left < skipped;
    const rows = await selectionOf(from(on, { id }))
      .where(section.condition)
      .orderBy(
        ...termsOf(columns, section.terms, first, isNearEnd),
        (byId === 'asc') === isNearEnd ? desc(id) : asc(id),
      )
      .limit(wanted)
      .offset(isNearEnd ? left : skipped);
    const ids = rows.map((row) => row.id as Id);
    entries.push(...(isNearEnd ? ids.reverse() : ids));
  }
  return { entries, total };
}

function isNullable(column: PgColumn | SQL): boolean {
  return !('notNull' in column && column.notNull);
}

function termsOf<Column extends string>(
  columns: Readonly<Record<Column, PgColumn | SQL>>,
  sort: readonly Sort<Column>[],
  known: PgColumn | SQL | undefined,
  isReversed: boolean,
): SQL[] {
  const [towards, away] = isReversed ? [desc, asc] : [asc, desc];
  return sort.flatMap(({ by, direction }) => {
    const column = columns[by];
    const term = (direction === 'asc' ? towards : away)(column);
    return column !== known && isNullable(column) ? [towards(sql`${column} is null`), term] : [term];
  });
}

/** Each word is matched against every row, which costs time, so words after the tenth are ignored. */
const MOST_WORDS = 10;

/** The words of a search, each as a search key and folded (see lib/text.ts). @param search bounded in length */
export function wordsOf(search: string): { key: string; folded: string }[] {
  const words = new Set(fold(search).split(/\s+/u).filter(Boolean));
  return [...words].slice(0, MOST_WORDS).map((folded) => ({ key: searchKey(folded), folded }));
}

/** The condition that a text occurs literally in one of the columns. */
export function occursIn(columns: readonly PgColumn[], text: string): SQL {
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
  return sql`(${sql.join(
    columns.map((column) => sql`${column} like ${pattern} escape '\\'`),
    sql` or `,
  )})`;
}

/** The condition that every word of a search occurs literally in one of the search keys. */
export const matches = (keys: readonly PgColumn[], search: string): SQL | undefined =>
  and(...wordsOf(search).map(({ key }) => occursIn(keys, key)));

/** Puts rows in the order of the ids that they were fetched by; ids without a row are left out. */
export function inOrder<Row extends { id: Id }>(ids: readonly Id[], rows: readonly Row[]): Row[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** All conditions that are neither `undefined` nor `false`. */
export const allOf = (...conditions: (SQL | undefined | false)[]): SQL | undefined =>
  and(...conditions.map((condition) => condition || undefined));
