import { type Static, type TSchema, Type as t } from '@sinclair/typebox';
import type { Account } from '../../domain/accounts/model.ts';
import type { Services } from '../../domain/services.ts';
import { PageQuery, readPage, withNextLink } from '../../http/paging.ts';
import { chapters, type MemberRoute, type Route } from '../../http/route.ts';
import { originOf } from '../../http/server/origin.ts';
import { PEOPLE } from '../../lib/examples.ts';
import { toUuid } from '../../lib/ids.ts';
import { actingFor, pathId } from './acting.ts';
import {
  DoneAnswer,
  dataAnswer,
  FeedDocument,
  FollowDocument,
  FollowingAnswer,
  PAGED,
  PublicProfile,
} from './answers.ts';
import { communityDialect } from './errors.ts';
import { PUBLIC_PROFILE, publicProfile } from './public-profile.ts';
import { FeedQuery, FollowBody, UnfollowBody, ViewerQuery } from './shapes.ts';
import { DONE, dataOf, feedDocument, followDocument } from './wire.ts';

const FEED_PAGE = 50;

const listener = toUuid(PEOPLE.listener);
const musician = toUuid(PEOPLE.musician);

const FOLLOWER = 'For the account that `followerId` names, and root.';

const unfollowing = (followed: string): MemberRoute => ({
  summary: 'Unfollow somebody',
  who: FOLLOWER,
  about: 'Takes the follow away; what the other did leaves the feed. `POST` and `DELETE` do the same.',
  answers: { 200: DoneAnswer },
  refuses: [404],
  path: { userId: followed },
});

const reading = (summary: string, about: string, shape: TSchema, path: Record<string, string>): Route => ({
  summary,
  about,
  path,
  answers: { 200: dataAnswer(shape) },
  refuses: [403, 404],
});

/** Following and the feed (chapter 4 of the document). */
export function socialRoutes(services: Services) {
  const { social, config } = services;

  const unfollow = async (caller: Account, followed: string, followerId: string) => {
    await social.unfollow(actingFor(caller, 'followerId', followerId), pathId(followed));
    return DONE;
  };

  return chapters(services, communityDialect)('/social', 'community')
    .post(
      '/follow/:userId',
      async ({ caller, params, body }) => {
        const follower = actingFor(caller, 'followerId', body.followerId);
        return dataOf(followDocument(await social.follow(follower, pathId(params.userId))));
      },
      {
        member: {
          summary: 'Follow somebody',
          who: FOLLOWER,
          about: 'Makes the follow, and answers it. What the other does is in the feed from then on.',
          answers: { 200: dataAnswer(FollowDocument) },
          refuses: [404, 409],
          path: { userId: toUuid(PEOPLE.artist) },
        },
        body: FollowBody,
      },
    )
    .post('/unfollow/:userId', ({ caller, params, body }) => unfollow(caller, params.userId, body.followerId), {
      member: unfollowing(musician),
      body: FollowBody,
    })
    .delete(
      '/unfollow/:userId',
      ({ caller, params, body: { followerId = caller.id } }) => unfollow(caller, params.userId, followerId),
      {
        member: {
          ...unfollowing(listener),
          who: 'For those who are signed in. A `followerId` that is sent must be their own, but for root.',
        },
        body: UnfollowBody,
      },
    )
    .get(
      '/followers/:userId',
      async ({ request, caller, params, query, set }) => {
        const page = await social.followersOf(caller, pathId(params.userId), readPage(query, config.listLimit));
        return dataOf(withNextLink(page, { request, set }, config).map(followDocument));
      },
      {
        anybody: reading(
          'Who follows somebody',
          `Answers the follows, newest first. ${PAGED}`,
          t.Array(FollowDocument),
          {
            userId: musician,
          },
        ),
        query: t.Object(PageQuery),
      },
    )
    .get(
      '/following/:userId',
      async ({ request, caller, params, query, set }) => {
        const page = await social.followingOf(caller, pathId(params.userId), readPage(query, config.listLimit));
        return dataOf(withNextLink(page, { request, set }, config).map(followDocument));
      },
      {
        anybody: reading(
          'Whom somebody follows',
          `Answers the follows, newest first. ${PAGED}`,
          t.Array(FollowDocument),
          {
            userId: musician,
          },
        ),
        query: t.Object(PageQuery),
      },
    )
    .get(
      '/isFollowing/:followerId/:followingId',
      async ({ caller, params }) =>
        dataOf<Static<typeof FollowingAnswer>>({
          isFollowing: await social.isFollowing(caller, pathId(params.followerId), pathId(params.followingId)),
        }),
      {
        anybody: reading(
          'Whether one follows another',
          'Answers whether it is so, to those who may see either of the two profiles.',
          FollowingAnswer,
          { followerId: listener, followingId: musician },
        ),
      },
    )
    .get(
      '/profile/:username',
      ({ request, caller, params, query }) => publicProfile(services, request, caller, params.username, query.viewerId),
      {
        anybody: reading('The same as /users/{user}/public', PUBLIC_PROFILE, PublicProfile, { username: 'musician' }),
        query: ViewerQuery,
      },
    )
    .get(
      '/feed',
      async ({ request, caller, query: { userId, ...query }, set }) => {
        const account = actingFor(caller, 'userId', userId);
        const page = await social.feed(account, readPage(query, Math.min(FEED_PAGE, config.listLimit)));
        return dataOf(withNextLink(page, { request, set }, config).map(feedDocument(originOf(request, config))));
      },
      {
        member: {
          summary: 'What those one follows did, newest first',
          who: 'For the account that `userId` names, and root.',
          about: `Answers tracks published and profiles changed, at most ${FEED_PAGE} at a time. ${PAGED}`,
          answers: { 200: dataAnswer(t.Array(FeedDocument)) },
          refuses: [403],
        },
        query: FeedQuery,
      },
    );
}
