import { checkLedger } from '../domain/booking/check.ts';
import { besideServer } from './beside.ts';
import type { Call } from './command-line.ts';
import { printer } from './printer.ts';

/**
 * Proves the ledger: that the sums of every royalty account, the register of every batch of payouts and what is open of every
 * advance and cost are what their entries add up to.
 * @returns 0, or 1 when a sum is wrong; @throws Failure
 */
export function ledger({ config, flags }: Call<'ledger'>): Promise<number> {
  const { line, result } = printer(flags.json);
  return besideServer(config, async (db) => {
    const wrong = await checkLedger(db);
    for (const { of, id, kept, booked } of wrong)
      line(
        { of, id, kept, booked },
        `wrong: the ${of} ${id} says ${JSON.stringify(kept)}, its entries ${JSON.stringify(booked)}`,
      );
    const ok = wrong.length === 0;
    result(
      { ok, wrong: wrong.length },
      ok
        ? 'the ledger is right'
        : `the ledger is wrong in ${wrong.length} places: compare with a backup before paying out`,
    );
    return ok ? 0 : 1;
  });
}
