import { Type as t } from '@sinclair/typebox';
import { type AnyElysia, Elysia } from 'elysia';
import type { Account } from '../../domain/accounts/model.ts';
import type { Services } from '../../domain/services.ts';
import { bodies } from '../../http/legacy/bodies.ts';
import { callers } from '../../http/legacy/caller.ts';
import { operation } from '../../http/legacy/documentation.ts';
import { nextLink, PageQuery, readPage } from '../../http/paging.ts';
import { originOf } from '../../http/server/origin.ts';
import { actingFor, pathId } from './acting.ts';
import { publicProfile } from './public-profile.ts';
import {
  DoneAnswer,
  dataAnswer,
  ErrorAnswer,
  FeedDocument,
  FollowBody,
  FollowDocument,
  PublicProfile,
  userId,
  ViewerQuery,
} from './shapes.ts';
import { feedDocument, followDocument } from './wire.ts';

const FEED_PAGE = 50;

const refused = { 400: ErrorAnswer, 401: ErrorAnswer, 403: ErrorAnswer, 404: ErrorAnswer };
const unseen = { 400: ErrorAnswer, 403: ErrorAnswer, 404: ErrorAnswer };

/** Following and the feed (chapter 4 of the document). */
export function socialRoutes(services: Services): AnyElysia {
  const { accounts, media, social, config } = services;

  const unfollowing = {
    access: 'member',
    receives: {},
    body: FollowBody,
    detail: operation('community', 'Unfollow somebody', { 200: DoneAnswer, ...refused }, { secured: true }),
  } as const;
  const unfollow = async (caller: Account, followed: string, followerId: string) => {
    await social.unfollow(actingFor(caller, 'followerId', followerId), pathId(followed));
    return { success: true };
  };
  const listed = (summary: string) =>
    ({
      access: 'anybody',
      query: t.Object(PageQuery),
      detail: operation('community', summary, { 200: dataAnswer(t.Array(FollowDocument)), ...unseen }),
    }) as const;

  return new Elysia({ prefix: '/social' })
    .use(callers(accounts, config))
    .use(bodies(media.disk))
    .post(
      '/follow/:userId',
      async ({ caller, params, body }) => {
        const follower = actingFor(caller, 'followerId', body.followerId);
        return { success: true, data: followDocument(await social.follow(follower, pathId(params.userId))) };
      },
      {
        access: 'member',
        receives: {},
        body: FollowBody,
        detail: operation(
          'community',
          'Follow somebody',
          { 200: dataAnswer(FollowDocument), ...refused, 409: ErrorAnswer },
          { secured: true },
        ),
      },
    )
    .post(
      '/unfollow/:userId',
      ({ caller, params, body }) => unfollow(caller, params.userId, body.followerId),
      unfollowing,
    )
    .delete(
      '/unfollow/:userId',
      ({ caller, params, body }) => unfollow(caller, params.userId, body.followerId),
      unfollowing,
    )
    .get(
      '/followers/:userId',
      async ({ request, caller, params, query, set }) => {
        const page = await social.followersOf(caller, pathId(params.userId), readPage(query, config.listLimit));
        Object.assign(set.headers, nextLink(request, page, config));
        return { success: true, data: page.entries.map(followDocument) };
      },
      listed('Who follows somebody, newest first; more by `Link`'),
    )
    .get(
      '/following/:userId',
      async ({ request, caller, params, query, set }) => {
        const page = await social.followingOf(caller, pathId(params.userId), readPage(query, config.listLimit));
        Object.assign(set.headers, nextLink(request, page, config));
        return { success: true, data: page.entries.map(followDocument) };
      },
      listed('Whom somebody follows, newest first; more by `Link`'),
    )
    .get(
      '/isFollowing/:followerId/:followingId',
      async ({ caller, params }) => ({
        success: true,
        data: { isFollowing: await social.isFollowing(caller, pathId(params.followerId), pathId(params.followingId)) },
      }),
      {
        access: 'anybody',
        detail: operation('community', 'Whether one follows another', {
          200: dataAnswer(t.Object({ isFollowing: t.Boolean() })),
          ...unseen,
        }),
      },
    )
    .get(
      '/profile/:username',
      async ({ request, caller, params, query }) => ({
        success: true,
        data: await publicProfile(services, request, caller, params.username, query.viewerId),
      }),
      {
        access: 'anybody',
        query: ViewerQuery,
        detail: operation('community', 'The same as /users/{user}/public', {
          200: dataAnswer(PublicProfile),
          ...unseen,
        }),
      },
    )
    .get(
      '/feed',
      async ({ request, caller, query: { userId, ...query }, set }) => {
        const account = actingFor(caller, 'userId', userId);
        const page = await social.feed(account, readPage(query, Math.min(FEED_PAGE, config.listLimit)));
        Object.assign(set.headers, nextLink(request, page, config));
        return { success: true, data: page.entries.map(feedDocument(originOf(request, config))) };
      },
      {
        access: 'member',
        query: t.Object({ ...PageQuery, userId }),
        detail: operation(
          'community',
          'What those one follows did, newest first; more by `Link`',
          { 200: dataAnswer(t.Array(FeedDocument)), ...refused },
          { secured: true },
        ),
      },
    );
}
