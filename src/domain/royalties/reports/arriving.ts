import type { Database, Handle } from '../../../db/database.ts';
import { isUniqueViolation } from '../../../db/engines.ts';
import { SUMS_BY } from '../../../db/schema/reports.ts';
import { DomainError } from '../../../errors.ts';
import { newId } from '../../../lib/ids.ts';
import { fairQueue } from '../../../lib/queue.ts';
import { yieldTurn } from '../../../lib/yield-turn.ts';
import type { Account } from '../../accounts/model.ts';
import type { Upload } from '../../media/model.ts';
import type { Media } from '../../media/service.ts';
import { type AssignmentStore, carryOver } from './assigning.ts';
import { Matcher } from './matching.ts';
import { refuse } from './model.ts';
import { unpack } from './reading/archive.ts';
import type { Format } from './reading/formats.ts';
import { Gatherer, type NewSong } from './reading/gathering.ts';
import type { Plan } from './reading/header.ts';
import { planIn } from './reading/planning.ts';
import { RecordReader } from './reading/records.ts';
import { inspect, type TextFile, textOf } from './reading/text.ts';
import type { NewReport, readingStore, SongPlace, SongRow } from './reading-store.ts';

/** Rows of one statement: a few milliseconds of the thread. */
const ROWS_AT_ONCE = 1000;
/** Statements of one transaction: some tens of milliseconds of the writer. In smaller ones each page of an index is written more often. */
const STATEMENTS_AT_ONCE = 10;
/** Lines that are summed in one transaction: each of its statements takes about ten milliseconds of the thread. */
const SUMMED_AT_ONCE = 10_000;
/** Milliseconds for which a process that reads is taken for alive. */
const LEASE = 10_000;
/** One report is read at a time, in the order of arrival; so many wait. */
const QUEUE = { atOnce: 1, waiting: 16, inLane: 8 };

type Staged = Upload['staged'];

/** How a report is to be read. */
export interface Terms {
  format: Format | undefined;
  /** Where the file names none. */
  currency: string | undefined;
  /** Of the one foreign currency, or of each. */
  rate: string | ReadonlyMap<string, string> | undefined;
  period: string | undefined;
}

interface Parts {
  db: Database;
  store: ReturnType<typeof readingStore>;
  assignments: AssignmentStore;
  media: Pick<Media, 'staging' | 'resumable'>;
  /** The formats of one's own and those built in. */
  formats: () => Promise<Format[]>;
  /** The house's currency. */
  currency: string;
  /** Bytes of a report, unpacked. */
  limit: number;
  holder: string;
  now: () => number;
}

