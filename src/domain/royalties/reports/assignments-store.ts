import { and, asc, countDistinct, eq, inArray, isNotNull, or, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Database, Handle } from '../../../db/database.ts';
import { forUpdate } from '../../../db/engines.ts';
import { unitsOf } from '../../../lib/exact.ts';
import type { Id } from '../../../lib/ids.ts';
import type { Listed, ListRequest } from '../../../lib/list-request.ts';
import type { Match, Unmatched, UnmatchedReason } from './model.ts';

interface AssignmentRow {
  key: string;
  trackId: Id | null;
  releaseId: Id | null;
  madeBy: Id;
  madeAt: number;
}

/** Which of a report's counts a reason belongs to. */
const COUNTS = { not_found: 'notFound', title: 'otherTitle', ambiguous: 'ambiguous' } as const;

/** Queries on what drafts could not be matched with, and on what root says that it is. */
export function assignmentStore({ engine, tables }: Database) {
  const { reports, reportSongs: songs, reportSums: sums, songAssignments: assignments, releases } = tables;
  const { releaseTracks: tracks } = tables;
  /** The sums of a song, of whatever store and country. */
  const ofSong = and(eq(sums.report, songs.report), eq(sums.by, 'song'), eq(sums.song, songs.number));
  const ofReport = eq(reports.number, songs.report);
  const total = (column: PgColumn) => sql<string>`cast(sum(${column}) as text)`;
  const isOf = (key: string, numbers: readonly number[]) =>
    and(eq(songs.key, key), inArray(songs.report, numbers as number[]));

  return {
    /** Whether lines of a report, or an assignment, have the key. */
    isKnown: async (on: Handle, key: string): Promise<boolean> => {
      const found = await on
        .select({ key: songs.key })
        .from(songs)
        .innerJoin(reports, and(eq(reports.number, songs.report), sql`${reports.state} not in ('deleted', 'reading')`))
        .where(eq(songs.key, key))
        .limit(1);
      if (found.length > 0) return true;
      return (await on.select({ key: assignments.key }).from(assignments).where(eq(assignments.key, key))).length > 0;
    },

    track: async (on: Handle, id: Id): Promise<Omit<Match, 'reason'> | undefined> =>
      (
        await on
          .select({ trackId: tracks.id, releaseId: releases.id, artistId: releases.artistId })
          .from(tracks)
          .innerJoin(releases, eq(releases.id, tracks.releaseId))
          .where(eq(tracks.id, id))
      )[0],

    release: async (on: Handle, id: Id): Promise<Omit<Match, 'reason'> | undefined> =>
      (
        await on
          .select({ trackId: sql<null>`null`, releaseId: releases.id, artistId: releases.artistId })
          .from(releases)
          .where(eq(releases.id, id))
      )[0],

    put: async (tx: Handle, { key, ...rest }: AssignmentRow) =>
      void (await tx
        .insert(assignments)
        .values({ key, ...rest })
        .onConflictDoUpdate({ target: assignments.key, set: rest })),

    /** Locks what is open for changes. @returns the drafts */
    lockDrafts: async (tx: Handle): Promise<number[]> => {
      const open = tx
        .select({ number: reports.number, state: reports.state })
        .from(reports)
        .where(inArray(reports.state, ['draft', 'reading']))
        .orderBy(asc(reports.number));
      return (await forUpdate(engine, open)).filter(({ state }) => state === 'draft').map(({ number }) => number);
    },

    /** How many lines of a key each of the reports has, by why they are unmatched. */
    linesOf: async (tx: Handle, key: string, numbers: readonly number[]) => {
      const rows = await tx
        .select({ report: songs.report, reason: songs.reason, count: total(sums.lines) })
        .from(songs)
        .innerJoin(sums, ofSong)
        .where(isOf(key, numbers))
        .groupBy(songs.report, songs.reason);
      return rows.map(({ count, ...row }) => ({ ...row, count: Number(count) }));
    },

    moveToMatched: async (tx: Handle, number: number, reason: UnmatchedReason, lines: number) => {
      const column = COUNTS[reason];
      await tx
        .update(reports)
        .set({ matched: sql`${reports.matched} + ${lines}`, [column]: sql`${reports[column]} - ${lines}` })
        .where(eq(reports.number, number));
    },

    setMatch: async (tx: Handle, key: string, match: Match, numbers: readonly number[]) =>
      void (await tx.update(songs).set(match).where(isOf(key, numbers))),

    /** Assignments that the songs of a report do not have. */
    notCarriedOver: async (tx: Handle, report: number): Promise<({ key: string } & Match)[]> => {
      const { key, trackId, releaseId } = assignments;
      const differs = (one: unknown, other: unknown) => sql`coalesce(${one}, '') <> coalesce(${other}, '')`;
      return tx
        .selectDistinct({ key, reason: sql<null>`null`, trackId, releaseId, artistId: releases.artistId })
        .from(songs)
        .innerJoin(assignments, eq(assignments.key, songs.key))
        .leftJoin(releases, eq(releases.id, releaseId))
        .where(
          and(
            eq(songs.report, report),
            or(isNotNull(songs.reason), differs(songs.trackId, trackId), differs(songs.releaseId, releaseId)),
          ),
        );
    },

    /** Keys of drafts that are not matched, with their sums; most lines first. */
    listUnmatched: async (
      on: Handle,
      { page, limit }: Pick<ListRequest, 'page' | 'limit'>,
      report: Id | undefined,
    ): Promise<Listed<Unmatched>> => {
      const isOpen = and(
        eq(reports.state, 'draft'),
        isNotNull(songs.reason),
        report === undefined ? undefined : eq(reports.id, report),
      );
      const first = (column: PgColumn) => sql<string>`min(${column})`;
      const shown = { isrc: first(songs.isrc), upc: first(songs.upc), title: first(songs.title) };
      const rows = await on
        .select({
          ...{ key: songs.key, ...shown, artist: first(songs.artist) },
          ...{ reason: sql<UnmatchedReason>`min(${songs.reason})`, lines: total(sums.lines) },
          all: sql<string>`count(*) over ()`,
        })
        .from(songs)
        .innerJoin(reports, ofReport)
        .innerJoin(sums, ofSong)
        .where(isOpen)
        .groupBy(songs.key)
        .orderBy(sql`sum(${sums.lines}) desc`, asc(songs.key))
        .limit(limit)
        .offset((page - 1) * limit);
      if (rows.length === 0) {
        const [counted] = await on
          .select({ all: countDistinct(songs.key) })
          .from(songs)
          .innerJoin(reports, ofReport)
          .innerJoin(sums, ofSong)
          .where(isOpen);
        return { entries: [], total: Number(counted?.all ?? 0) };
      }
      const keys = rows.map(({ key }) => key);
      const parts = await on
        .select({
          ...{ key: songs.key, report: reports.id, currency: sums.currency },
          ...{ tenths: total(sums.tenths), rest: total(sums.rest) },
        })
        .from(songs)
        .innerJoin(reports, ofReport)
        .innerJoin(sums, ofSong)
        .where(and(isOpen, inArray(songs.key, keys)))
        .groupBy(songs.key, reports.id, sums.currency)
        .orderBy(asc(reports.id), asc(sums.currency));
      const byKey = Map.groupBy(parts, ({ key }) => key);
      const entries = rows.map(({ all: _, lines, ...row }) => {
        const own = byKey.get(row.key) ?? [];
        const byCurrency = new Map<string, bigint>();
        for (const { currency, tenths, rest } of own)
          byCurrency.set(currency, (byCurrency.get(currency) ?? 0n) + unitsOf(tenths, rest));
        return {
          ...row,
          lines: Number(lines),
          sums: [...byCurrency].sort().map(([currency, net]) => ({ currency, net })),
          reports: [...new Set(own.map(({ report }) => report))],
        };
      });
      return { entries, total: Number(rows[0]?.all) };
    },
  };
}
