import { refuse as refuseOfRoster } from '../../domain/roster/model.ts';
import type { Services } from '../../domain/services.ts';
import { refuse as refuseTerms } from '../../domain/terms/model.ts';
import { chapters } from '../../http/route.ts';
import { PEOPLE, TERM_RULE } from '../../lib/examples.ts';
import { accountInPath, labelAccess } from './access.ts';
import { labelDialect } from './errors.ts';
import { RuleBody, RuleDocument, readRule, ruleDocument, TermsDocument, termsDocument } from './term-wire.ts';
import { created, idOr, trimmed } from './wire.ts';

const artistOf = idOr(() => refuseOfRoster('artist'));
const ruleOf = idOr(() => refuseTerms('rule'));

/** Terms: percentages that hold in place of the contract's. */
export function termRoutes(services: Services) {
  const { terms, config } = services;
  const allow = labelAccess(services);
  const root = allow('root');
  const artist = { example: PEOPLE.artist, description: 'ID артиста' };

  return chapters(services, labelDialect(config))('/terms', 'label: terms')
    .post(
      '/:id',
      async ({ params, body, set }) =>
        created(set, ruleDocument(await terms.addRule(artistOf(params.id), readRule(trimmed(body))))),
      {
        member: {
          summary: 'Добавление условия',
          about:
            'Добавляет процент артиста для релиза, трека, стран, площадок, видов продаж и дней. Для строки отчёта действует самое узкое из подходящих условий, иначе процент договора.',
          access: root,
          answers: { 201: RuleDocument },
          refuses: [404],
          path: { id: artist },
        },
        body: RuleBody,
      },
    )
    .get('/:id', async ({ params }) => termsDocument(await terms.of(artistOf(params.id))), {
      member: {
        summary: 'Получение условий артиста',
        about: 'Возвращает проценты договора по дням и условия; новые условия идут первыми.',
        access: allow('label', accountInPath()),
        answers: { 200: TermsDocument },
        refuses: [404],
        path: { id: artist },
      },
    })
    .delete(
      '/:id/:ruleId',
      async ({ params, set }) => {
        await terms.removeRule(artistOf(params.id), ruleOf(params.ruleId));
        set.status = 204;
      },
      {
        member: {
          summary: 'Удаление условия',
          about: 'Удаляет условие; проведённое по нему остаётся.',
          access: root,
          answers: { 204: null },
          refuses: [404],
          path: { id: artist, ruleId: TERM_RULE },
        },
      },
    );
}
