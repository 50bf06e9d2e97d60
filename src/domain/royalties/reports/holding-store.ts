import { and, asc, eq, gt, isNotNull, isNull, like, lt, lte, or, type SQL, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../../db/database.ts';
import { sharedClock } from '../../../db/engines.ts';
import { prepared } from '../../../db/query.ts';
import type { Id } from '../../../lib/ids.ts';
import type { BookingFailure, BookingSums, UnmatchedReason } from './model.ts';

/** Songs or places in one read: some milliseconds. */
const ROWS_AT_ONCE = 2000;
/** Numbers of a line in `lines`. */
export const LINE_WIDTH = 5;

/** What a song is, as far as it is still there. */
export interface HeldSong {
  number: number;
  reason: UnmatchedReason | null;
  trackId: Id | null;
  /** Null with `isGone`, and where all of it is the label's. */
  releaseId: Id | null;
  artistId: Id | null;
  /** Its track or release was deleted after it was matched. */
  isGone: boolean;
}

export interface HeldPlace {
  number: number;
  isCounted: boolean;
  month: string | null;
  store: string;
  country: string;
  saleType: string;
  currency: string;
}

/** Queries for booking a report: who books it, what its lines are. */
export function holdingStore({ engine, tables }: Database) {
  const { reports, reportSongs: songs, reportPlaces: places, reportLines: lines, reportSums: sums } = tables;
  const { releases, releaseTracks } = tables;
  const now = sharedClock(engine);
  const isHeld = (number: number, holder: string) =>
    and(eq(reports.number, number), eq(reports.state, 'booking'), eq(reports.holder, holder));
  const isGone = and(
    isNotNull(songs.releaseId),
    or(isNull(releases.id), and(isNotNull(songs.trackId), isNull(releaseTracks.id))),
  ) as SQL;

  const letGo = { state: 'draft', holder: null, heldUntil: null, done: sql`${reports.lines}` } as const;

  const { placeholder } = sql;
  const some = prepared<{ text: string | null }[]>((on) =>
    on
      .select({
        text: sql<string>`string_agg(concat_ws(',', ${lines.song}, ${lines.place}, ${lines.quantity}, ${lines.netTenths}, ${lines.netRest}), ',')`,
      })
      .from(lines)
      .where(
        and(
          eq(lines.report, placeholder('report')),
          gt(lines.number, placeholder('after')),
          lte(lines.number, placeholder('last')),
        ),
      ),
  );

  return {
    /** @param lease milliseconds for which the holder is taken for alive */
    begin: async (tx: Handle, number: number, holder: string, lease: number) =>
      void (await tx
        .update(reports)
        .set({
          ...{ state: 'booking', holder, heldUntil: sql`${now} + ${lease}`, failure: null },
          ...{ done: 0, total: sql`${reports.lines}` },
        })
        .where(eq(reports.number, number))),

    /** @returns whether it is still booked by the holder */
    progress: async (tx: Handle, number: number, holder: string, done: number, lease: number): Promise<boolean> => {
      const held = tx
        .update(reports)
        .set({ done, heldUntil: sql`${now} + ${lease}` })
        .where(isHeld(number, holder));
      return (await held.returning({ number: reports.number })).length > 0;
    },

    isHeldBy: async (on: Handle, number: number, holder: string): Promise<boolean> =>
      (await on.select({ number: reports.number }).from(reports).where(isHeld(number, holder))).length > 0,

    finish: async (tx: Handle, number: number, holder: string, booking: BookingSums, bookedAt: number) =>
      void (await tx
        .update(reports)
        .set({ state: 'booked', holder: null, heldUntil: null, done: sql`${reports.lines}`, booking, bookedAt })
        .where(isHeld(number, holder))),

    /** Makes a report that is not booked after all a draft again. */
    letGo: async (tx: Handle, number: number, holder: string, failure: BookingFailure) =>
      void (await tx
        .update(reports)
        .set({ ...letGo, failure })
        .where(isHeld(number, holder))),

    /**
     * The same for those whose holder is gone: by its lease, or at the start of the process that has its data folder.
     * @param holder how those of that data folder begin
     */
    letGoAbandoned: async (tx: Handle, holder?: string) => {
      const isOfFolder = engine === 'sqlite' ? sql`true` : like(reports.holder, `${holder}%`);
      const isAbandoned = or(lt(reports.heldUntil, now), holder === undefined ? undefined : isOfFolder);
      await tx
        .update(reports)
        .set({ ...letGo, failure: 'interrupted' })
        .where(and(eq(reports.state, 'booking'), isAbandoned));
    },

    reverse: async (tx: Handle, number: number, reversedAt: number) =>
      void (await tx.update(reports).set({ state: 'reversed', reversedAt }).where(eq(reports.number, number))),

    /** What songs of a draft that were matched with something deleted come to: nothing. They are unmatched then. */
    unmatchGone: async (tx: Handle, number: number): Promise<void> => {
      const gone = tx
        .select({ number: songs.number })
        .from(songs)
        .leftJoin(releases, eq(releases.id, songs.releaseId))
        .leftJoin(releaseTracks, eq(releaseTracks.id, songs.trackId))
        .where(and(eq(songs.report, number), isNull(songs.reason), isGone));
      const numbers = (await gone).map((song) => song.number);
      for (const song of numbers) {
        const which = and(eq(songs.report, number), eq(songs.number, song));
        const nothing = { reason: 'not_found', trackId: null, releaseId: null, artistId: null } as const;
        await tx.update(songs).set(nothing).where(which);
        const its = sql`(select coalesce(sum(${sums.lines}), 0) from ${sums} where ${sums.report} = ${number} and ${sums.by} = 0 and ${sums.song} = ${song})`;
        await tx
          .update(reports)
          .set({ matched: sql`${reports.matched} - ${its}`, notFound: sql`${reports.notFound} + ${its}` })
          .where(eq(reports.number, number));
      }
    },

    /** Songs with a number above `after`, in order. */
    songs: async (on: Handle, report: number, after: number): Promise<HeldSong[]> => {
      const rows = await on
        .select({
          ...{ number: songs.number, reason: songs.reason, trackId: releaseTracks.id, releaseId: releases.id },
          ...{ artistId: releases.artistId, isGone: sql<boolean>`${isGone}` },
        })
        .from(songs)
        .leftJoin(releases, eq(releases.id, songs.releaseId))
        .leftJoin(releaseTracks, eq(releaseTracks.id, songs.trackId))
        .where(and(eq(songs.report, report), gt(songs.number, after)))
        .orderBy(asc(songs.number))
        .limit(ROWS_AT_ONCE);
      return rows.map((row) => ({ ...row, isGone: Boolean(row.isGone) }));
    },

    /** Places with a number above `after`, in order. */
    places: async (on: Handle, report: number, after: number): Promise<HeldPlace[]> => {
      const { number, kind, month, store, country, saleType, currency } = places;
      const rows = await on
        .select({ number, kind, month, store, country, saleType, currency })
        .from(places)
        .where(and(eq(places.report, report), gt(number, after)))
        .orderBy(asc(number))
        .limit(ROWS_AT_ONCE);
      return rows.map(({ kind, ...row }) => ({ ...row, isCounted: kind === 'counted' }));
    },

    /** Lines, in no order: of each its song, place, quantity, and net in tenths and rest, one after another. */
    lines: async (on: Handle, report: number, after: number, last: number): Promise<number[]> => {
      const [row] = await some(on, { report, after, last });
      return JSON.parse(`[${row?.text ?? ''}]`);
    },
  };
}
