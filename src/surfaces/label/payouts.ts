import { refuse as refuseRoyalties } from '../../domain/royalties/model.ts';
import type { Services } from '../../domain/services.ts';
import { csvAnswer } from '../../http/files/csv-answer.ts';
import type { Parameter } from '../../http/openapi/documentation.ts';
import { chapters } from '../../http/route.ts';
import { PAYOUT_BATCH } from '../../lib/examples.ts';
import { type Id, parseId } from '../../lib/ids.ts';
import { labelAccess } from './access.ts';
import { labelDialect } from './errors.ts';
import {
  BatchDocument,
  batchDocument,
  DueDocument,
  dueCsv,
  dueDocument,
  PayoutsBody,
  readLeast,
  readPayouts,
  registerCsv,
} from './payout-wire.ts';
import { readKey } from './royalty-wire.ts';
import { created, trimmed } from './wire.ts';

const CSV = '.csv';
const LEAST: readonly Parameter[] = [
  {
    name: 'min',
    in: 'query',
    description: 'наименьший остаток, по умолчанию 0.01',
    example: '0.01',
    schema: { type: 'string' },
  },
];
const KEY: readonly Parameter[] = [
  {
    name: 'Idempotency-Key',
    in: 'header',
    required: true,
    description: 'от 1 до 255 видимых символов ASCII: повтор с тем же ключом и телом ничего не проводит второй раз',
    example: 'payouts-2026-10',
    schema: { type: 'string' },
  },
];

/** @throws invalid (`key_required`), invalid naming the header when it is malformed */
function requiredKey(request: Request): string {
  const key = readKey(request);
  if (key === undefined) throw refuseRoyalties('key_required');
  return key;
}

/** The batch of an address `<id>.csv`. @throws not_found (`batch`) */
function batchOf(file: string): Id {
  const id = file.endsWith(CSV) ? parseId(file.slice(0, -CSV.length)) : undefined;
  if (id === undefined) throw refuseRoyalties('batch');
  return id;
}

/** Payouts in one go. */
export function payoutRoutes(services: Services) {
  const { royalties, config } = services;
  const { payouts } = royalties;
  const root = labelAccess(services)('root');
  const { currency } = config;
  const dueOf = (request: Request) => payouts.due(readLeast(request));

  return chapters(services, labelDialect(config))('/payouts', 'label: payouts')
    .get('/due', async ({ request }) => dueDocument(await dueOf(request), currency), {
      member: {
        summary: 'Кому есть что выплатить',
        about: 'Возвращает активные счета с остатком не меньше `min`; наибольшие идут первыми.',
        access: root,
        answers: { 200: DueDocument },
        refuses: [400],
        parameters: LEAST,
      },
    })
    .get('/due.csv', async ({ request }) => csvAnswer('payouts-due.csv', dueCsv(await dueOf(request), currency)), {
      member: {
        summary: 'Кому есть что выплатить, CSV',
        about: 'То же таблицей: `payee,name,details,amount,currency`.',
        access: root,
        answers: { 200: 'text/csv' },
        refuses: [400],
        parameters: LEAST,
      },
    })
    .post(
      '/',
      async ({ caller, body, request, set }) => {
        const key = requiredKey(request);
        return created(set, batchDocument(await payouts.pay(caller, readPayouts(trimmed(body)), currency, key)));
      },
      {
        member: {
          summary: 'Выплаты одним пакетом',
          about:
            'Проводит все выплаты или ни одной. Отказ называет первую, которую нельзя провести: `{message, index}`. Без `receipt_key` квитанцией служит ID пакета.',
          access: root,
          answers: { 201: BatchDocument },
          refuses: [409, 422],
          parameters: KEY,
        },
        body: PayoutsBody,
      },
    )
    .get(
      '/:id',
      async ({ params }) => {
        const batch = await payouts.get(batchOf(params.id));
        return csvAnswer(`${batch.id}${CSV}`, registerCsv(batch));
      },
      {
        member: {
          summary: 'Реестр выплат, CSV',
          about:
            'Возвращает пакет таблицей: `payee,name,details,amount,currency`, с именами и реквизитами дня выплаты.',
          access: root,
          answers: { 200: 'text/csv' },
          refuses: [404],
          path: { id: { example: PAYOUT_BATCH, description: 'ID пакета' } },
          endings: { [CSV]: {} },
        },
      },
    );
}
