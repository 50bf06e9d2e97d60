import { Type as t } from '@sinclair/typebox';
import type { Services } from '../../domain/services.ts';
import { PageQuery, readPage, withNextLink } from '../../http/paging.ts';
import { chapters } from '../../http/route.ts';
import { catalogueDialect } from './errors.ts';
import { FullHistoryDocument, HistoryBody, HistoryDocument } from './shapes.ts';
import { fullHistoryDocument, historyDocument, readReference } from './wire.ts';

/** Listening history: callers read and write only their own. */
export function historyRoutes(services: Services) {
  const { listening, config } = services;
  return chapters(services, catalogueDialect)('/trackHistory', 'catalogue')
    .post(
      '/',
      async ({ caller, body }) => historyDocument(await listening.recordListening(caller, readReference(body.track))),
      {
        member: {
          summary: 'Note that the caller hears a track now',
          about: 'Adds an entry with the present moment to the history of the caller, and answers it.',
          answers: { 200: HistoryDocument },
        },
        body: HistoryBody,
      },
    )
    .get(
      '/',
      async ({ caller, query, request, set }) => {
        const page = await listening.historyOf(caller, readPage(query, config.listLimit));
        return withNextLink(page, { request, set }, config).map(fullHistoryDocument(caller));
      },
      {
        member: {
          summary: 'What the caller heard, newest first',
          about: 'Answers the history of the caller with the tracks in it; it goes on at the address in `Link`.',
          answers: { 200: t.Array(FullHistoryDocument) },
        },
        query: t.Object(PageQuery),
      },
    );
}
