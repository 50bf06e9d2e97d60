import { type Static, Type as t } from '@sinclair/typebox';
import { type Payee, type PayeeData, refuse as refuseRoyalties } from '../../domain/royalties/model.ts';
import type { Services } from '../../domain/services.ts';
import { chapters } from '../../http/route.ts';
import { PAYEE } from '../../lib/examples.ts';
import { labelAccess } from './access.ts';
import { labelDialect, refuse } from './errors.ts';
import { ListAnswer, listAnswer, PAGING, readList } from './list-wire.ts';
import { DETAILS, RoyaltyDocument, royaltyDocument } from './royalty-wire.ts';
import { sample, text, textOrNone } from './shapes.ts';
import { created, idOr, trimmed } from './wire.ts';

const name = text(200, { examples: [PAYEE.name] });
const contact = t.Optional(textOrNone(300, { examples: ['payee@tonearm.example'] }));
const details = t.Optional(textOrNone(2000, { examples: [DETAILS] }));
const PayeeBody = t.Object({ name, contact, details });
const PayeeChanges = t.Object({ name: t.Optional(name), contact, details });

const PayeeDocument = t.Object({
  ...RoyaltyDocument.properties,
  id: sample(PAYEE.id),
  name: sample(PAYEE.name),
  contact: sample('payee@tonearm.example'),
  artist: t.String({ description: 'пусто: получатель не артист', examples: [''] }),
});

const payeeDocument = ({ name, contact, ...royalties }: Payee): Static<typeof PayeeDocument> => ({
  id: royalties.payeeId,
  name,
  contact: contact ?? '',
  ...royaltyDocument(royalties),
});

/** Wire to domain: the fields that the body has; an empty text takes away. @throws invalid (`no_changes`) when it has none */
function readChanges({ name, contact, details }: Static<typeof PayeeChanges>): Partial<PayeeData> {
  const changes = {
    ...(name === undefined ? {} : { name }),
    ...(contact === undefined ? {} : { contact: contact || null }),
    ...(details === undefined ? {} : { details: details || null }),
  };
  if (Object.keys(changes).length === 0) throw refuse('no_changes');
  return changes;
}

const idOf = idOr(() => refuseRoyalties('payee'));

/** Payees: who is paid a share and is no artist of the label. */
export function payeeRoutes(services: Services) {
  const { royalties, config } = services;
  const { payees } = royalties;
  const root = labelAccess(services)('root');
  const path = { id: { example: PAYEE.id, description: 'ID получателя' } };

  return chapters(services, labelDialect(config))('/payees', 'label: terms')
    .post(
      '/',
      async ({ body, set }) => {
        const { name, contact, details } = trimmed(body);
        return created(
          set,
          payeeDocument(await payees.make({ name, contact: contact || null, details: details || null })),
        );
      },
      {
        member: {
          summary: 'Создание получателя',
          about: 'Создаёт получателя доли, который не является артистом лейбла, со счётом роялти.',
          access: root,
          answers: { 201: PayeeDocument },
        },
        body: PayeeBody,
      },
    )
    .get(
      '/',
      async ({ request }) => {
        const listRequest = readList(request, { sorts: {} });
        return listAnswer(await payees.list(listRequest), listRequest, payeeDocument);
      },
      {
        member: {
          summary: 'Получение всех получателей',
          about: 'Возвращает страницу получателей; новые идут первыми.',
          access: root,
          answers: { 200: ListAnswer(PayeeDocument) },
          refuses: [400],
          parameters: PAGING,
        },
      },
    )
    .get('/:id', async ({ params }) => payeeDocument(await payees.get(idOf(params.id))), {
      member: {
        summary: 'Получение получателя по ID',
        about: 'Возвращает получателя с остатком, суммой доходов и историей.',
        access: root,
        answers: { 200: PayeeDocument },
        refuses: [404],
        path,
      },
    })
    .patch(
      '/:id',
      async ({ params, body }) => payeeDocument(await payees.change(idOf(params.id), readChanges(trimmed(body)))),
      {
        member: {
          summary: 'Обновление получателя',
          about: 'Меняет переданные поля и возвращает получателя.',
          access: root,
          answers: { 200: PayeeDocument },
          refuses: [404],
          path,
        },
        body: PayeeChanges,
      },
    );
}
