import type { Account } from '../../domain/accounts/model.ts';
import type { StatementFilters } from '../../domain/booking/statements/model.ts';
import { refuse as refuseStatement } from '../../domain/booking/statements/model.ts';
import type { Services } from '../../domain/services.ts';
import { DomainError } from '../../errors.ts';
import { csvAnswer } from '../../http/files/csv-answer.ts';
import { pdfAnswer } from '../../http/files/pdf-answer.ts';
import { chapters } from '../../http/route.ts';
import { STATEMENT } from '../../lib/examples.ts';
import type { Id } from '../../lib/ids.ts';
import { labelAccess, ofLabel } from './access.ts';
import { labelDialect } from './errors.ts';
import { ListAnswer, listAnswer, listParameters, readList } from './list-wire.ts';
import { IDEMPOTENCY, readKey } from './royalty-wire.ts';
import { statementPaper } from './statement-paper.ts';
import {
  CloseBody,
  ClosedDocument,
  closedDocument,
  FILTERS,
  FullStatementDocument,
  fullStatementDocument,
  StatementDocument,
  statementCsv,
  statementDocument,
} from './statement-wire.ts';
import { readId, trimmed } from './wire.ts';

const [CSV, PDF] = ['.csv', '.pdf'];
const TERMS = { sorts: {}, filters: FILTERS };

/** The statement of an address, and the ending of a file where there is one. @throws not_found (`statement`) */
function named(text: string): { id: Id; ending: string } {
  const ending = [CSV, PDF].find((one) => text.endsWith(one)) ?? '';
  return { id: readId(text.slice(0, text.length - ending.length), () => refuseStatement('statement')), ending };
}

/** Chapter «Отчёты по роялти»: closed periods, and what each payee is told of them. */
export function statementRoutes(services: Services) {
  const { statements, roster, config } = services;
  const allow = labelAccess(services);
  const owner = async ({ id = '' }: Readonly<Record<string, string>>) => {
    const artist = await statements.ownerOf(named(id).id);
    return artist === undefined ? [] : [artist];
  };

  /** Whose statements a caller may see of those that are asked for. @throws forbidden */
  async function visible({ id, role }: Account, artist: Id | undefined): Promise<StatementFilters> {
    if (role === 'root') return artist === undefined ? {} : { payeeIds: [artist] };
    const isOne = role === 'artist' ? artist === id : (await roster.managerOf(artist ?? '')) === id;
    if (artist !== undefined && !isOne) throw new DomainError('forbidden', 'Not allowed');
    if (artist !== undefined) return { payeeIds: [artist] };
    return { payeeIds: role === 'artist' ? [id] : await roster.artistIdsOf(id) };
  }

  /** A statement in the form that its address asks for. */
  async function answer(caller: Account, address: string) {
    const { id, ending } = named(address);
    if (ending === PDF) {
      const file = await statements.print(caller.id, id, statementPaper);
      return pdfAnswer(`${file.number}${PDF}`, file.bytes);
    }
    const statement = await statements.get(id);
    return ending === CSV
      ? csvAnswer(`${statement.number}${CSV}`, statementCsv(statement))
      : fullStatementDocument(statement);
  }

  return chapters(services, labelDialect(config))('/statements', 'label: statements')
    .post(
      '/close',
      async ({ caller, body, request }) =>
        closedDocument(await statements.close(caller, trimmed(body).period, readKey(request))),
      {
        member: {
          summary: 'Закрытие периода',
          about:
            'Составляет отчёт каждому, у кого есть записи или остаток: в него входит всё, что проведено после прошлого закрытия, за какой бы месяц оно ни было. Закрытое не меняется.',
          access: allow('root'),
          answers: { 200: ClosedDocument },
          refuses: [409, 422],
          parameters: IDEMPOTENCY,
        },
        body: CloseBody,
      },
    )
    .get(
      '/',
      async ({ caller, request }) => {
        const listRequest = readList(request, TERMS);
        const { payeeId, period } = listRequest.filters;
        const filters = { ...(await visible(caller, payeeId)), ...(period === undefined ? {} : { period }) };
        return listAnswer(await statements.list(filters, listRequest), listRequest, statementDocument);
      },
      {
        member: {
          summary: 'Получение отчётов по роялти',
          about: 'Возвращает страницу отчётов без таблиц; новые идут первыми.',
          access: ofLabel('root — все, менеджеру — отчёты его артистов, артисту — свои'),
          answers: { 200: ListAnswer(StatementDocument) },
          refuses: [400],
          parameters: listParameters(TERMS),
        },
      },
    )
    .get('/:id', async ({ caller, params }) => answer(caller, params.id), {
      member: {
        summary: 'Получение отчёта по роялти по ID',
        about:
          'Возвращает отчёт с таблицами по релизам, трекам, площадкам и странам; сумма каждой равна `earnings`. Отчёты получателей, которые не являются артистами, доступны только root.',
        access: allow('label', owner),
        answers: { 200: FullStatementDocument },
        refuses: [404],
        path: { id: { example: STATEMENT.id, description: 'ID отчёта по роялти' } },
        endings: {
          '': {},
          [CSV as string]: {
            summary: 'Отчёт по роялти, CSV',
            about: 'Возвращает отчёт таблицей: `section,key,title,quantity,amount,currency`.',
            answers: { 200: 'text/csv' },
          },
          [PDF as string]: {
            summary: 'Отчёт по роялти, PDF',
            about: 'Возвращает отчёт для печати: лист с итогами и диаграммами, за ним таблицы.',
            answers: { 200: 'application/pdf' },
          },
        },
      },
    });
}
