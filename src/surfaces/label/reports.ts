import { Type as t } from '@sinclair/typebox';
import { GROUPS, LINE_STATUSES, REPORT_STATES, refuse as refuseReport } from '../../domain/royalties/reports/model.ts';
import type { Services } from '../../domain/services.ts';
import { invalid } from '../../errors.ts';
import { StagedUpload } from '../../http/body/arriving-file.ts';
import { withNextLink } from '../../http/paging.ts';
import { chapters } from '../../http/route.ts';
import { PEOPLE, RELEASES, REPORTS } from '../../lib/examples.ts';
import { labelAccess } from './access.ts';
import { labelDialect, refuse } from './errors.ts';
import { readGroup, readLinePage } from './line-list.ts';
import { choice, idFilter, ListAnswer, listAnswer, listParameters, readList, textFilter } from './list-wire.ts';
import {
  AssignedDocument,
  AssignmentBody,
  LineOrGroup,
  MappingBody,
  ReportChanges,
  ReportDocument,
  ReportForm,
  SourceDocument,
  UnmatchedDocument,
} from './report-shapes.ts';
import {
  assignedDocument,
  groupDocument,
  lineDocument,
  readAssignment,
  readChanges,
  readForm,
  readMapping,
  reportDocument,
  sourceDocument,
  unmatchedDocument,
} from './report-wire.ts';
import { created, idOr, trimmed } from './wire.ts';

const ofReport = {
  state: choice('filter[state]', REPORT_STATES, 'draft'),
  source: textFilter('filter[source]', 64, 'distrokid'),
};
const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/;
const monthFilter = (parameter: string, example: string) => ({
  ...{ parameter, rule: 'месяц ГГГГ-ММ', example },
  read: (text: string) => (MONTH.test(text) ? text : undefined),
});
const REPORT_LIST = { sorts: {}, filters: ofReport } as const;
const UNMATCHED_LIST = { sorts: {}, filters: { report: idFilter('filter[report]', REPORTS.draft) } } as const;
const LINE_LIST = {
  sorts: {},
  filters: {
    ...ofReport,
    report: idFilter('filter[report]', REPORTS.draft),
    store: textFilter('filter[store]', 300, 'Spotify'),
    country: {
      ...{ parameter: 'filter[country]', rule: 'две буквы страны', example: 'RU' },
      read: (text: string) => (/^[a-z]{2}$/i.test(text) ? text.toUpperCase() : undefined),
    },
    isrc: textFilter('filter[isrc]', 300, 'RUA1B2600001'),
    artist: idFilter('filter[artist]', PEOPLE.artist),
    release: idFilter('filter[release]', RELEASES.finalized),
    track: idFilter('filter[track]', RELEASES.finalized),
    from: monthFilter('filter[from]', '2026-01'),
    to: monthFilter('filter[to]', '2026-12'),
    status: choice('filter[status]', LINE_STATUSES, 'matched'),
  },
} as const;

const idOf = idOr(() => refuseReport('report'));
const NAME = /^[a-z0-9_-]{1,64}$/;

