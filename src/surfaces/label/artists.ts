import { Type as t } from '@sinclair/typebox';
import { refuse as refuseRoster } from '../../domain/roster/model.ts';
import type { Services } from '../../domain/services.ts';
import { chapters } from '../../http/route.ts';
import { PEOPLE, PERSONS } from '../../lib/examples.ts';
import { parseId } from '../../lib/ids.ts';
import { accountsInPath, labelAccess } from './access.ts';
import { labelDialect, refuse } from './errors.ts';
import { idFilter, ListAnswer, listAnswer, listParameters, readList } from './list-wire.ts';
import { ArtistDocument, ManagerBody, StageNameBody } from './shapes.ts';
import { artistDocument, idOr, readIds, trimmed } from './wire.ts';

const ARTISTS = {
  sorts: { stageName: 'stage_name', surname: 'surname', firstname: 'firstname', createdAt: 'createdAt' },
  filters: { managerId: idFilter('filter[managerId]', PEOPLE.manager) },
  search: { of: 'сценическому имени, фамилии и имени', example: PERSONS.stageName },
} as const;

const idOf = idOr(() => refuseRoster('artist'));
const malformed = () => refuse('artist_ids');

/** Chapter «Артисты»: stage names, and the managers of artists. */
export function artistRoutes(services: Services) {
  const { roster, config } = services;
  const allow = labelAccess(services);
  const root = allow('root');
  const path = { id: PEOPLE.artist };

  return chapters(services, labelDialect(config))('/artists', 'label: people')
    .patch(
      '/:id/name',
      async ({ params, body }) => artistDocument(await roster.rename(idOf(params.id), trimmed(body.stageName))),
      {
        member: {
          summary: 'Обновление сценического имени артиста',
          about: 'Меняет имя, в каталоге тоже, и возвращает артиста.',
          access: root,
          path,
          answers: { 200: ArtistDocument },
          refuses: [404],
        },
        body: StageNameBody,
      },
    )
    .patch(
      '/:id/manager',
      async ({ params, body: { managerId } }) =>
        artistDocument(await roster.assign(idOf(params.id), managerId === null ? null : parseId(managerId))),
      {
        member: {
          summary: 'Привязка менеджера к артисту',
          about: 'Закрепляет артиста за активным менеджером или root; `null` снимает закрепление. Возвращает артиста.',
          access: root,
          path,
          answers: { 200: ArtistDocument },
          refuses: [404],
        },
        body: ManagerBody,
      },
    )
    .get('/:id', async ({ params }) => (await roster.artists(readIds(params.id, malformed))).map(artistDocument), {
      member: {
        summary: 'Получение информации об артистах по ID',
        about: 'Возвращает артистов в порядке перечисления, каждого один раз.',
        access: allow('label', accountsInPath('id', malformed)),
        answers: { 200: t.Array(ArtistDocument) },
        refuses: [400],
        path: { id: { example: PEOPLE.artist, description: 'ID артистов через запятую' } },
      },
    })
    .get(
      '/',
      async ({ request }) => {
        const listRequest = readList(request, ARTISTS);
        return listAnswer(await roster.listArtists(listRequest), listRequest, artistDocument);
      },
      {
        member: {
          summary: 'Получение списка всех артистов',
          about: 'Возвращает страницу списка; без сортировки новые идут первыми.',
          access: root,
          answers: { 200: ListAnswer(ArtistDocument) },
          refuses: [400],
          parameters: listParameters(ARTISTS),
        },
      },
    );
}
