import { Type as t } from '@sinclair/typebox';
import type { Services } from '../../domain/services.ts';
import { readPage, withNextLink } from '../../http/paging.ts';
import { chapters } from '../../http/route.ts';
import { PEOPLE, PERSONS } from '../../lib/examples.ts';
import { accountsInPath, labelAccess } from './access.ts';
import { labelDialect, refuse } from './errors.ts';
import { ListAnswer, listAnswer, listParameters, readList } from './list-wire.ts';
import { ArtistDocument, LinkedQuery, ManagerDocument } from './shapes.ts';
import { artistDocument, managerDocument, readId } from './wire.ts';

const MANAGERS = {
  sorts: { surname: 'surname', firstname: 'firstname', createdAt: 'createdAt' },
  search: { of: 'фамилии и имени', example: PERSONS.manager.surname },
} as const;

const malformed = () => refuse('request');

/** Chapter «Менеджеры»: managers and their artists. */
export function managerRoutes(services: Services) {
  const { roster, config } = services;
  const allow = labelAccess(services);

  return chapters(services, labelDialect(config))('/managers', 'label: people')
    .get(
      '/:id/artists',
      async ({ params, query, request, set }) => {
        const page = await roster.artistsOf(readId(params.id, malformed), readPage(query, config.listLimit));
        if (page.entries.length === 0) throw refuse('no_artists');
        return withNextLink(page, { request, set }, config).map(artistDocument);
      },
      {
        member: {
          summary: 'Получение списка артистов, закрепленных за менеджером',
          about: 'Возвращает артистов по сценическому имени; продолжение — по адресу в заголовке `Link`.',
          access: allow('manager', accountsInPath('id', malformed)),
          who: 'Доступно: самому менеджеру и root.',
          answers: { 200: t.Array(ArtistDocument) },
          refuses: [404],
          path: { id: { example: PEOPLE.manager, description: 'ID менеджера' } },
        },
        query: LinkedQuery,
      },
    )
    .get(
      '/',
      async ({ request }) => {
        const listRequest = readList(request, MANAGERS);
        const managers = await roster.listManagers(listRequest);
        if (managers.entries.length === 0) throw refuse('no_managers');
        return listAnswer(managers, listRequest, managerDocument);
      },
      {
        member: {
          summary: 'Получение списка всех менеджеров',
          about: 'Возвращает страницу менеджеров и root; без сортировки новые идут первыми.',
          access: allow('root'),
          answers: { 200: ListAnswer(ManagerDocument) },
          refuses: [400, 404],
          parameters: listParameters(MANAGERS),
        },
      },
    );
}