/** Reads reports that arrive, each piece by piece into rows that others cannot see before all is read. */
export function arriving({ db, store, assignments, media, formats, currency: house, limit, holder, now }: Parts) {
  const { staging, resumable } = media;
  const inTurn = fairQueue(QUEUE, 'reports');
  const stopping = new AbortController();
  let current: Promise<unknown> = Promise.resolve();

  /**
   * Reads a report to its end. Nothing of one that is refused is kept; the resumable upload that it came by is used up when
   * it has become a draft, and no other request can use it before.
   * @returns its number
   * @throws invalid, conflict (`report_exists`, `upload_in_use`), too_large, busy
   */
  async function read(caller: Account, upload: Upload, terms: Terms): Promise<number> {
    let table: Staged | undefined;
    try {
      return await resumable.whileHeld(caller.id, upload.resumable, (useUp) =>
        inTurn(caller.id, async () => {
          table = await unpack(upload.staged, limit, staging);
          const text = await inspect(table.path, terms.format?.encoding);
          const plan = await planIn(table.path, text, terms.format ? [terms.format] : await formats(), terms.currency);
          const reading = begin(caller, { table, text, plan, file: upload.originalName, useUp }, terms);
          current = reading.catch(() => {});
          return reading;
        }),
      );
    } finally {
      await staging.discard(upload.staged);
      if (table) await staging.discard(table);
    }
  }

  interface Source {
    table: Staged;
    text: TextFile;
    plan: Plan;
    file: string;
    /** Uses the upload up that it came by. */
    useUp(tx: Handle): Promise<void>;
  }

  async function begin(caller: Account, source: Source, terms: Terms): Promise<number> {
    const { table, text, plan, file } = source;
    const row: NewReport = {
      ...{ id: newId(), state: 'reading', source: plan.format.name, file, sha256: table.sha256 },
      ...{ period: terms.period ?? null, firstMonth: null, lastMonth: null, lines: 0, matched: 0, notFound: 0 },
      ...{ otherTitle: 0, ambiguous: 0, faulty: 0, ignored: 0, rounded: 0, errors: [], done: 0, total: text.breaks },
      ...{ holder, madeBy: caller.id, madeByLogin: caller.login, createdAt: now() },
      ...{ bookedAt: null, reversedAt: null, booking: null, failure: null },
    };
    const number = await db
      .write(async (tx) => {
        await store.hideAbandoned(tx);
        return store.insert(tx, row, LEASE);
      })
      .catch(async (error) => {
        if (!isUniqueViolation(error)) throw error;
        throw refuse('report_exists', { value: (await store.withBytes(db.read, table.sha256)) ?? '' });
      });
    try {
      await readLines(number, source, terms);
      return number;
    } catch (error) {
      await db.write((tx) => store.hide(tx, number, 'reading')).catch(() => {});
      throw error;
    }
  }

  /** Reads all lines while those before are being written, then makes the report a draft. */
  async function readLines(number: number, { table, text, plan, useUp }: Source, terms: Terms): Promise<void> {
    const gatherer = new Gatherer(plan, terms.currency);
    const matcher = new Matcher(db);
    const reader = new RecordReader(plan.delimiter);
    let writing: Promise<void> = Promise.resolve();
    let isHeader = true;

    let lines: string[] = [];
    let songs: SongRow[] = [];

    const write = async () => {
      const [someLines, someSongs, done] = [lines, songs, gatherer.counts.lines];
      [lines, songs] = [[], []];
      await writing;
      // Lines are garbage at once, of which the collector would let a hundred megabytes gather.
      Bun.gc(true);
      if (stopping.signal.aborted) throw stopped();
      writing = db.write(async (tx) => {
        if (!(await store.progress(tx, number, holder, done, LEASE))) throw stopped();
        for (const rows of someLines) {
          await store.insertLines(tx, number, rows);
          await yieldTurn();
        }
        for (const rows of inPieces(someSongs)) await store.insertSongs(tx, number, rows);
      });
      // Awaited with the next lines; a failure before that is no unhandled one.
      writing.catch(() => {});
      if (gatherer.places.isFull) await writePlaces(number, gatherer);
    };
    const flush = async () => {
      songs.push(...(await matched(matcher, gatherer, gatherer.takeSongs())));
      lines.push(gatherer.takeLines());
      if (lines.length === STATEMENTS_AT_ONCE) await write();
      else await yieldTurn();
    };
    const take = async (records: Iterable<{ line: number; cells: string[] | undefined }>) => {
      for (const record of records) {
        if (isHeader) isHeader = false;
        else gatherer.add(record);
        if (gatherer.size >= ROWS_AT_ONCE) await flush();
      }
    };
    for await (const piece of textOf(table.path, text.encoding)) await take(reader.read(piece));
    await take(reader.end());
    if (gatherer.counts.lines === 0) throw refuse('empty_report');
    await flush();
    await write();
    await writing;
    await writePlaces(number, gatherer);
    await addUp(number, gatherer);
    await finish(number, gatherer, terms, useUp);
  }

  async function matched(matcher: Matcher, gatherer: Gatherer, songs: readonly NewSong[]): Promise<SongRow[]> {
    if (songs.length === 0) return [];
    const matches = await matcher.match(songs);
    return songs.map((song, at) => {
      const { reason, trackId, releaseId, artistId } = matches[at] as (typeof matches)[number];
      gatherer.settle(song, reason);
      const { number, key, isrc, isrcCode, upc, title, artist } = song;
      return [number, key, isrc, isrcCode, upc, title, artist, reason, trackId, releaseId, artistId];
    });
  }

  /** Does a piece of the writing, if the report is still read by this process. */
  const writePiece = (number: number, { counts }: Gatherer, work: (tx: Handle) => Promise<void>): Promise<void> =>
    db.write(async (tx) => {
      if (!(await store.progress(tx, number, holder, counts.lines, LEASE))) throw stopped();
      await work(tx);
    });

  /** Writes places, some at a time, and forgets them. */
  async function writePlaces(number: number, gatherer: Gatherer): Promise<void> {
    for (const some of inPieces(gatherer.places.rows()))
      await writePiece(number, gatherer, (tx) => store.insertPlaces(tx, number, some));
    gatherer.places.clear();
  }

  /** Adds up the lines, some at a time: the database has them in order, and nothing of it lies in memory here. */
  async function addUp(number: number, gatherer: Gatherer): Promise<void> {
    let from: SongPlace = { song: 0, place: 0 };
    for (;;) {
      const to = await store.endOfSome(db.read, number, from, SUMMED_AT_ONCE);
      if (to === undefined) return;
      if (stopping.signal.aborted) throw stopped();
      const [after, last] = [from, to];
      await writePiece(number, gatherer, async (tx) => {
        await store.beginSums(tx);
        for (const by of SUMS_BY) {
          await store.insertSums(tx, number, after, last, by);
          await yieldTurn();
        }
      });
      from = to;
    }
  }

  async function finish(
    number: number,
    { counts, errors }: Gatherer,
    terms: Terms,
    useUp: Source['useUp'],
  ): Promise<void> {
    const { firstMonth, lastMonth, lastReportMonth } = await store.months(db.read, number);
    await db.write(async (tx) => {
      // Locks the report: an assignment that is made just now is either carried over here, or sees all songs.
      const isOurs = await store.finish(tx, number, holder, {
        ...{ firstMonth, lastMonth, period: terms.period ?? lastReportMonth ?? lastMonth },
        ...{ lines: counts.lines, done: counts.lines, total: counts.lines, matched: counts.matched },
        ...{ notFound: counts.not_found, otherTitle: counts.title, ambiguous: counts.ambiguous },
        ...{ faulty: counts.faulty, ignored: counts.ignored, rounded: counts.rounded, errors },
      });
      if (!isOurs) throw stopped();
      await store.insertCurrencies(tx, number);
      await setRates(tx, number, terms.rate);
      await carryOver(tx, assignments, number);
      await useUp(tx);
    });
  }

  /** @throws invalid (`single_rate`) for one rate of none or of several foreign currencies */
  async function setRates(tx: Handle, number: number, rate: Terms['rate']): Promise<void> {
    if (rate === undefined) return;
    const foreign = (await store.currencies(tx, number)).filter((currency) => currency !== house);
    if (typeof rate === 'string') {
      const [only] = foreign;
      if (only === undefined || foreign.length > 1) throw refuse('single_rate');
      return store.setRate(tx, number, only, rate);
    }
    for (const [currency, one] of rate) if (foreign.includes(currency)) await store.setRate(tx, number, currency, one);
  }

  /** Ends the reading that is under way; its report is deleted at the next start, if not now. */
  async function stop(): Promise<void> {
    stopping.abort();
    await current;
  }

  return { read, stop };
}

function* inPieces<Row>(rows: Iterable<Row>): Generator<Row[]> {
  let piece: Row[] = [];
  for (const row of rows) {
    piece.push(row);
    if (piece.length < ROWS_AT_ONCE) continue;
    yield piece;
    piece = [];
  }
  if (piece.length > 0) yield piece;
}

const stopped = () => new DomainError('busy', 'the report is not read any more', { retryAfter: 5 });
