import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import type { Config } from '../../../config.ts';
import type { Database, Handle } from '../../../db/database.ts';
import type { Id } from '../../../lib/ids.ts';
import type { Listed, ListRequest } from '../../../lib/list-request.ts';
import { yieldTurn } from '../../../lib/yield-turn.ts';
import type { Account } from '../../accounts/model.ts';
import type { Upload } from '../../media/model.ts';
import type { Media } from '../../media/service.ts';
import { arriving } from './arriving.ts';
import { assigning } from './assigning.ts';
import { groupStore } from './groups-store.ts';
import { reportHolding } from './holding.ts';
import { lineStore } from './lines-store.ts';
import {
  type Group,
  type LineFilters,
  type LineGroup,
  type LinePage,
  type ListedLines,
  type ReportFilters,
  refuse,
  type Source,
  type SourceMapping,
  type SummedReport,
} from './model.ts';
import { builtInFormats, type Format, formatOf, isBuiltIn, sourceOf } from './reading/formats.ts';
import { readingStore } from './reading-store.ts';
import { reportStore } from './store.ts';

export type Reports = ReturnType<typeof reportService>;

/** What a client says about a report that it hands in. */
export interface ReportForm {
  source: string | undefined;
  currency: string | undefined;
  rate: string | ReadonlyMap<string, string> | undefined;
  /** `YYYY-MM`. */
  period: string | undefined;
}

/** Statements of one transaction that deletes: together about a tenth of a second of the writer. */
const STATEMENTS_AT_ONCE = 10;
/** Most formats of one's own: each report is held against all of them. */
const MOST_SOURCES = 500;

/**
 * Reports of distributors: reading, matching, correcting, asking. Booking them is another room's work, by `holding`.
 *
 * @param now the clock, in milliseconds since the epoch
 */
