import type { Static } from '@sinclair/typebox';
import { refuse as refuseContract } from '../../domain/label/contracts/model.ts';
import type { Services } from '../../domain/services.ts';
import { chapters } from '../../http/route.ts';
import { CONTRACT, PEOPLE } from '../../lib/examples.ts';
import { accountInPath, labelAccess } from './access.ts';
import {
  AppendixChanges,
  AppendixDocument,
  appendixDocument,
  Confirmation,
  ContractBody,
  ContractChanges,
  ContractDocument,
  contractDocument,
  readChanges,
  readContractDays,
  readPercentage,
} from './contract-wire.ts';
import { labelDialect } from './errors.ts';
import { choice, ListAnswer, listAnswer, listParameters, readList } from './list-wire.ts';
import { AppendixNumber, ContractNumber, MessageAnswer } from './shapes.ts';
import { created, idOr, trimmed } from './wire.ts';

/** The sorts and filters of every list of contracts. */
export const CONTRACT_LIST = {
  sorts: { number: 'contract_number', createdAt: 'createdAt' },
  filters: {
    type: choice('type', ['appendix', 'termination'], 'appendix'),
    status: choice('status', ['active', 'terminated'], 'active'),
  },
  search: { of: 'номеру договора', example: CONTRACT.number },
} as const;

const artistOf = idOr(() => refuseContract('not_artist'));
const idOf = idOr(() => refuseContract('contract'));
const terminatedOf = idOr(() => refuseContract('termination'));

const ofArtist = (example: string) => ({ id: { example, description: 'ID артиста' } });

/** Chapter «Договоры»: contracts with artists. An artist's ID in a path names the newest contract with them. */
export function contractRoutes(services: Services) {
  const { contracts, config } = services;
  const allow = labelAccess(services);
  const root = allow('root');
  const path = ofArtist(PEOPLE.artist);

  return chapters(services, labelDialect(config))('/contracts', 'label: contracts')
    .post(
      '/:id',
      async ({ params, body, set }) => {
        const days = readContractDays(trimmed(body));
        const { number } = await contracts.make(artistOf(params.id), readPercentage(body.percentage), days);
        return created<Static<typeof ContractNumber>>(set, { contract_number: number });
      },
      {
        member: {
          summary: 'Создание договора',
          about:
            'Создаёт договор с артистом, если ни один не действует, и возвращает его номер. Процент действует с `from`, без него — всегда; `to` — последний день договора.',
          access: root,
          answers: { 201: ContractNumber },
          refuses: [409],
          path: ofArtist(PEOPLE.newcomer),
        },
        body: ContractBody,
      },
    )
    .post(
      '/:id/appendix',
      async ({ params, set }) =>
        created<Static<typeof AppendixNumber>>(set, {
          appendix_number: (await contracts.addAppendix(idOf(params.id))).number,
        }),
      {
        member: {
          summary: 'Создание приложения к договору',
          about: 'Добавляет приложение к последнему договору артиста и возвращает его номер.',
          access: root,
          path,
          answers: { 201: AppendixNumber },
          refuses: [404],
        },
      },
    )
    .post(
      '/:id/termination',
      async ({ params, set }) =>
        created<Static<typeof AppendixNumber>>(set, {
          appendix_number: (await contracts.terminate(idOf(params.id))).number,
        }),
      {
        member: {
          summary: 'Создание расторжения договора',
          about: 'Готовит расторжение последнего договора артиста: оно вступает в силу, когда подтверждено.',
          access: root,
          path,
          answers: { 201: AppendixNumber },
          refuses: [400, 404],
        },
      },
    )
    .patch(
      '/:id/termination',
      async ({ params, body }) => {
        await contracts.confirmTermination(terminatedOf(params.id), trimmed(body.pdf_key));
        return { message: 'Расторжение подтверждено' };
      },
      {
        member: {
          summary: 'Подтверждение расторжения договора',
          about: 'Записывает ключ PDF расторжения: договор больше не действует, и можно заключить новый.',
          access: root,
          path: ofArtist(PEOPLE.leaver),
          answers: { 200: MessageAnswer('Расторжение подтверждено') },
          refuses: [404],
        },
        body: Confirmation,
      },
    )
    .patch(
      '/appendix/:appendixNumber',
      async ({ params, body }) =>
        appendixDocument(await contracts.changeAppendix(params.appendixNumber, trimmed(body.pdf_key))),
      {
        member: {
          summary: 'Обновление приложения к договору',
          about: 'Записывает ключ PDF приложения и возвращает приложение.',
          access: root,
          answers: { 200: AppendixDocument },
          refuses: [404],
          path: { appendixNumber: CONTRACT.appendix },
        },
        body: AppendixChanges,
      },
    )
    .patch(
      '/:id',
      async ({ params, body }) => contractDocument(await contracts.change(idOf(params.id), readChanges(trimmed(body)))),
      {
        member: {
          summary: 'Обновление договора',
          about:
            'Меняет долю артиста, последний день или ключ PDF последнего договора и возвращает договор; прежние доли — в `shares`. Новая доля действует с `from`, без него — с сегодняшнего дня.',
          access: root,
          path,
          answers: { 200: ContractDocument },
          refuses: [404],
        },
        body: ContractChanges,
      },
    )
    .get('/:id', async ({ params }) => contractDocument(await contracts.of(idOf(params.id))), {
      member: {
        summary: 'Получение договора по ID артиста',
        about: 'Возвращает последний договор с приложениями и долями.',
        access: allow('label', accountInPath()),
        answers: { 200: ContractDocument },
        refuses: [404],
        path,
      },
    })
    .get(
      '/',
      async ({ request }) => {
        const listRequest = readList(request, CONTRACT_LIST);
        return listAnswer(await contracts.list(listRequest), listRequest, contractDocument);
      },
      {
        member: {
          summary: 'Получение всех договоров',
          about: 'Возвращает страницу договоров; без сортировки новые идут первыми.',
          access: root,
          answers: { 200: ListAnswer(ContractDocument) },
          refuses: [400],
          parameters: listParameters(CONTRACT_LIST),
        },
      },
    );
}
