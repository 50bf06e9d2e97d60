import { refuse as refuseRelease, STATUSES } from '../../domain/label/releases/model.ts';
import { refuse as refuseRoster } from '../../domain/roster/model.ts';
import type { Services } from '../../domain/services.ts';
import { DomainError, invalid as invalidField } from '../../errors.ts';
import { chapters } from '../../http/route.ts';
import { RELEASES as EXAMPLES, PEOPLE, RELEASE_NAMES } from '../../lib/examples.ts';
import { type Id, parseId } from '../../lib/ids.ts';
import { accountInPath, accountsInPath, labelAccess, releaseOwner } from './access.ts';
import { labelDialect, refuse } from './errors.ts';
import { choice, ListAnswer, listAnswer, listParameters, readList } from './list-wire.ts';
import { DraftDocument, ListedReleaseDocument, ReleaseBody, ReleaseDocument, StatusBody } from './release-shapes.ts';
import { draftDocument, listedReleaseDocument, readRelease, releaseDocument } from './release-wire.ts';
import { MessageAnswer } from './shapes.ts';
import { created, idOr, readIds, trimmed } from './wire.ts';

/** The sorts and filters of every list of releases. */
export const RELEASE_LIST = {
  sorts: { name: 'name', stageName: 'stage_name' },
  filters: { status: choice('filter[status]', STATUSES, 'finalized') },
  search: { of: 'названию релиза и имени артиста', example: RELEASE_NAMES.finalized },
} as const;

const artistOf = idOr(() => refuseRoster('artist'));
const idOf = idOr(() => refuseRelease('release'));
const malformed = () => refuse('artist_ids');

/** Chapter «Релизы»: releases of artists, from the draft on. */
export function releaseRoutes(services: Services) {
  const { releases, config } = services;
  const allow = labelAccess(services);
  const owned = allow('label', releaseOwner(services));
  const listing = {
    answers: { 200: ListAnswer(ListedReleaseDocument) },
    refuses: [400, 404],
    parameters: listParameters(RELEASE_LIST),
  } as const;

  async function list(request: Request, artistIds?: Id[]) {
    const listRequest = readList(request, RELEASE_LIST);
    const found = await releases.list(listRequest, artistIds);
    if (found.entries.length === 0) throw refuse('no_releases');
    return listAnswer(found, listRequest, listedReleaseDocument);
  }

  return chapters(services, labelDialect(config))('/releases', 'label: releases')
    .post(
      '/:id/new',
      async ({ caller, params, set }) => created(set, draftDocument(await releases.make(caller, artistOf(params.id)))),
      {
        member: {
          summary: 'Создание релиза',
          about: 'Создаёт черновик релиза артиста; у каждого артиста он один.',
          access: allow('label', accountInPath()),
          answers: { 201: DraftDocument },
          refuses: [400, 404],
          path: { id: { example: PEOPLE.newcomer, description: 'ID артиста' } },
        },
      },
    )
    .put(
      '/:id',
      async ({ caller, params, body }) => {
        if (Object.keys(body).length === 0) throw refuse('release_request');
        return releaseDocument(await releases.change(caller, idOf(params.id), readRelease(trimmed(body))));
      },
      {
        member: {
          summary: 'Обновление релиза',
          about: 'Меняет переданные поля; релиз снова становится черновиком. Возвращает релиз.',
          access: owned,
          answers: { 200: ReleaseDocument },
          refuses: [404],
          path: { id: EXAMPLES.draft },
        },
        body: ReleaseBody,
      },
    )
    .patch('/:id', async ({ caller, params }) => releaseDocument(await releases.save(caller, idOf(params.id))), {
      member: {
        summary: 'Сохранение релиза',
        about:
          'Передаёт заполненный релиз лейблу: статус `pending`. Называет все поля, которых не хватает. Если задан запас кодов, релиз и его треки получают те коды, которых у них нет; когда запас пуст — 409.',
        access: owned,
        answers: { 200: ReleaseDocument },
        refuses: [400, 404, 409],
        path: { id: EXAMPLES.pending },
      },
    })
    .patch(
      '/:id/status',
      async ({ caller, params, body }) => {
        const { status, userId, message } = trimmed(body);
        checkEditor(caller.id, userId);
        return releaseDocument(await releases.setStatus(caller, idOf(params.id), status, message ?? undefined));
      },
      {
        member: {
          summary: 'Обновление статуса релиза',
          about:
            'Задаёт статус и добавляет запись в историю. Для `approved`, `delivered` и `finalized` релиз должен быть заполнен, как для сохранения. `finalized` появляется в каталоге в день релиза (UTC), а если он прошёл, сразу.',
          access: allow('manager', releaseOwner(services)),
          answers: { 200: ReleaseDocument },
          refuses: [404],
          path: { id: EXAMPLES.pending },
        },
        body: StatusBody,
      },
    )
    .delete(
      '/:id',
      async ({ params }) => {
        await releases.remove(idOf(params.id));
        return { message: 'Релиз успешно удален' };
      },
      {
        member: {
          summary: 'Удаление черновика',
          about: 'Удаляет черновик с треками, файлами, примечаниями и историей.',
          access: owned,
          answers: { 200: MessageAnswer('Релиз успешно удален') },
          refuses: [400, 404, 409],
          path: { id: EXAMPLES.guestDraft },
        },
      },
    )
    .get('/:id', async ({ params }) => releaseDocument(await releases.get(idOf(params.id))), {
      member: {
        summary: 'Получение релиза по ID',
        about: 'Возвращает релиз с историей статусов и треками целиком.',
        access: owned,
        answers: { 200: ReleaseDocument },
        refuses: [404],
        path: { id: EXAMPLES.pending },
      },
    })
    .get('/artists/:ids', ({ request, params }) => list(request, readIds(params.ids, malformed)), {
      member: {
        summary: 'Получение релизов по артистам',
        about: 'Возвращает страницу релизов; без сортировки — по статусу (первым `pending`), затем новые.',
        access: allow('label', accountsInPath('ids', malformed)),
        ...listing,
        path: { ids: { example: PEOPLE.artist, description: 'ID артистов через запятую' } },
      },
    })
    .get('/', ({ request }) => list(request), {
      member: {
        summary: 'Получение всех релизов',
        about: 'Возвращает страницу релизов; без сортировки — по статусу (первым `pending`), затем новые.',
        access: allow('root'),
        ...listing,
      },
    });
}

/** `userId` may only name the caller: the history records who made a change. @throws invalid (`userId`), forbidden */
function checkEditor(callerId: Id, userId: string | null | undefined): void {
  if (userId == null) return;
  const editor = parseId(userId);
  if (editor === undefined) throw invalidField('userId', 'is no id', { rule: 'ID пользователя, изменяющего статус' });
  if (editor !== callerId) throw new DomainError('forbidden', 'Only in one’s own name');
}
