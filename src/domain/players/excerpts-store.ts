import { sql } from 'drizzle-orm';
import type { Id } from '../../lib/ids.ts';
import type { Excerpt } from './model.ts';

/** How many there are in all, beside each entry of a page: a list that is joined and sorted is read once, not twice. */
export const TOTAL = sql<number>`cast(count(*) over () as integer)`;

/** @param counted asks how many there are; a page beyond the end does not say it */
export async function excerptOf(
  rows: readonly { id: Id; total: number }[],
  counted: PromiseLike<{ total: number }[]>,
): Promise<Excerpt> {
  const total = rows[0]?.total ?? (await counted)[0]?.total ?? 0;
  return { ids: rows.map(({ id }) => id), total };
}
