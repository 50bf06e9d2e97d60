import { type Static, Type as t } from '@sinclair/typebox';
import { type Batch, type BatchPayout, type Due, refuse as refuseRoyalties } from '../../domain/royalties/model.ts';
import { invalid } from '../../errors.ts';
import { type CsvCell, csvFile, figure } from '../../lib/csv-out.ts';
import { PAYEE, PAYOUT_BATCH } from '../../lib/examples.ts';
import { parseId } from '../../lib/ids.ts';
import { fromMinor, moneyText, toMinor } from '../../lib/money.ts';
import { amount, money, readMoney } from './accounting-wire.ts';
import { DETAILS } from './royalty-wire.ts';
import { oneOf, sample, text } from './shapes.ts';

/** Shapes and mappers of payouts in one go. */

const MOST = 1000;
const PAYOUTS = `от 1 до ${MOST} выплат, каждому получателю одна`;
const LEAST = 'число от 0, не более двух знаков после запятой';

export const PayoutsBody = t.Object({
  payouts: t.Array(
    t.Object({
      payee: t.String({ maxLength: 100, description: 'ID артиста или получателя' }),
      amount,
      receipt_key: t.Optional(text(300)),
    }),
    {
      minItems: 1,
      maxItems: MOST,
      description: PAYOUTS,
      examples: [[{ payee: PAYEE.id, amount: 10.5 }]],
    },
  ),
});

export const BatchDocument = t.Object({
  id: sample(PAYOUT_BATCH),
  total: money(10.5),
  payouts: t.Array(t.Object({ payee: sample(PAYEE.id), amount: money(10.5), balance: money(89.5) })),
});
export const DueDocument = t.Object({
  data: t.Array(
    t.Object({
      payee: sample(PAYEE.id),
      kind: oneOf(['artist', 'payee'], 'payee'),
      name: sample(PAYEE.name),
      details: sample(DETAILS),
      due: money(100),
    }),
  ),
  total: money(100),
  currency: sample('RUB'),
});

export const batchDocument = ({ id, total, payouts }: Batch): Static<typeof BatchDocument> => ({
  id,
  total: fromMinor(total),
  payouts: payouts.map(({ payeeId, amount, balance }) => ({
    payee: payeeId,
    amount: fromMinor(amount),
    balance: fromMinor(balance),
  })),
});

export const dueDocument = (dues: readonly Due[], currency: string): Static<typeof DueDocument> => ({
  data: dues.map(({ payeeId, kind, name, details, due }) => ({
    payee: payeeId,
    kind,
    name,
    details,
    due: fromMinor(due),
  })),
  // In whole hundredths: of numbers with a fraction the sum would drift.
  total: fromMinor(dues.reduce((sum, { due }) => sum + due, 0)),
  currency,
});

const COLUMNS = ['payee', 'name', 'details', 'amount', 'currency'];

const line = (payee: string, name: string, details: string, minor: number, currency: string): CsvCell[] => [
  ...[payee, name, details],
  figure(moneyText(minor)),
  currency,
];

export const dueCsv = (dues: readonly Due[], currency: string): string =>
  csvFile(
    COLUMNS,
    dues.map(({ payeeId, name, details, due }) => line(payeeId, name, details, due, currency)),
  );

export const registerCsv = ({ payouts, currency }: Batch): string =>
  csvFile(
    COLUMNS,
    payouts.map(({ payeeId, name, details, amount }) => line(payeeId, name, details, amount, currency)),
  );

/** Wire to domain. @throws invalid (`payouts`, an amount), not_found (`payee`) with its index for a malformed id */
export function readPayouts({ payouts }: Static<typeof PayoutsBody>): BatchPayout[] {
  const read = payouts.map(({ payee, amount, receipt_key: receiptKey }, at) => {
    const payeeId = parseId(payee);
    if (payeeId === undefined) throw refuseRoyalties('payee', { index: at + 1 });
    const minor = readMoney(`payouts.${at}.amount`, amount);
    return { payeeId, amount: minor, ...(receiptKey === undefined ? {} : { receiptKey }) };
  });
  if (new Set(read.map(({ payeeId }) => payeeId)).size < read.length)
    throw invalid('payouts', 'names a payee twice', { rule: PAYOUTS });
  return read;
}

/** Wire to domain: the least balance, in minor units. @throws invalid (`min`) */
export function readLeast({ url }: Request): number {
  const text = new URL(url).searchParams.get('min') ?? '';
  if (text === '') return 1;
  const minor = /^\d{1,16}(\.\d{1,2})?$/.test(text) ? toMinor(Number(text)) : undefined;
  if (minor === undefined) throw invalid('min', 'is not an amount', { rule: LEAST });
  return minor;
}
