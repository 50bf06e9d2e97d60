import { type Static, Type as t } from '@sinclair/typebox';
import type { Entry, ListedRoyalties, Royalties } from '../../domain/royalties/model.ts';
import { invalid } from '../../errors.ts';
import type { Parameter } from '../../http/openapi/documentation.ts';
import { DOCUMENTS, PEOPLE, PERSONS } from '../../lib/examples.ts';
import { fromMinor, toMinor } from '../../lib/money.ts';
import { instant } from '../../lib/time.ts';
import { moment, oneOf, sample, text } from './shapes.ts';

/** Shapes and mappers of chapter «Роялти». */

const LARGEST = fromMinor(Number.MAX_SAFE_INTEGER);
const POSITIVE = "Поле 'amount' должно быть положительным числом";
const PERIOD = 'I квартал 2026';
export const DETAILS = 'Счёт 40817810000000000001';

const amount = t.Number({
  description: 'положительное число, не более двух знаков после запятой',
  refusal: POSITIVE,
  examples: [10.5],
});
const required = (field: string, longest: number, example: string) =>
  text(longest, { absence: `Поле '${field}' обязательно`, examples: [example] });

export const DetailsBody = t.Object({ details: required('details', 2000, DETAILS) });
export const IncomeBody = t.Object({ amount, period: required('period', 300, PERIOD) });
export const PayoutBody = t.Object({ amount, receipt_key: required('receipt_key', 300, DOCUMENTS.unused) });

export const RoyaltyDocument = t.Object({
  artist: sample(PEOPLE.artist),
  details: sample(DETAILS),
  active_income: t.Number({ examples: [10.5] }),
  total_income: t.Number({ examples: [110.5] }),
  status: oneOf(['active', 'paid', 'blocked'], 'active'),
  history: t.Array(
    t.Object({
      type: oneOf(['income', 'payout', 'correction'], 'income'),
      amount: t.Number({ examples: [10.5] }),
      date: moment,
      period: sample(PERIOD),
      report: t.String({ description: 'ID отчёта дистрибьютора, по которому проведено', examples: [''] }),
      receipt_key: sample(''),
      editor: t.String({ description: 'кто провёл', examples: [PEOPLE.root] }),
    }),
  ),
});
export const ListedRoyaltyDocument = t.Object({
  ...RoyaltyDocument.properties,
  stage_name: sample(PERSONS.stageName),
});

const entryDocument = ({
  type,
  amount,
  madeAt,
  period,
  reportId,
  receiptKey,
  madeBy,
}: Entry): Static<typeof RoyaltyDocument>['history'][number] => ({
  type,
  amount: fromMinor(amount),
  date: instant(madeAt),
  period: period ?? '',
  report: reportId ?? '',
  receipt_key: receiptKey ?? '',
  editor: madeBy,
});

export const royaltyDocument = ({
  artistId,
  details,
  active,
  total,
  status,
  history,
}: Royalties): Static<typeof RoyaltyDocument> => ({
  artist: artistId ?? '',
  details: details ?? '',
  active_income: fromMinor(active),
  total_income: fromMinor(total),
  status,
  history: history.map(entryDocument),
});

export const listedRoyaltyDocument = ({
  stageName,
  ...royalties
}: ListedRoyalties): Static<typeof ListedRoyaltyDocument> => ({
  ...royaltyDocument(royalties),
  stage_name: stageName,
});

/** Wire to domain: an amount in minor units. @throws invalid (`amount`) unless it is positive and has two decimals at most */
export function readAmount(amount: number): number {
  const minor = toMinor(amount);
  if (minor !== undefined && minor > 0) return minor;
  throw invalid('amount', 'is not an amount', { refusal: `${POSITIVE}${amountRule(amount)}` });
}

/** The rest of the sentence: the rule that an amount breaks besides being positive. */
function amountRule(amount: number): string {
  if (amount <= 0) return '';
  return amount > LARGEST ? ` не больше ${LARGEST}` : ' не более чем с двумя знаками после запятой';
}

/** That header, for the documentation. */
export const IDEMPOTENCY: readonly Parameter[] = [
  {
    name: 'Idempotency-Key',
    in: 'header',
    description: 'от 1 до 255 видимых символов ASCII: повтор с тем же ключом и телом ничего не проводит второй раз',
    schema: { type: 'string' },
  },
];

/** The `Idempotency-Key` header, if there is one. @throws invalid naming it when it is not 1 to 255 visible ASCII characters */
export function readKey({ headers }: Request): string | undefined {
  const key = headers.get('idempotency-key') ?? undefined;
  if (key === undefined || /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw invalid('Idempotency-Key', 'cannot be used', { rule: 'от 1 до 255 видимых символов ASCII' });
}
