import { type TSchema, Type as t } from '@sinclair/typebox';
import { mayActFor } from '../../domain/access/service.ts';
import type { Account } from '../../domain/accounts/model.ts';
import type { Services } from '../../domain/services.ts';
import type { FullProfile } from '../../domain/social/model.ts';
import { DomainError } from '../../errors.ts';
import type { Check } from '../../http/identity/caller.ts';
import { PageQuery, readPage, withNextLink } from '../../http/paging.ts';
import { chapters, type Route } from '../../http/route.ts';
import { originOf } from '../../http/server/origin.ts';
import { PEOPLE } from '../../lib/examples.ts';
import { parseId, toUuid } from '../../lib/ids.ts';
import { pathId } from './acting.ts';
import { dataAnswer, FileDocument, namedAnswer, PAGED, ProfileDocument, PublicProfile } from './answers.ts';
import { communityDialect } from './errors.ts';
import { fileDocument } from './media-wire.ts';
import { accountNamed, PUBLIC_PROFILE, publicProfile } from './public-profile.ts';
import { ProfileBody, ProfilesQuery, ViewerQuery } from './shapes.ts';
import { DONE, dataOf, profileDocument, readProfile } from './wire.ts';

/** Elysia refuses two names for a parameter at one position, so `:user` is an id or a name, as the route has it. */
const user = (login: 'listener' | 'musician', by: 'id' | 'name') => ({
  user:
    by === 'id'
      ? { example: toUuid(PEOPLE[login]), description: 'the id of a user, spelled in either way' }
      : { example: login, description: 'the name of a user' },
});

const ownProfile: Check = Object.assign(
  async (caller: Account, { user = '' }: Readonly<Record<string, string>>) => {
    if (!mayActFor(caller, pathId(user))) throw new DomainError('forbidden', 'This profile is not yours');
  },
  { who: 'the account named, and root' },
);

const PRIVATE =
  'A private profile is shown to its owner, to followers whom the owner follows back, and to root; to others it is 403.';

/** The part of Elysia's context that a list of uploads needs. */
interface ListContext {
  request: Request;
  caller: Account | undefined;
  params: { user: string };
  query: { limit?: string; cursor?: string };
  set: { headers: object };
}

/** Profiles (chapter 2 of the document). */
export function userRoutes(services: Services) {
  const { social, uploads, config } = services;
  const document = (request: Request) => profileDocument(originOf(request, config));
  const profileAnswer = async (request: Request, profile: Promise<FullProfile>) =>
    dataOf(document(request)(await profile));

  /** A list of an account's uploads. @throws forbidden unless the caller may see the profile */
  const listUploads = async (list: typeof uploads.tracksOf, { request, caller, params, query, set }: ListContext) => {
    const { id } = await accountNamed(services, params.user);
    await social.checkSeen(caller, id);
    const page = await list(id, readPage(query, config.listLimit));
    return withNextLink(page, { request, set }, config).map(fileDocument(originOf(request, config)));
  };

  const one = (
    summary: string,
    about: string,
    shape: TSchema,
    path: Route['path'] = user('musician', 'name'),
  ): Route => ({
    summary,
    about: `${about} ${PRIVATE}`,
    answers: { 200: shape },
    refuses: [403, 404],
    ...(path && { path }),
  });

  return chapters(services, communityDialect)('/users', 'community')
    .get(
      '/',
      async ({ request, caller, query: { excludeUserId = '', ...query }, set }) => {
        const page = await social.profiles(caller, readPage(query, config.listLimit), parseId(excludeUserId));
        return { ...DONE, profiles: withNextLink(page, { request, set }, config).map(document(request)) };
      },
      {
        anybody: {
          summary: 'All profiles, newest first',
          about: `Answers the people of the community but the one excluded: not those who only came by the recorder, nor root, until they have written a profile. Of private profiles only what a list needs is shown. ${PAGED}`,
          answers: { 200: namedAnswer('profiles', t.Array(ProfileDocument)) },
        },
        query: ProfilesQuery,
      },
    )
    .get(
      '/username/:username',
      async ({ request, caller, params }) => {
        const { id } = await accountNamed(services, params.username);
        return profileAnswer(request, social.profile(caller, id));
      },
      {
        anybody: one(
          'A profile by user name',
          'Answers the profile of the user of that name, in whatever case it is spelled.',
          dataAnswer(ProfileDocument),
          { username: 'musician' },
        ),
      },
    )
    .get(
      '/:user/profile',
      ({ request, caller, params }) => profileAnswer(request, social.profile(caller, pathId(params.user))),
      {
        anybody: one(
          'A profile by id',
          'Answers the profile of the user of that id.',
          dataAnswer(ProfileDocument),
          user('musician', 'id'),
        ),
      },
    )
    .put(
      '/:user/profile',
      ({ request, params, body }) => profileAnswer(request, social.change(pathId(params.user), readProfile(body))),
      {
        member: {
          summary: 'Change a profile',
          about:
            'Changes the fields given, and leaves the others: preferences are merged, lists and links replaced, `null` clears a text. Answers the whole profile. Followers are told of what others can see.',
          access: ownProfile,
          answers: { 200: dataAnswer(ProfileDocument) },
          refuses: [404],
          path: user('listener', 'id'),
        },
        body: ProfileBody,
      },
    )
    .get(
      '/:user/public',
      ({ request, caller, params, query }) => publicProfile(services, request, caller, params.user, query.viewerId),
      {
        anybody: one(
          'A profile by user name with its tracks, as seen by somebody',
          PUBLIC_PROFILE,
          dataAnswer(PublicProfile),
        ),
        query: ViewerQuery,
      },
    )
    .get(
      '/:user/tracks',
      async ({ request, caller, params, query, set }) =>
        dataOf(await listUploads(uploads.tracksOf, { request, caller, params, query, set })),
      {
        anybody: one(
          'The tracks that somebody has uploaded, newest first',
          `Answers the files of the tracks. ${PAGED}`,
          dataAnswer(t.Array(FileDocument)),
        ),
        query: t.Object(PageQuery),
      },
    )
    .get(
      '/:user/audio-files',
      async ({ request, caller, params, query, set }) => ({
        ...DONE,
        audioFiles: await listUploads(uploads.audioOf, { request, caller, params, query, set }),
      }),
      {
        anybody: one(
          'All audio that somebody has uploaded, newest first',
          `Answers the files, whatever they are for. ${PAGED}`,
          namedAnswer('audioFiles', t.Array(FileDocument)),
        ),
        query: t.Object(PageQuery),
      },
    );
}