export function reportService(
  db: Database,
  media: Pick<Media, 'staging' | 'resumable'>,
  { dataDir, currency, maxReportBytes }: Pick<Config, 'dataDir' | 'currency' | 'maxReportBytes'>,
  now: () => number = Date.now,
) {
  const store = reportStore(db);
  const reading = readingStore(db);
  const lines = lineStore(db);
  const { groups } = groupStore(db);
  const songs = assigning(db, now);
  /** A data folder has one process at a time: what is held by this one's and not by us is held by nobody. */
  const holder = createHash('sha256').update(`${hostname()}\0${dataDir}`).digest('hex').slice(0, 24);
  const arrivals = arriving({
    ...{ db, store: reading, assignments: songs.store, media, currency, limit: maxReportBytes },
    ...{ formats, holder, now },
  });
  const holding = reportHolding(db, store, holder);
  let purging: Promise<void> | undefined;
  let isStopped = false;

  /** The formats by which reports are found out: those of one's own first. */
  async function formats(): Promise<Format[]> {
    const own = await store.sources(db.read);
    return [...own.map(({ name, mapping }) => formatOf(name, mapping)), ...builtInFormats()];
  }

  /**
   * Reads a report that has come, and makes it a draft. Nothing of one that is refused is kept.
   * @throws invalid (`unknown_source`, `format`, `many_columns`, `empty_report`, `archive_damaged`, `archive_files`, `long_line`, `not_text`;
   *   `currency`, `rate`), conflict (`report_exists`, `upload_in_use`), too_large, busy
   */
  async function add(caller: Account, upload: Upload, form: ReportForm): Promise<SummedReport> {
    const { source, ...terms } = form;
    const format = source === undefined ? undefined : (await formats()).find(({ name }) => name === source);
    if (source !== undefined && format === undefined) {
      await media.staging.discard(upload.staged);
      throw refuse('unknown_source');
    }
    const number = await arrivals.read(caller, upload, { ...terms, format }).catch((error) => {
      // What was read of it is not waited for.
      void purge();
      throw error;
    });
    return (await store.byNumber(db.read, number)) as SummedReport;
  }

  /** @throws not_found (`report`) */
  async function of(id: Id): Promise<SummedReport> {
    const report = await store.byId(db.read, id);
    if (!report) throw refuse('report');
    return report;
  }

  const list = (request: ListRequest<never, ReportFilters>): Promise<Listed<SummedReport>> =>
    store.list(db.read, request);

  /**
   * Changes the period of a draft, and rates of its currencies.
   * @throws not_found (`report`), conflict (`report_reading`, `report_fixed`), invalid (`rate_currency`)
   */
  async function change(
    id: Id,
    { period, rates }: { period?: string | undefined; rates?: ReadonlyMap<string, string> | undefined },
  ): Promise<SummedReport> {
    return db.write(async (tx) => {
      const report = await holding.lock(tx, id);
      if (report.state === 'reading') throw refuse('report_reading');
      if (report.state !== 'draft') throw refuse('report_fixed');
      if (period !== undefined) await store.update(tx, report.number, { period });
      const known = await reading.currencies(tx, report.number);
      for (const [code, rate] of rates ?? []) {
        if (code === currency || !known.includes(code)) throw refuse('rate_currency');
        await reading.setRate(tx, report.number, code, rate);
      }
      return (await store.byNumber(tx, report.number)) as SummedReport;
    });
  }

  /**
   * Deletes a draft: at once for all who look, its lines piece by piece afterwards.
   * @throws not_found (`report`), conflict (`report_reading`, `report_booked`)
   */
  async function remove(id: Id): Promise<void> {
    await db.write(async (tx) => {
      const report = await holding.lock(tx, id);
      if (report.state === 'reading') throw refuse('report_reading');
      if (!(await reading.hide(tx, report.number, 'draft'))) throw refuse('report_booked');
    });
    void purge();
  }

  /** Deletes the lines of reports that are deleted, a few thousand at a time. What fails is left to the next time. */
  function purge(): Promise<void> {
    purging ??= (async () => {
      try {
        for (
          let report = await reading.deleted(db.read);
          report !== undefined;
          report = await reading.deleted(db.read)
        ) {
          const number = report;
          while (!isStopped && (await db.write((tx) => deleteSome(tx, number))));
          if (isStopped) return;
        }
      } catch {
        // The database is away: the janitor comes back to it.
      } finally {
        purging = undefined;
      }
    })();
    return purging;
  }

  /** In few transactions, as each writes the pages of an index anew. @returns whether there may be more */
  async function deleteSome(tx: Handle, number: number): Promise<boolean> {
    for (let statement = 0; statement < STATEMENTS_AT_ONCE; statement++) {
      if (!(await reading.deleteSome(tx, number))) return false;
      await yieldTurn();
    }
    return true;
  }

  /**
   * Deletes what is left of reports whose reading has ended with its process; those that it was booking are drafts again. To
   * be awaited before the first request.
   */
  const begin = (): Promise<void> =>
    db.write(async (tx) => {
      await reading.hideAbandoned(tx, holder);
      await holding.letGoAbandoned(tx, true);
    });

  /** The same of other processes, and the lines of deleted reports; for the janitor. */
  async function sweep(): Promise<void> {
    await db.write(async (tx) => {
      await reading.hideAbandoned(tx);
      await holding.letGoAbandoned(tx);
    });
    await purge();
  }

  /** Ends what is under way. */
  async function stop(): Promise<void> {
    isStopped = true;
    await arrivals.stop();
    await purging;
  }

  const listLines = (filters: Partial<LineFilters>, page: LinePage): Promise<ListedLines> =>
    lines.list(db.read, filters, page);

  /** Lines that count, added up by something: one entry a group and currency, largest sum first. */
  const groupLines = (
    by: Group,
    filters: Partial<LineFilters>,
    page: Pick<ListRequest, 'page' | 'limit'>,
  ): Promise<Listed<LineGroup>> => groups(by, filters, page);

  /** All formats: those of one's own by name, then those built in. */
  async function sources(): Promise<Source[]> {
    const own = await store.sources(db.read);
    return [...own.map((one) => ({ ...one, builtin: false })), ...builtInFormats().map(sourceOf)];
  }

  /** Saves a format of one's own. @throws invalid (`builtin_source`, `many_sources`) */
  async function putSource(name: string, mapping: SourceMapping): Promise<Source> {
    if (isBuiltIn(name)) throw refuse('builtin_source');
    await db.write(async (tx) => {
      const known = await store.sources(tx);
      if (known.length >= MOST_SOURCES && !known.some((one) => one.name === name)) throw refuse('many_sources');
      await store.putSource(tx, name, mapping, now());
    });
    return { name, builtin: false, mapping };
  }

  /** @throws not_found (`source`), also for one that is built in */
  async function removeSource(name: string): Promise<void> {
    if (!(await db.write((tx) => store.deleteSource(tx, name)))) throw refuse('source');
  }

  return {
    ...{ add, of, list, change, remove, begin, sweep, stop },
    ...{ listLines, groupLines, sources, putSource, removeSource },
    /** For booking. */
    holding,
    ...{ listUnmatched: songs.listUnmatched, assign: songs.assign },
  };
}
