import type { Database, Handle } from '../../../db/database.ts';
import { isUniqueViolation } from '../../../db/engines.ts';
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
import type { NewReport, readingStore, SongRow } from './reading-store.ts';

/** Rows of one statement: a few milliseconds of the thread. */
const ROWS_AT_ONCE = 1000;
/** Statements of one transaction: some tens of milliseconds of the writer. In smaller ones each page of an index is written more often. */
const STATEMENTS_AT_ONCE = 10;
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
      if (gatherer.places.isFull || gatherer.sums.isFull) {
        await writing;
        await writeSums(number, gatherer);
      }
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
    await writeSums(number, gatherer);
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

  /** Writes places and sums, some at a time, and forgets them. */
  async function writeSums(number: number, { places, sums, counts }: Gatherer): Promise<void> {
    const write = (work: (tx: Handle) => Promise<void>) =>
      db.write(async (tx) => {
        if (!(await store.progress(tx, number, holder, counts.lines, LEASE))) throw stopped();
        await work(tx);
      });
    for (const some of inPieces(places.rows())) await write((tx) => store.insertPlaces(tx, number, some));
    for (const some of inPieces(sums.rows())) await write((tx) => store.insertSums(tx, number, some));
    places.clear();
    sums.clear();
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
