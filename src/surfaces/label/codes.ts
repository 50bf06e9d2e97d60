import { type Static, Type as t } from '@sinclair/typebox';
import { type PoolState, refuse as refuseCodes } from '../../domain/label/codes/model.ts';
import { codeOf } from '../../domain/label/codes/service.ts';
import type { Services } from '../../domain/services.ts';
import { invalid } from '../../errors.ts';
import { chapters } from '../../http/route.ts';
import { readUpc } from '../../lib/product-codes.ts';
import { labelAccess } from './access.ts';
import { labelDialect } from './errors.ts';
import { UPC } from './release-shapes.ts';
import { sample } from './shapes.ts';
import { trimmed } from './wire.ts';

const PREFIX = 'пять знаков: две буквы, три буквы или цифры';
const IsrcBody = t.Object({
  prefix: t.String({
    description: PREFIX,
    pattern: '^\\s*[A-Za-z]{2}[A-Za-z0-9]{3}\\s*$',
    maxLength: 40,
    examples: ['RUA1B'],
  }),
  year: t.Integer({ description: 'целое число от 0 до 99', minimum: 0, maximum: 99, examples: [26] }),
  next: t.Integer({ description: 'целое число от 0 до 99999', minimum: 0, maximum: 99_999, examples: [1] }),
});
const upc = (example: string) => t.String({ description: UPC, maxLength: 40, examples: [example] });
const UpcBody = t.Object({ from: upc('4600000000008'), to: upc('4600000099996') });

const left = t.Integer({ description: 'сколько кодов ещё можно выдать', examples: [99_999] });
const IsrcDocument = t.Object({
  prefix: sample('RUA1B'),
  year: t.Integer({ examples: [26] }),
  next: t.Union([t.Integer(), t.Null()], { examples: [1], description: 'null, когда коды закончились' }),
  left,
});
const UpcDocument = t.Object({
  from: sample('4600000000008'),
  to: sample('4600000099996'),
  next: t.Union([t.String(), t.Null()], { examples: ['4600000000008'], description: 'null, когда коды закончились' }),
  left,
});
const ISRC = { prefix: 'RUA1B', year: 26, next: 1, left: 99_999 };
const EAN = { from: '4600000000008', to: '4600000099996', next: '4600000000008', left: 10_000 };
const CodesDocument = t.Object({
  isrc: t.Union([IsrcDocument, t.Null()], { examples: [ISRC], description: 'null, пока запас не задан' }),
  upc: t.Union([UpcDocument, t.Null()], { examples: [EAN], description: 'null, пока запас не задан' }),
});

/** Domain to wire. */
const isrcDocument = ({ stem, next, last, left }: PoolState): Static<typeof IsrcDocument> => ({
  prefix: stem.slice(0, 5),
  year: Number(stem.slice(5)),
  next: next > last ? null : next,
  left,
});

const upcDocument = (pool: PoolState): Static<typeof UpcDocument> => {
  const show = (number: number) => codeOf('upc', pool, number).slice(-pool.shown);
  return {
    from: show(pool.first),
    to: show(pool.last),
    next: pool.next > pool.last ? null : show(pool.next),
    left: pool.left,
  };
};

/** Chapter «Коды»: where releases and tracks get their codes from. */
export function codeRoutes(services: Services) {
  const { codes, config } = services;
  const access = labelAccess(services)('root');

  return chapters(services, labelDialect(config))('/codes', 'label: codes')
    .get(
      '/',
      async (): Promise<Static<typeof CodesDocument>> => {
        const { isrc, upc } = await codes.states();
        return { isrc: isrc && isrcDocument(isrc), upc: upc && upcDocument(upc) };
      },
      {
        member: {
          summary: 'Получение запасов кодов',
          about: 'Возвращает, какой код ISRC и UPC следующий и сколько их осталось; `null`, пока запас не задан.',
          access,
          answers: { 200: CodesDocument },
        },
      },
    )
    .put(
      '/isrc',
      async ({ body }) => {
        const { prefix, year, next } = trimmed(body);
        return isrcDocument(await codes.setIsrc(prefix.toUpperCase(), year, next));
      },
      {
        member: {
          summary: 'Запас кодов ISRC',
          about:
            'Задаёт префикс регистранта, год и номер, с которого треки получают ISRC, когда релиз сохраняют. Занятые коды пропускаются.',
          access,
          answers: { 200: IsrcDocument },
        },
        body: IsrcBody,
      },
    )
    .put(
      '/upc',
      async ({ body }) => {
        const { from, to } = trimmed(body);
        const [first, last] = [readEnd('from', from), readEnd('to', to)];
        if (from.length !== to.length) throw refuseCodes('upc_range');
        return upcDocument(await codes.setUpc(first, last, from.length));
      },
      {
        member: {
          summary: 'Запас кодов UPC',
          about: 'Задаёт первый и последний код, из которых релизы получают UPC, когда их сохраняют.',
          access,
          answers: { 200: UpcDocument },
        },
        body: UpcBody,
      },
    );
}

/** Wire to domain: an end of a pool. @throws invalid naming it */
function readEnd(field: string, text: string): string {
  const code = readUpc(text);
  if (code === undefined) throw invalid(field, 'is no UPC', { rule: UPC });
  return code;
}
