import { Type as t } from '@sinclair/typebox';
import { Elysia } from 'elysia';
import { refuse as refuseOfRoster } from '../../domain/roster/model.ts';
import type { Services } from '../../domain/services.ts';
import { bodies } from '../../http/legacy/bodies.ts';
import { callers } from '../../http/legacy/caller.ts';
import { operation } from '../../http/legacy/documentation.ts';
import { parseId } from '../../lib/ids.ts';
import { allInPath, labelAccess } from './access.ts';
import { refuse } from './errors.ts';
import { idFilter, ListAnswer, listAnswer, listParameters, readList } from './listing.ts';
import { ArtistDocument, absent, invalid, ManagerBody, received, StageNameBody, strange } from './shapes.ts';
import { artistDocument, readId, readIds } from './wire.ts';

const ARTISTS = {
  sorts: ['stage_name', 'surname', 'firstname', 'createdAt'],
  filters: { managerId: idFilter('filter[managerId]') },
} as const;

const malformed = () => refuse('artist_ids');
const unknown = () => refuseOfRoster('artist');

/** Chapter «Артисты»: what artists are called on stage, and who looks after them. */
export function artistRoutes(services: Services) {
  const { accounts, roster, media, config } = services;
  const label = labelAccess(services);
  const changed = { 200: ArtistDocument, ...received, ...strange, ...absent };

  return new Elysia({ prefix: '/artists' })
    .use(callers(accounts, config))
    .use(bodies(media.disk))
    .patch(
      '/:id/name',
      async ({ params, body }) => artistDocument(await roster.rename(readId(params.id, unknown), body.stageName)),
      {
        access: label('root'),
        receives: {},
        body: StageNameBody,
        detail: operation('label', 'Give an artist another stage name', changed, { secured: true }),
      },
    )
    .patch(
      '/:id/manager',
      async ({ params, body }) =>
        artistDocument(await roster.assign(readId(params.id, unknown), parseId(body.managerId))),
      {
        access: label('root'),
        receives: {},
        body: ManagerBody,
        detail: operation('label', "Put an artist into a manager's or root's care", changed, { secured: true }),
      },
    )
    .get('/:id', async ({ params }) => (await roster.artists(readIds(params.id, malformed))).map(artistDocument), {
      access: label('label', allInPath('id', malformed)),
      detail: operation(
        'label',
        'Artists by their ids, separated by commas',
        { 200: t.Array(ArtistDocument), ...invalid, ...strange },
        { secured: true },
      ),
    })
    .get(
      '/',
      async ({ request }) => {
        const asked = readList(request, ARTISTS);
        return listAnswer(await roster.listArtists(asked), asked, artistDocument);
      },
      {
        access: label('root'),
        detail: operation(
          'label',
          'All artists of the label',
          { 200: ListAnswer(ArtistDocument), ...invalid, ...strange },
          { secured: true, parameters: listParameters(ARTISTS) },
        ),
      },
    );
}
