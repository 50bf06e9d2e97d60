import { and, asc, eq, gt, gte, inArray, lte, max, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../../db/database.ts';
import { sharedClock } from '../../../db/engines.ts';
import { textsIn } from '../../../db/json-list.ts';
import { unitsOf } from '../../../lib/exact.ts';
import type { Id } from '../../../lib/ids.ts';
import type { Share } from './sections.ts';

/** A hundredth in units of 10^-10, which entries have. */
const HUNDREDTH = 10n ** 8n;

/** A booking or a reversal of a report. */
export interface Booked {
  number: number;
  report: number;
  /** -1: reversed. */
  sign: number;
}

/** What a booking came to for a payee, in hundredths. */
export interface EarnedOf {
  payeeId: Id;
  earned: bigint;
  /** Of advances. */
  recouped: bigint;
  costs: bigint;
}

/** Queries on what reports were booked as. */
export function earnedStore({
  engine,
  tables: { bookings, bookingEntries, bookingShares, reports, recoupables, releases, releaseTracks },
}: Database) {
  const { booking, account, payeeId, recoupableId, tenths, rest } = bookingEntries;
  const inList = (ids: readonly Id[]) => textsIn(engine, JSON.stringify(ids));

  return {
    /** Whether a report is being booked, by a process that lives. */
    isBooking: async (on: Handle): Promise<boolean> => {
      const isHeld = and(eq(reports.state, 'booking'), gte(reports.heldUntil, sharedClock(engine)));
      return (await on.select({ number: reports.number }).from(reports).where(isHeld).limit(1)).length > 0;
    },

    /** The number of the newest booking; 0 without any. */
    lastBooking: async (on: Handle): Promise<number> =>
      Number((await on.select({ last: max(bookings.number) }).from(bookings))[0]?.last ?? 0),

    /** Bookings with a number above `after` and up to `last`, in order. */
    bookings: async (on: Handle, after: number, last: number): Promise<Booked[]> =>
      on
        .select({ number: bookings.number, report: bookings.report, sign: bookings.sign })
        .from(bookings)
        .where(and(gt(bookings.number, after), lte(bookings.number, last)))
        .orderBy(asc(bookings.number)),

    /** What a booking came to for payees after one, by id. */
    earned: async (on: Handle, number: number, after: Id, limit: number): Promise<EarnedOf[]> => {
      const some = on
        .selectDistinct({ payeeId })
        .from(bookingEntries)
        .where(and(eq(booking, number), gt(payeeId, after)))
        .orderBy(asc(payeeId))
        .limit(limit);
      const sum = (column: typeof tenths | typeof rest) => sql<string>`cast(sum(${column}) as text)`;
      const rows = await on
        .select({ payeeId, account, type: recoupables.type, tenths: sum(tenths), rest: sum(rest) })
        .from(bookingEntries)
        .leftJoin(recoupables, eq(recoupables.id, recoupableId))
        .where(and(eq(booking, number), inArray(payeeId, some), inArray(account, ['payee', 'recouped'])))
        .groupBy(payeeId, account, recoupables.type)
        .orderBy(asc(payeeId));
      const found = new Map<Id, EarnedOf>();
      for (const row of rows) {
        // Only payees were asked for.
        const id = row.payeeId as Id;
        const of = found.get(id) ?? { payeeId: id, earned: 0n, recouped: 0n, costs: 0n };
        const amount = unitsOf(row.tenths, row.rest) / HUNDREDTH;
        // What is recouped has two entries: one takes it from the payee, the other adds it here.
        if (row.account === 'recouped') of[row.type === 'cost' ? 'costs' : 'recouped'] += amount;
        else if (row.type === null) of.earned += amount;
        found.set(id, of);
      }
      return [...found.values()];
    },

    /** A payee's shares of a report with a number above `after`, in order. */
    shares: async (
      on: Handle,
      report: number,
      payee: Id,
      after: number,
      limit: number,
    ): Promise<(Share & { number: number })[]> => {
      const { number, by, word, releaseId, quantity, amount } = bookingShares;
      const rows = await on
        .select({ number, by, word, releaseId, quantity, amount })
        .from(bookingShares)
        .where(and(eq(bookingShares.report, report), eq(bookingShares.payeeId, payee), gt(number, after)))
        .orderBy(asc(number))
        .limit(limit);
      return rows.map(({ amount, ...share }) => ({ ...share, exact: BigInt(amount) }));
    },

    /** What releases and tracks are called; those that were deleted are left out. */
    titles: async (on: Handle, releaseIds: readonly Id[], trackIds: readonly Id[]): Promise<Map<Id, string>> => {
      const { id, name } = releases;
      const ofReleases = await on
        .select({ id, name })
        .from(releases)
        .where(inArray(id, inList(releaseIds)));
      const ofTracks = await on
        .select({ id: releaseTracks.id, name: releaseTracks.name })
        .from(releaseTracks)
        .where(inArray(releaseTracks.id, inList(trackIds)));
      return new Map([...ofReleases, ...ofTracks].map((row) => [row.id, row.name ?? '']));
    },

    /** What is open of artists' advances and costs, in minor units. */
    open: async (on: Handle, artistIds: readonly Id[]): Promise<Map<Id, number>> => {
      const { artistId, open } = recoupables;
      const rows = await on
        .select({ artistId, open: sql<number>`sum(${open})`.mapWith(Number) })
        .from(recoupables)
        .where(inArray(artistId, inList(artistIds)))
        .groupBy(artistId);
      return new Map(rows.map((row) => [row.artistId, row.open]));
    },
  };
}
