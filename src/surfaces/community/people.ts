import { type TSchema, Type as t } from '@sinclair/typebox';
import type { Services } from '../../domain/services.ts';
import type { Person } from '../../domain/social/model.ts';
import { PageQuery, readPage, withNextLink } from '../../http/paging.ts';
import { chapters, type Route } from '../../http/route.ts';
import { originOf } from '../../http/server/origin.ts';
import { PEOPLE } from '../../lib/examples.ts';
import { toUuid } from '../../lib/ids.ts';
import type { Page, PageRequest } from '../../lib/page.ts';
import { pathId } from './acting.ts';
import { dataAnswer, PAGED, PersonDocument, SeenPersonDocument } from './answers.ts';
import { communityDialect } from './errors.ts';
import { accountNamed } from './public-profile.ts';
import { PeopleQuery } from './shapes.ts';
import { dataOf, personDocument } from './wire.ts';

/** People in a page, unless `limit` says less. */
const PAGE = 50;

const HIDDEN = 'Left out is whose profile is private to the caller.';
const LIST: TSchema = dataAnswer(t.Array(PersonDocument));

const ofFollows = (summary: string, about: string): Route => ({
  summary,
  about: `${about} ${HIDDEN} ${PAGED}`,
  answers: { 200: LIST },
  refuses: [403, 404],
  path: { userId: toUuid(PEOPLE.musician) },
});

/** The part of Elysia's context that a list of people needs. */
interface ListContext {
  request: Request;
  query: { limit?: string; cursor?: string };
  set: { headers: object };
}

/** Lists of people, with what a page shows of each: by the page for people, beyond the document. */
export function peopleRoutes(services: Services) {
  const { social, config } = services;

  const list = async (read: (page: PageRequest) => Promise<Page<Person>>, { request, query, set }: ListContext) => {
    const page = await read(readPage(query, Math.min(PAGE, config.listLimit)));
    return dataOf(withNextLink(page, { request, set }, config).map(personDocument(originOf(request, config))));
  };

  return chapters(services, communityDialect)('/social', 'community')
    .get(
      '/people',
      ({ request, caller, query: { q, ...query }, set }) =>
        list((page) => social.people(caller, q, page), { request, query, set }),
      {
        anybody: {
          summary: 'People by name',
          about: `Answers the people of the community; with \`q\` those of whose names each word of it begins one, whatever case and accents. ${HIDDEN} ${PAGED}`,
          answers: { 200: LIST },
        },
        query: PeopleQuery,
      },
    )
    .get(
      '/people/:username',
      async ({ request, caller, params }) => {
        const { id } = await accountNamed(services, params.username);
        const { isVisible, ...person } = await social.person(caller, id);
        return dataOf({ ...personDocument(originOf(request, config))(person), isVisible });
      },
      {
        anybody: {
          summary: 'Somebody by user name',
          about:
            'Answers what lists show, and whether the caller may see the profile. Of one that the caller may not see there are the names alone, so that who knows the name can follow.',
          answers: { 200: dataAnswer(SeenPersonDocument) },
          refuses: [404],
          path: { username: 'musician' },
        },
      },
    )
    .get(
      '/followers/:userId/people',
      ({ request, caller, params, query, set }) =>
        list((page) => social.followersAmongPeople(caller, pathId(params.userId), page), { request, query, set }),
      {
        anybody: ofFollows(
          'Who follows somebody, with names',
          'Answers people as `GET /social/people` does, the newest follower first.',
        ),
        query: t.Object(PageQuery),
      },
    )
    .get(
      '/following/:userId/people',
      ({ request, caller, params, query, set }) =>
        list((page) => social.followedAmongPeople(caller, pathId(params.userId), page), { request, query, set }),
      {
        anybody: ofFollows(
          'Whom somebody follows, with names',
          'Answers people as `GET /social/people` does, the newest first.',
        ),
        query: t.Object(PageQuery),
      },
    );
}
