import { Type as t } from '@sinclair/typebox';
import type { Services } from '../../domain/services.ts';
import { PageQuery, readPage, withNextLink } from '../../http/paging.ts';
import { chapters, type MemberRoute } from '../../http/route.ts';
import { membersDialect } from './errors.ts';
import { DoneAnswer, FavouritesAnswer, TrackField } from './shapes.ts';
import { done, favouritesAnswer, readTrack } from './wire.ts';

/** The description of the route that adds a favourite or removes one. */
const change = (summary: string, what: string): MemberRoute => ({
  summary,
  about: `${what} \`track_id\` stands in the address or in the body; the address wins. Whether there is such a track is not asked. It is promised by the answer and done a moment later.`,
  answers: { 200: DoneAnswer },
});

/** The caller's favourite tracks. Changes are stored as tasks before the answer and applied in order shortly after. */
export function favouriteRoutes(services: Services) {
  const { listening, config } = services;
  return chapters(services, membersDialect)('/user/track', 'members')
    .post(
      '/favorite',
      async ({ caller, query, body }) => {
        await listening.requestFavourite(caller, 'like', readTrack(query.track_id, body.track_id));
        return done('success');
      },
      {
        member: change('Add a track to the favourites', 'A track that is a favourite already stays as it is.'),
        query: TrackField,
        body: TrackField,
      },
    )
    .delete(
      '/favorite',
      async ({ caller, query, body }) => {
        await listening.requestFavourite(caller, 'dislike', readTrack(query.track_id, body.track_id));
        return done('success');
      },
      {
        member: change('Take a track out of the favourites', 'A track that is no favourite is fine.'),
        query: TrackField,
        body: TrackField,
      },
    )
    .get(
      '/favorite',
      async ({ caller, query, request, set }) => {
        const page = await listening.favouritesOf(caller, readPage(query, config.listLimit));
        return favouritesAnswer(withNextLink(page, { request, set }, config));
      },
      {
        member: {
          summary: 'The favourite tracks',
          about: 'Answers the favourites of the caller, newest first; it goes on at the address in `Link`.',
          answers: { 200: FavouritesAnswer },
        },
        query: t.Object(PageQuery),
      },
    );
}
