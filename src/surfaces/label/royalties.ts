import { Type as t } from '@sinclair/typebox';
import { refuse as refuseRoyalties } from '../../domain/royalties/model.ts';
import type { Services } from '../../domain/services.ts';
import { chapters } from '../../http/route.ts';
import { PEOPLE } from '../../lib/examples.ts';
import { accountInPath, labelAccess } from './access.ts';
import { labelDialect } from './errors.ts';
import { ListAnswer, listAnswer, PAGING, readPaging } from './list-wire.ts';
import {
  DetailsBody,
  IDEMPOTENCY,
  IncomeBody,
  ListedRoyaltyDocument,
  listedRoyaltyDocument,
  PayoutBody,
  RoyaltyDocument,
  readAmount,
  readKey,
  royaltyDocument,
} from './royalty-wire.ts';
import { idOr, trimmed } from './wire.ts';

const idOf = idOr(() => refuseRoyalties('royalties'));

/** Chapter «Роялти»: income and payouts of artists. */
export function royaltyRoutes(services: Services) {
  const { royalties, config } = services;
  const allow = labelAccess(services);
  const root = allow('root');
  const path = { id: { example: PEOPLE.artist, description: 'ID артиста' } };
  const booking = { access: root, answers: { 200: RoyaltyDocument }, refuses: [404, 409, 422], path } as const;

  return chapters(services, labelDialect(config))('/royalties', 'label: royalties')
    .get(
      '/active',
      async ({ request }) => {
        const listRequest = readPaging(request, 'page');
        return listAnswer(await royalties.listActive(listRequest), listRequest, listedRoyaltyDocument);
      },
      {
        member: {
          summary: 'Получение всех активных роялти',
          about: 'Возвращает страницу роялти, по которым возможна выплата; новые артисты идут первыми.',
          access: root,
          answers: { 200: ListAnswer(ListedRoyaltyDocument) },
          refuses: [400],
          parameters: PAGING,
        },
      },
    )
    .get('/:id', async ({ params }) => [royaltyDocument(await royalties.of(idOf(params.id)))], {
      member: {
        summary: 'Получение роялти артиста',
        about: 'Возвращает остаток, сумму всех доходов и историю, начиная с первой записи.',
        access: allow('label', accountInPath()),
        answers: { 200: t.Array(RoyaltyDocument) },
        refuses: [404],
        path,
      },
    })
    .patch(
      '/:id',
      async ({ params, body }) => royaltyDocument(await royalties.setDetails(idOf(params.id), trimmed(body.details))),
      {
        member: {
          summary: 'Обновление платежной информации',
          about: 'Записывает, куда платить, и возвращает роялти.',
          access: allow('artist', accountInPath()),
          answers: { 200: RoyaltyDocument },
          refuses: [404],
          path,
        },
        body: DetailsBody,
      },
    )
    .patch('/:id/block', async ({ params }) => royaltyDocument(await royalties.toggleBlock(idOf(params.id))), {
      member: {
        summary: 'Блокировка/разблокировка роялти',
        about: 'Запрещает выплаты артисту или снова разрешает их; возвращает роялти.',
        access: root,
        answers: { 200: RoyaltyDocument },
        refuses: [404],
        path: { id: { ...path.id, example: PEOPLE.newcomer } },
      },
    })
    .post(
      '/:id/income',
      async ({ caller, params, body, request }) => {
        const { amount, period } = trimmed(body);
        const income = { type: 'income', payeeId: idOf(params.id), amount: readAmount(amount), period } as const;
        return royaltyDocument(await royalties.book(caller, income, readKey(request)));
      },
      {
        member: {
          summary: 'Добавление дохода',
          about: 'Проводит доход артиста и возвращает роялти.',
          parameters: IDEMPOTENCY,
          ...booking,
        },
        body: IncomeBody,
      },
    )
    .post(
      '/:id/payout',
      async ({ caller, params, body, request }) => {
        const { amount, receipt_key: receiptKey } = trimmed(body);
        const payout = { type: 'payout', payeeId: idOf(params.id), amount: readAmount(amount), receiptKey } as const;
        return royaltyDocument(await royalties.book(caller, payout, readKey(request)));
      },
      {
        member: {
          summary: 'Выплата роялти',
          about: 'Проводит выплату и возвращает роялти. Загруженная квитанция служит одной выплате.',
          parameters: IDEMPOTENCY,
          ...booking,
        },
        body: PayoutBody,
      },
    );
}
