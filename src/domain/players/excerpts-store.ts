import type { Id } from '../../lib/ids.ts';
import type { Excerpt } from './model.ts';

/**
 * A page, and how many there are in all. Two queries: the page ends where it is full, when it is read in the order of an
 * index; with the total beside each entry the whole list would be read and sorted.
 */
export async function excerptOf(
  page: PromiseLike<{ id: Id }[]>,
  counted: PromiseLike<{ total: number }[]>,
): Promise<Excerpt> {
  const [rows, [count]] = await Promise.all([page, counted]);
  return { ids: rows.map(({ id }) => id), total: Number(count?.total) };
}
