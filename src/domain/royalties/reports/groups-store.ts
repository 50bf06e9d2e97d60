import { asc, desc, inArray, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../../db/database.ts';
import { selectionOf } from '../../../db/drizzle-internals.ts';
import { planBy } from '../../../db/engines.ts';
import { unitsOf } from '../../../lib/exact.ts';
import type { Id } from '../../../lib/ids.ts';
import type { Listed, ListRequest } from '../../../lib/list-request.ts';
import { groupRows } from './group-rows-store.ts';
import type { Group, LineFilters, LineGroup } from './model.ts';

type Filters = Partial<LineFilters>;
type Page = Pick<ListRequest, 'page' | 'limit'>;

const COUNTED = ['matched', 'unmatched'];
const BILLION = 1_000_000_000;

/**
 * Of PostgreSQL: to compile a query takes as long as its answer, and it would sort a million lines where it takes the few
 * groups for many. All cores read what has to be read.
 */
const PLANNING = {
  jit: 'off',
  parallel_setup_cost: '0',
  parallel_tuple_cost: '0',
  random_page_cost: '1.1',
  work_mem: `'32MB'`,
  enable_mergejoin: 'off',
  enable_sort: 'off',
};

/** Adds up the lines of all reports. */
export function groupStore(db: Database) {
  const { releases, releaseTracks: tracks, roster } = db.tables;
  const rowsFor = groupRows(db);
  const text = (value: unknown) => sql<string>`cast(${value} as text)`;

  /** What tracks, releases or artists are called. */
  async function titles(on: Handle, group: Group, ids: readonly Id[]): Promise<Map<string, string | null>> {
    const [id, name, table] =
      group === 'track'
        ? ([tracks.id, tracks.name, tracks] as const)
        : group === 'release'
          ? ([releases.id, releases.name, releases] as const)
          : ([roster.accountId, roster.stageName, roster] as const);
    const rows = await selectionOf(on.select({ id, name }).from(table)).where(inArray(id, ids as Id[]));
    return new Map((rows as { id: string; name: string | null }[]).map((row) => [row.id, row.name]));
  }

  const planned = <Result>(work: (on: Handle) => Promise<Result>): Promise<Result> =>
    db.engine === 'sqlite'
      ? work(db.read)
      : db.readAsOne(async (on) => {
          await planBy(db.engine, on, PLANNING);
          return work(on);
        });

  /** Lines that count, added up: one row a group and currency, largest sum first. */
  async function groups(on: Handle, by: Group, filters: Filters, { page, limit }: Page): Promise<Listed<LineGroup>> {
    if (filters.status !== undefined && !COUNTED.includes(filters.status)) return { entries: [], total: 0 };
    const { select, isWide } = await rowsFor(on, by, filters);
    if (isWide) await planBy(db.engine, on, { enable_nestloop: 'off' });
    const rows = sql`(${select}) as parts`;
    const [group, currency] = [sql<string | null>`grp`, sql<string>`currency`];
    const [tenths, rest] = [sql`sum(tenths)`, sql`sum(rest)`];
    // What the rest holds of whole tenths goes to these, so that sums of mixed signs are compared right.
    const billion = sql.raw(String(BILLION));
    const left = sql`((${rest} % ${billion}) + ${billion}) % ${billion}`;
    const whole = sql`${tenths} + (${rest} - ${left}) / ${billion}`;
    const fields = {
      ...{ group, currency, lines: text(sql`sum(lines)`), quantity: text(sql`sum(quantity)`) },
      ...{ tenths: text(tenths), rest: text(rest), all: sql<string>`count(*) over ()` },
    };
    // Without lines where all of a group was taken away.
    const grouped = () => on.select(fields).from(rows).groupBy(group, currency).having(sql`sum(lines) > 0`);
    const found = await grouped()
      .orderBy(desc(whole), desc(left), sql`${group} is null`, asc(group), asc(currency))
      .limit(limit)
      .offset((page - 1) * limit);
    const total = found[0]?.all ?? (page > 1 ? (await grouped().orderBy(asc(currency)).limit(1))[0]?.all : 0);
    const isNamed = by === 'track' || by === 'release' || by === 'artist';
    const ids = found.flatMap(({ group }) => group ?? []);
    const names = isNamed ? await titles(on, by, ids) : new Map(ids.map((word) => [word, word]));
    const entries = found.map(({ all: _, group, lines, quantity, tenths, rest, currency }) => ({
      ...{ group, currency, lines: Number(lines), quantity: Number(quantity), net: unitsOf(tenths, rest) },
      title: group === null ? null : (names.get(group) ?? null),
    }));
    return { entries, total: Number(total ?? 0) };
  }

  return {
    groups: (by: Group, filters: Filters, page: Page): Promise<Listed<LineGroup>> =>
      planned((on) => groups(on, by, filters, page)),
  };
}
