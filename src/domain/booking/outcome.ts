import type { Id } from '../../lib/ids.ts';
import type { Recoupable, Taken } from '../recoupment/model.ts';
import { refuse as refuseRoyalties } from '../royalties/model.ts';
import type { BookingSums, CurrencySum } from '../royalties/reports/model.ts';
import type { RoundedCell } from './cells.ts';
import type { BookingEntry, PayeeSums } from './model.ts';
import { recoup } from './recouping.ts';

/** Units of 10^-10 in a hundredth. */
const HUNDREDTH = 10n ** 8n;

/** What a report comes to: for each payee, and what is recouped. */
export interface Outcome {
  sums: Omit<BookingSums, 'currency'>;
  /** By id. */
  payees: PayeeSums[];
  taken: (Taken & { artistId: Id })[];
}

/** @throws invalid (`beyond_limit`) for more than is kept exactly */
function minor(amount: bigint): number {
  const number = Number(amount);
  if (!Number.isSafeInteger(number)) throw refuseRoyalties('beyond_limit');
  return number;
}

/** What has come in for a payee that is nobody's artist recoups nothing, as nothing is open for them. */
export function outcomeOf(
  total: bigint,
  cells: readonly RoundedCell[],
  open: readonly Pick<Recoupable, 'id' | 'type' | 'artistId' | 'releaseId' | 'date' | 'open'>[],
): Outcome {
  const byArtist = Map.groupBy(open, ({ artistId }) => artistId);
  const types = new Map(open.map(({ id, type }) => [id, type]));
  const byPayee = Map.groupBy(
    cells.filter(({ payeeId }) => payeeId !== null),
    ({ payeeId }) => payeeId as Id,
  );
  const taken: Outcome['taken'] = [];
  const payees = [...byPayee].map(([payeeId, theirs]): PayeeSums => {
    const earned = theirs.map(({ releaseId, amount }) => ({ releaseId: releaseId as Id, amount }));
    const items = (byArtist.get(payeeId) ?? []).map((item) => ({ ...item, open: BigInt(item.open) }));
    const plan = recoup(earned, items);
    const of = { advance: 0n, cost: 0n };
    for (const { id, amount } of plan.items) {
      of[types.get(id) ?? 'advance'] += amount;
      taken.push({ artistId: payeeId, recoupableId: id, amount: minor(amount) });
    }
    const sum = earned.reduce((all, { amount }) => all + amount, 0n);
    const recouped = { recouped: minor(of.advance), costs: minor(of.cost) };
    return { payeeId, earned: minor(sum), ...recouped, income: minor(plan.due) };
  });
  const all = (key: Exclude<keyof PayeeSums, 'payeeId'>) =>
    minor(payees.reduce((sum, payee) => sum + BigInt(payee[key]), 0n));
  const label = cells.find(({ payeeId }) => payeeId === null)?.amount ?? 0n;
  const sums = {
    ...{ total: minor(total), label: minor(label), earned: all('earned') },
    ...{ recouped: all('recouped'), costs: all('costs'), income: all('income') },
  };
  return { sums, payees, taken };
}

/**
 * Both sides of a booking, which come to 0 in each currency.
 * @param house its currency
 */
export function entriesOf(
  currencies: readonly CurrencySum[],
  house: string,
  total: bigint,
  cells: readonly RoundedCell[],
  taken: Outcome['taken'],
): BookingEntry[] {
  const nobody = { payeeId: null, releaseId: null, recoupableId: null };
  const entries = currencies.flatMap(({ currency, net, rate }): BookingEntry[] => {
    const shown = { currency, rate: currency === house ? '1' : (rate as string) };
    return [
      { account: 'distributor', ...nobody, amount: -net, ...shown },
      { account: 'exchange', ...nobody, amount: net, ...shown },
    ];
  });
  const own = { currency: house, rate: '1' };
  entries.push({ account: 'exchange', ...nobody, amount: -total * HUNDREDTH, ...own });
  for (const { payeeId, releaseId, amount } of cells) {
    const account = payeeId === null ? 'label' : 'payee';
    entries.push({ account, payeeId, releaseId, recoupableId: null, amount: amount * HUNDREDTH, ...own });
  }
  for (const { artistId, recoupableId, amount } of taken) {
    const of = { payeeId: artistId, releaseId: null, recoupableId, ...own };
    entries.push({ account: 'payee', ...of, amount: -BigInt(amount) * HUNDREDTH });
    entries.push({ account: 'recouped', ...of, amount: BigInt(amount) * HUNDREDTH });
  }
  return entries;
}
