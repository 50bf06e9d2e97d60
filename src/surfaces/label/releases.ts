import { Elysia } from 'elysia';
import { refuse as refuseRelease, STATUSES } from '../../domain/label/releases/model.ts';
import { refuse as refuseOfRoster } from '../../domain/roster/model.ts';
import type { Services } from '../../domain/services.ts';
import { DomainError, invalid as invalidField } from '../../errors.ts';
import { bodies } from '../../http/legacy/bodies.ts';
import { callers } from '../../http/legacy/caller.ts';
import { operation } from '../../http/legacy/documentation.ts';
import { type Id, parseId } from '../../lib/ids.ts';
import { allInPath, inPath, labelAccess, ofRelease } from './access.ts';
import { refuse } from './errors.ts';
import { choice, ListAnswer, listAnswer, listParameters, readList } from './listing.ts';
import {
  DraftDocument,
  draftDocument,
  ListedReleaseDocument,
  listedReleaseDocument,
  ReleaseBody,
  ReleaseDocument,
  readRelease,
  releaseDocument,
  StatusBody,
} from './release-wire.ts';
import { absent, invalid, Message, received, strange } from './shapes.ts';
import { readId, readIds } from './wire.ts';

const RELEASES = {
  sorts: ['name', 'stage_name'],
  filters: { status: choice('filter[status]', STATUSES) },
} as const;

const noArtist = () => refuseOfRoster('artist');
const unknown = () => refuseRelease('release');
const malformed = () => refuse('artist_ids');

/** Chapter «Релизы»: what artists bring out, from the draft on. */
export function releaseRoutes(services: Services) {
  const { accounts, releases, media, config } = services;
  const label = labelAccess(services);
  const owned = label('label', ofRelease(services));
  const secured = { secured: true };
  const changed = { 200: ReleaseDocument, ...received, ...strange, ...absent };
  const listed = { 200: ListAnswer(ListedReleaseDocument), ...invalid, ...strange, ...absent };
  const listing = { ...secured, parameters: listParameters(RELEASES) };

  async function list(request: Request, artistIds?: Id[]) {
    const asked = readList(request, RELEASES);
    const found = await releases.list(asked, artistIds);
    if (found.entries.length === 0) throw refuse('no_releases');
    return listAnswer(found, asked, listedReleaseDocument);
  }

  return new Elysia({ prefix: '/releases' })
    .use(callers(accounts, config))
    .use(bodies(media.disk))
    .post(
      '/:id/new',
      async ({ caller, params, set }) => {
        const draft = await releases.make(caller, readId(params.id, noArtist));
        set.status = 201;
        return draftDocument(draft);
      },
      {
        access: label('label', inPath()),
        receives: {},
        detail: operation(
          'label',
          "Make a draft of an artist's release, one each",
          { 201: DraftDocument, ...received, ...strange, ...absent },
          secured,
        ),
      },
    )
    .put(
      '/:id',
      async ({ caller, params, body }) => {
        if (Object.keys(body).length === 0) throw refuse('release_request');
        return releaseDocument(await releases.change(caller, readId(params.id, unknown), readRelease(body)));
      },
      {
        access: owned,
        receives: {},
        body: ReleaseBody,
        detail: operation('label', 'Change what is given of a release: it is a draft again', changed, secured),
      },
    )
    .patch(
      '/:id',
      async ({ caller, params }) => releaseDocument(await releases.save(caller, readId(params.id, unknown))),
      {
        access: owned,
        receives: {},
        detail: operation('label', 'Hand a release in: it is pending', changed, secured),
      },
    )
    .patch(
      '/:id/status',
      async ({ caller, params, body: { status, userId, message } }) => {
        checkEditor(caller.id, userId);
        const id = readId(params.id, unknown);
        return releaseDocument(await releases.setStatus(caller, id, status, message ?? undefined));
      },
      {
        access: label('manager', ofRelease(services)),
        receives: {},
        body: StatusBody,
        detail: operation('label', 'Set the status; a finalized release is in the catalogue', changed, secured),
      },
    )
    .delete(
      '/:id',
      async ({ params }) => {
        await releases.remove(readId(params.id, unknown));
        return { message: 'Релиз успешно удален' };
      },
      {
        access: owned,
        detail: operation(
          'label',
          'Delete a draft with all that belongs to it',
          { 200: Message, ...invalid, ...strange, ...absent },
          secured,
        ),
      },
    )
    .get('/:id', async ({ params }) => releaseDocument(await releases.get(readId(params.id, unknown))), {
      access: owned,
      detail: operation('label', 'A release', { 200: ReleaseDocument, ...strange, ...absent }, secured),
    })
    .get('/artists/:ids', ({ request, params }) => list(request, readIds(params.ids, malformed)), {
      access: label('label', allInPath('ids', malformed)),
      detail: operation('label', 'Releases of artists, by their ids separated by commas', listed, listing),
    })
    .get('/', ({ request }) => list(request), {
      access: label('root'),
      detail: operation('label', 'All releases', listed, listing),
    });
}

/** Nobody signs a change for somebody else. @throws invalid (`userId`), forbidden */
function checkEditor(callerId: Id, userId: string | null | undefined): void {
  if (userId == null) return;
  const editor = parseId(userId);
  if (editor === undefined) throw invalidField('userId', 'is no id', { rule: 'ID пользователя, изменяющего статус' });
  if (editor !== callerId) throw new DomainError('forbidden', 'Only in one’s own name');
}
