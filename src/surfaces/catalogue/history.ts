import { Type as t } from '@sinclair/typebox';
import { Elysia } from 'elysia';
import type { Services } from '../../domain/services.ts';
import { bodies } from '../../http/body/bodies.ts';
import { callers } from '../../http/identity/caller.ts';
import { operation } from '../../http/openapi/documentation.ts';
import { nextLink, PageQuery, readPage } from '../../http/paging.ts';
import { ErrorAnswer, FullHistoryDocument, HistoryBody, HistoryDocument } from './shapes.ts';
import { fullHistoryDocument, historyDocument } from './wire.ts';

const refused = { 400: ErrorAnswer, 401: ErrorAnswer, 503: ErrorAnswer };

/** Who heard what: each sees and writes only his own. */
export function historyRoutes({ accounts, listening, media, config }: Services) {
  return new Elysia({ prefix: '/trackHistory' })
    .use(callers(accounts, config))
    .use(bodies(media.disk))
    .post('/', async ({ caller, body }) => historyDocument(await listening.hear(caller, body.track)), {
      access: 'member',
      receives: {},
      body: HistoryBody,
      detail: operation(
        'catalogue',
        'Note that the caller hears a track now',
        { 200: HistoryDocument, ...refused, 403: ErrorAnswer, 413: ErrorAnswer, 415: ErrorAnswer },
        { secured: true },
      ),
    })
    .get(
      '/',
      async ({ caller, query, request, set }) => {
        const page = await listening.historyOf(caller, readPage(query, config.listLimit));
        Object.assign(set.headers, nextLink(request, page, config));
        return page.entries.map(fullHistoryDocument(caller));
      },
      {
        access: 'member',
        query: t.Object(PageQuery),
        detail: operation(
          'catalogue',
          'What the caller heard, newest first',
          { 200: t.Array(FullHistoryDocument), ...refused },
          { secured: true },
        ),
      },
    );
}