/** Chapter «Отчёты»: what distributors report, from the file to the matched line. */
export function reportRoutes(services: Services) {
  const { reports, config } = services;
  const root = labelAccess(services)('root');
  const document = reportDocument(config.currency);
  const path = { id: { example: REPORTS.draft, description: 'ID отчёта' } };
  const source = (example: string) => ({
    name: { example, description: 'имя источника: от 1 до 64 строчных латинских букв, цифр, «_» и «-»' },
  });

  return chapters(services, labelDialect(config))('/reports', 'label: reports')
    .post(
      '/',
      async ({ caller, body: { file, ...form }, set }) => {
        if (!(file instanceof StagedUpload)) throw invalid('file', 'is required', { missing: true });
        return created(set, document(await reports.add(caller, file, readForm(trimmed(form), config.currency))));
      },
      {
        member: {
          summary: 'Загрузка отчёта',
          about:
            'Читает отчёт дистрибьютора и сопоставляет его строки с треками; ответ приходит, когда прочитан весь файл. Формат узнаётся по заголовку, если не назван `source`.',
          access: root,
          files: { file: config.maxReportBytes },
          inForm: true,
          answers: { 201: ReportDocument },
          refuses: [409],
        },
        body: ReportForm,
      },
    )
    .get(
      '/',
      async ({ request }) => {
        const listRequest = readList(request, REPORT_LIST);
        return listAnswer(await reports.list(listRequest), listRequest, document);
      },
      {
        member: {
          summary: 'Список отчётов',
          about: 'Возвращает страницу отчётов, новые первыми; у читаемых видно, сколько строк прочитано.',
          access: root,
          answers: { 200: ListAnswer(ReportDocument) },
          refuses: [400],
          parameters: listParameters(REPORT_LIST),
        },
      },
    )
    .get(
      '/lines',
      async ({ request, set }) => {
        const { filters, ...asked } = readList(request, LINE_LIST);
        const by = readGroup(request);
        if (by !== undefined) return listAnswer(await reports.groupLines(by, filters, asked), asked, groupDocument);
        const page = readLinePage(request, asked);
        const { entries, total, last } = await reports.listLines(filters, page);
        const next = last && [last.report, last.number, page.page + 1];
        withNextLink({ entries, ...(next && { next }) }, { request, set }, config);
        return listAnswer({ entries, total }, page, lineDocument);
      },
      {
        member: {
          summary: 'Строки отчётов',
          about:
            'Возвращает страницу строк, новые отчёты первыми; с `groupBy` — суммы сопоставленных и несопоставленных строк по группам и валютам, наибольшие первыми. Строки отменённых отчётов видны только по `filter[report]`. Следующую страницу строк называет заголовок `Link`: так и далёкие страницы читаются сразу.',
          access: root,
          answers: { 200: ListAnswer(LineOrGroup) },
          refuses: [400],
          parameters: [
            {
              ...{ name: 'groupBy', in: 'query', description: `одно из значений ${GROUPS.join(', ')}` },
              ...{ example: 'store', schema: { type: 'string' } },
            },
            ...listParameters(LINE_LIST),
            {
              ...{ name: 'cursor', in: 'query', description: 'из заголовка `Link` предыдущей страницы; вместо `page`' },
              ...{ example: '', schema: { type: 'string' } },
            },
          ],
        },
      },
    )
    .get(
      '/unmatched',
      async ({ request }) => {
        const { filters, ...page } = readList(request, UNMATCHED_LIST);
        return listAnswer(await reports.listUnmatched(page, filters.report), page, unmatchedDocument);
      },
      {
        member: {
          summary: 'Несопоставленное',
          about:
            'Возвращает страницу того, чему в черновиках отчётов не нашлось трека или релиза; больше строк — раньше.',
          access: root,
          answers: { 200: ListAnswer(UnmatchedDocument) },
          refuses: [400],
          parameters: listParameters(UNMATCHED_LIST),
        },
      },
    )
    .put(
      '/unmatched/:key',
      async ({ caller, params, body }) => {
        const assignment = readAssignment(trimmed(body));
        return assignedDocument(await reports.assign(caller, params.key.toLowerCase().slice(0, 64), assignment));
      },
      {
        member: {
          summary: 'Назначение строк',
          about:
            'Говорит, чему соответствуют строки с этим ключом: во всех черновиках и в будущих отчётах. Проведённые отчёты не меняются; повторное назначение заменяет прежнее.',
          access: root,
          answers: { 200: AssignedDocument },
          refuses: [404],
          path: { key: { example: REPORTS.unmatched, description: 'ключ строк' } },
        },
        body: AssignmentBody,
      },
    )
    .get('/sources', async () => (await reports.sources()).map(sourceDocument), {
      member: {
        summary: 'Список источников',
        about: 'Возвращает форматы отчётов: свои и встроенные.',
        access: root,
        answers: { 200: t.Array(SourceDocument) },
      },
    })
    .put(
      '/sources/:name',
      async ({ params, body }) => {
        if (!NAME.test(params.name))
          throw invalid('name', 'cannot be used', { rule: 'от 1 до 64 строчных латинских букв, цифр, «_» и «-»' });
        return sourceDocument(await reports.putSource(params.name, readMapping(trimmed(body))));
      },
      {
        member: {
          summary: 'Свой источник',
          about: 'Сохраняет формат отчётов: какой столбец что значит. Повтор заменяет прежний.',
          access: root,
          answers: { 200: SourceDocument },
          path: source('radio'),
        },
        body: MappingBody,
      },
    )
    .delete(
      '/sources/:name',
      async ({ params, set }) => {
        await reports.removeSource(params.name);
        set.status = 204;
      },
      {
        member: {
          summary: 'Удаление источника',
          about: 'Удаляет свой формат отчётов; прочитанные отчёты остаются.',
          access: root,
          answers: { 204: null },
          refuses: [404],
          path: source('spare'),
        },
      },
    )
    .get('/:id', async ({ params }) => document(await reports.of(idOf(params.id))), {
      member: {
        summary: 'Получение отчёта',
        about: 'Возвращает отчёт с итогами, ошибками чтения и валютами.',
        access: root,
        answers: { 200: ReportDocument },
        refuses: [404],
        path,
      },
    })
    .patch(
      '/:id',
      async ({ params, body }) => {
        const changes = readChanges(trimmed(body), config.currency);
        if (changes.period === undefined && changes.rates === undefined) throw refuse('no_changes');
        return document(await reports.change(idOf(params.id), changes));
      },
      {
        member: {
          summary: 'Изменение отчёта',
          about: 'Записывает период и курсы валют черновика.',
          access: root,
          answers: { 200: ReportDocument },
          refuses: [404, 409],
          path,
        },
        body: ReportChanges,
      },
    )
    .delete(
      '/:id',
      async ({ params, set }) => {
        await reports.remove(idOf(params.id));
        set.status = 204;
      },
      {
        member: {
          summary: 'Удаление отчёта',
          about: 'Удаляет черновик отчёта со всеми строками.',
          access: root,
          answers: { 204: null },
          refuses: [404, 409],
          path: { id: { ...path.id, example: REPORTS.spare } },
        },
      },
    );
}
