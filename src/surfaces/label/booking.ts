import { refuse as refuseReport } from '../../domain/royalties/reports/model.ts';
import type { Services } from '../../domain/services.ts';
import { chapters } from '../../http/route.ts';
import { REPORTS } from '../../lib/examples.ts';
import { labelAccess } from './access.ts';
import {
  BookBody,
  EntryDocument,
  entryDocument,
  PreviewDocument,
  previewDocument,
  readOptions,
} from './booking-wire.ts';
import { labelDialect } from './errors.ts';
import { ListAnswer, listAnswer, listParameters, readList } from './list-wire.ts';
import { ReportDocument } from './report-shapes.ts';
import { reportDocument } from './report-wire.ts';
import { IDEMPOTENCY, readKey } from './royalty-wire.ts';
import { idOr, trimmed } from './wire.ts';

const ENTRY_LIST = { sorts: {}, filters: {} } as const;
const idOf = idOr(() => refuseReport('report'));

/** Of chapter «Отчёты»: from the draft to the ledger, and back. */
export function bookingRoutes(services: Services) {
  const { booking, config } = services;
  const access = labelAccess(services)('root');
  const document = reportDocument(config.currency);
  const path = (example: string) => ({ id: { example, description: 'ID отчёта' } });

  return chapters(services, labelDialect(config))('/reports', 'label: reports')
    .get(
      '/:id/preview',
      async ({ caller, params, request }) =>
        previewDocument(await booking.preview(caller, idOf(params.id), request.signal)),
      {
        member: {
          summary: 'Что даст проведение',
          about:
            'Считает, что сделало бы проведение сейчас: несопоставленное — лейблу, ошибочные строки пропущены. Ничего не записывает.',
          access,
          answers: { 200: PreviewDocument },
          refuses: [400, 404, 409],
          path: path(REPORTS.draft),
        },
      },
    )
    .post(
      '/:id/book',
      async ({ caller, params, body, request, set }) => {
        const report = await booking.book(caller, idOf(params.id), readOptions(trimmed(body)), readKey(request));
        set.status = 202;
        return document(report);
      },
      {
        member: {
          summary: 'Проведение отчёта',
          about:
            'Начинает проведение: делит каждую строку по условиям и долям на первое число её месяца, удерживает авансы и расходы, записывает доход. Ход виден в `done` и `total`; до конца не видно ничего. Условия, доли и назначения берутся такими, какими были при начале.',
          access,
          answers: { 202: ReportDocument },
          refuses: [404, 409, 422],
          parameters: IDEMPOTENCY,
          path: path(REPORTS.bookable),
        },
        body: BookBody,
      },
    )
    .post(
      '/:id/reverse',
      async ({ caller, params, request }) => document(await booking.reverse(caller, idOf(params.id), readKey(request))),
      {
        member: {
          summary: 'Отмена отчёта',
          about: 'Записывает обратное каждой записи проведённого отчёта и снова открывает то, что было удержано.',
          access,
          answers: { 200: ReportDocument },
          refuses: [400, 404, 409, 422],
          parameters: IDEMPOTENCY,
          path: path(REPORTS.reversible),
        },
      },
    )
    .get(
      '/:id/entries',
      async ({ params, request }) => {
        const page = readList(request, ENTRY_LIST);
        return listAnswer(await booking.entries(idOf(params.id), page), page, entryDocument);
      },
      {
        member: {
          summary: 'Записи отчёта',
          about:
            'Возвращает страницу записей проведённого отчёта, а после отмены и обратных им; в каждой валюте их сумма — 0.',
          access,
          answers: { 200: ListAnswer(EntryDocument) },
          refuses: [400, 404],
          parameters: listParameters(ENTRY_LIST),
          path: path(REPORTS.booked),
        },
      },
    );
}
