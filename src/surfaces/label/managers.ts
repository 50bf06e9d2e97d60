import { Type as t } from '@sinclair/typebox';
import { Elysia } from 'elysia';
import type { Services } from '../../domain/services.ts';
import { callers } from '../../http/legacy/caller.ts';
import { operation } from '../../http/legacy/documentation.ts';
import { nextLink, PageQuery, readPage } from '../../http/paging.ts';
import { allInPath, labelAccess } from './access.ts';
import { refuse } from './errors.ts';
import { ListAnswer, listAnswer, listParameters, readList } from './listing.ts';
import { ArtistDocument, absent, invalid, ManagerDocument, strange } from './shapes.ts';
import { artistDocument, managerDocument, readId } from './wire.ts';

const MANAGERS = { sorts: ['surname', 'firstname', 'createdAt'] } as const;

const malformed = () => refuse('request');

/** Chapter «Менеджеры»: who looks after artists. */
export function managerRoutes(services: Services) {
  const { accounts, roster, config } = services;
  const label = labelAccess(services);

  return new Elysia({ prefix: '/managers' })
    .use(callers(accounts, config))
    .get(
      '/:id/artists',
      async ({ params, query, request, set }) => {
        const page = await roster.artistsOf(readId(params.id, malformed), readPage(query, config.listLimit));
        if (page.entries.length === 0) throw refuse('no_artists');
        Object.assign(set.headers, nextLink(request, page, config));
        return page.entries.map(artistDocument);
      },
      {
        access: label('manager', allInPath('id', malformed)),
        query: t.Object(PageQuery),
        detail: operation(
          'label',
          "A manager's artists, by stage name",
          { 200: t.Array(ArtistDocument), ...invalid, ...strange, ...absent },
          { secured: true },
        ),
      },
    )
    .get(
      '/',
      async ({ request }) => {
        const asked = readList(request, MANAGERS);
        const managers = await roster.listManagers(asked);
        if (managers.entries.length === 0) throw refuse('no_managers');
        return listAnswer(managers, asked, managerDocument);
      },
      {
        access: label('root'),
        detail: operation(
          'label',
          'Everybody who may look after artists: managers and root',
          { 200: ListAnswer(ManagerDocument), ...invalid, ...strange, ...absent },
          { secured: true, parameters: listParameters(MANAGERS) },
        ),
      },
    );
}
