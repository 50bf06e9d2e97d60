import { eq, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Database, Handle } from '../../db/database.ts';
import type { Id } from '../../lib/ids.ts';
import type { Excerpt, Window } from './model.ts';

/** Reads a part of a list. @param isBackwards from its end, in reverse order */
type ReadPart = (part: Window, isBackwards: boolean) => PromiseLike<{ id: Id }[]>;

/**
 * A page, and how many there are in all. Two queries: the page ends where it is full, when it is read in the order of an
 * index; with the total beside each entry the whole list would be read and sorted. A page nearer to the end is read from
 * there.
 */
export async function excerptOf(
  read: ReadPart,
  counted: PromiseLike<{ total: number }[]>,
  { offset, size }: Window,
): Promise<Excerpt> {
  if (offset === 0) {
    const [rows, [count]] = await Promise.all([read({ offset, size }, false), counted]);
    return { ids: idsOf(rows), total: Number(count?.total) };
  }
  const total = Number((await counted)[0]?.total);
  const wanted = Math.min(size, total - offset);
  if (wanted <= 0) return { ids: [], total };
  const left = total - offset - wanted;
  if (left >= offset) return { ids: idsOf(await read({ offset, size: wanted }, false)), total };
  return { ids: idsOf(await read({ offset: left, size: wanted }, true)).reverse(), total };
}

const idsOf = (rows: readonly { id: Id }[]): Id[] => rows.map(({ id }) => id);

/**
 * The condition that an album which an account has marked is there, and that everybody may find it. Few are hidden: each
 * mark is held against them, and a look into the index of ids alone says whether the album is there; a join would read each
 * of them.
 */
export function isShownAlbum({ tables: { albums } }: Database, on: Handle, item: PgColumn): SQL {
  const hidden = on.select({ id: albums.id }).from(albums).where(sql`${albums.hidden}`);
  const there = on.select({ one: sql`true` }).from(albums).where(eq(albums.id, item));
  return sql`(${there}) and ${item} not in (${hidden})`;
}
