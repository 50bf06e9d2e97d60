import type { Database } from '../../db/database.ts';
import type { SummedReport } from '../royalties/reports/model.ts';
import type { Reports } from '../royalties/reports/service.ts';
import type { TermService } from '../terms/service.ts';
import { OWN_RATE, type RoundedCell, rateUnits, toHundredths } from './cells.ts';
import { gather } from './material.ts';
import { type ShareRow, Tallies } from './tallies.ts';

/** Rows of one statement: a few milliseconds. */
const ROWS_AT_ONCE = 1000;

/** Pieces of lines after which garbage is collected. */
const COLLECTED_EVERY = 10;

/** What a report's lines come to. */
export interface Computed {
  /** In hundredths. */
  total: bigint;
  cells: RoundedCell[];
  withoutTerms: string[];
}

/** Is told what comes of the lines while they are being read. A failure of either ends the work. */
export interface Progress {
  /** Shares, so that they need not be kept in memory. */
  write(rows: readonly ShareRow[]): Promise<void>;
  /** How many lines are read. */
  done(lines: number): void;
}

/** Goes over the lines of reports and divides them, some at a time, so that other requests are served in between. */
export function computing(
  db: Database,
  { holding }: Pick<Reports, 'holding'>,
  terms: Pick<TermService, 'prepare' | 'splitsFor'>,
  house: string,
) {
  /**
   * @param report whose foreign currencies all have a rate. Lines without a match are the label's, faulty ones nobody's
   * @throws what `progress` throws
   */
  async function compute(report: SummedReport, { write, done }: Progress): Promise<Computed> {
    const rates = new Map(
      report.currencies.map(({ currency, rate }) => [currency, currency === house ? OWN_RATE : rateUnits(rate ?? '')]),
    );
    done(0);
    // Of one moment, so that a change which comes in between is in all of it or in nothing.
    const tallies = new Tallies(await db.readAsOne((on) => gather(on, report.number, holding, terms)), rates);
    const takeOut = async () => {
      let rows: ShareRow[] = [];
      for (const row of tallies.takeShares()) {
        rows.push(row);
        if (rows.length < ROWS_AT_ONCE) continue;
        await write(rows);
        rows = [];
      }
      if (rows.length > 0) await write(rows);
    };
    let [read, pieces] = [0, 0];
    for await (const lines of holding.lines(db.read, report)) {
      tallies.take(lines);
      read += lines.length / holding.lineWidth;
      done(read);
      if (tallies.isFull) await takeOut();
      // Lines are garbage at once, of which the collector would let tens of megabytes gather.
      if (++pieces % COLLECTED_EVERY === 0) Bun.gc(true);
    }
    await takeOut();
    for (const { currency, net } of report.currencies)
      if ((tallies.nets().get(currency) ?? 0n) !== net)
        throw new Error(`the lines of report ${report.id} in ${currency} do not come to its sum`);
    return { ...toHundredths(tallies.cells()), withoutTerms: tallies.withoutTerms };
  }

  return { compute };
}
