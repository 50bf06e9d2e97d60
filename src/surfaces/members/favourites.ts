import { Type as t } from '@sinclair/typebox';
import { Elysia } from 'elysia';
import type { Services } from '../../domain/services.ts';
import { bodies } from '../../http/legacy/bodies.ts';
import { callers } from '../../http/legacy/caller.ts';
import { operation } from '../../http/legacy/documentation.ts';
import { nextLink, PageQuery, readPage } from '../../http/paging.ts';
import { DoneAnswer, ErrorAnswer, FavouritesAnswer, TrackField } from './shapes.ts';
import { done, favourite, readTrack } from './wire.ts';

const refused = { 400: ErrorAnswer, 401: ErrorAnswer, 503: ErrorAnswer };
const write = { access: 'member', receives: {}, query: TrackField, body: TrackField } as const;
const written = { 200: DoneAnswer, ...refused, 403: ErrorAnswer, 413: ErrorAnswer, 415: ErrorAnswer };

/** The caller's favourite tracks. Changes are promised by the answer and done a moment later, in order. */
export function favouriteRoutes({ accounts, listening, media, config }: Services) {
  return new Elysia()
    .use(callers(accounts, config))
    .use(bodies(media.disk))
    .post(
      '/track/favorite',
      async ({ caller, query, body }) => {
        await listening.favour(caller, 'like', readTrack(query.track_id, body.track_id));
        return done('success');
      },
      { ...write, detail: operation('members', 'Add a track to the favourites', written, { secured: true }) },
    )
    .delete(
      '/track/favorite',
      async ({ caller, query, body }) => {
        await listening.favour(caller, 'dislike', readTrack(query.track_id, body.track_id));
        return done('success');
      },
      { ...write, detail: operation('members', 'Take a track out of the favourites', written, { secured: true }) },
    )
    .get(
      '/track/favorite',
      async ({ caller, query, request, set }) => {
        const page = await listening.favouritesOf(caller, readPage(query, config.listLimit));
        Object.assign(set.headers, nextLink(request, page, config));
        return { response: done('success'), tracks: page.entries.map(favourite) };
      },
      {
        access: 'member',
        query: t.Object(PageQuery),
        detail: operation(
          'members',
          'The favourite tracks, newest first',
          { 200: FavouritesAnswer, ...refused },
          { secured: true },
        ),
      },
    );
}
