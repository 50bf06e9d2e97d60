import { Type as t } from '@sinclair/typebox';
import { type AnyElysia, Elysia } from 'elysia';
import { mayActFor } from '../../domain/access/service.ts';
import type { Account } from '../../domain/accounts/model.ts';
import type { Services } from '../../domain/services.ts';
import { DomainError } from '../../errors.ts';
import { bodies } from '../../http/legacy/bodies.ts';
import { callers } from '../../http/legacy/caller.ts';
import { operation } from '../../http/legacy/documentation.ts';
import { nextLink, PageQuery, readPage } from '../../http/paging.ts';
import { originOf } from '../../http/server/origin.ts';
import type { Id } from '../../lib/ids.ts';
import { pathId, readId } from './acting.ts';
import { fileDocument } from './media-wire.ts';
import { accountNamed, publicProfile } from './public-profile.ts';
import {
  dataAnswer,
  ErrorAnswer,
  FileDocument,
  ProfileBody,
  ProfileDocument,
  PublicProfile,
  ViewerQuery,
} from './shapes.ts';
import { profileDocument, readProfile } from './wire.ts';

/** What a list of uploads is asked with. */
interface ListRequest {
  request: Request;
  caller: Account;
  params: { user: string };
  query: { limit?: string; cursor?: string };
  set: { headers: object };
}

const unseen = { 403: ErrorAnswer, 404: ErrorAnswer };

/** What stands at `:user`. */
const BY_ID = { path: { user: 'the id of a user, spelled in either way' } };
const BY_NAME = { path: { user: 'the name of a user' } };

/**
 * Profiles (chapter 2 of the document). In `/users/:user/…` it is an id or a name, as the route has it: the router wants
 * one word for one place.
 */
export function userRoutes(services: Services): AnyElysia {
  const { accounts, media, social, uploads, config } = services;
  const shown = async (request: Request, caller: Account | undefined, id: Id) => ({
    success: true,
    data: profileDocument(originOf(request, config))(await social.profile(caller, id)),
  });

  /** A person's uploads, which are as private as his profile. */
  const uploaded = async (list: typeof uploads.tracksOf, { request, caller, params, query, set }: ListRequest) => {
    const { id } = await accountNamed(services, params.user);
    await social.checkSeen(caller, id);
    const page = await list(id, readPage(query, config.listLimit));
    Object.assign(set.headers, nextLink(request, page, config));
    return page.entries.map(fileDocument(originOf(request, config)));
  };

  return new Elysia({ prefix: '/users' })
    .use(callers(accounts, config))
    .use(bodies(media.disk))
    .get(
      '/',
      async ({ request, caller, query: { excludeUserId, ...query }, set }) => {
        const except = excludeUserId ? readId('excludeUserId', excludeUserId) : undefined;
        const page = await social.profiles(caller, readPage(query, config.listLimit), except);
        Object.assign(set.headers, nextLink(request, page, config));
        return { success: true, profiles: page.entries.map(profileDocument(originOf(request, config))) };
      },
      {
        access: 'anybody',
        query: t.Object({ ...PageQuery, excludeUserId: t.Optional(t.String({ description: 'the id of a user' })) }),
        detail: operation('community', 'All profiles, newest first; more by `Link`', {
          200: t.Object({ success: t.Literal(true), profiles: t.Array(ProfileDocument) }),
          400: ErrorAnswer,
        }),
      },
    )
    .get(
      '/username/:username',
      async ({ request, caller, params }) => {
        const { id } = await accountNamed(services, params.username);
        return shown(request, caller, id);
      },
      {
        access: 'anybody',
        detail: operation('community', 'A profile by user name', { 200: dataAnswer(ProfileDocument), ...unseen }),
      },
    )
    .get('/:user/profile', async ({ request, caller, params }) => shown(request, caller, pathId(params.user)), {
      access: 'anybody',
      detail: operation('community', 'A profile by id', { 200: dataAnswer(ProfileDocument), ...unseen }, BY_ID),
    })
    .put(
      '/:user/profile',
      async ({ request, caller, params, body }) => {
        const id = pathId(params.user);
        if (!mayActFor(caller, id)) throw new DomainError('forbidden', 'This profile is not yours');
        const changed = await social.change(id, readProfile(body));
        return { success: true, data: profileDocument(originOf(request, config))(changed) };
      },
      {
        access: 'member',
        receives: {},
        body: ProfileBody,
        detail: operation(
          'community',
          'Change a profile: what is given; preferences are merged, links replaced, `null` clears a text',
          { 200: dataAnswer(ProfileDocument), 400: ErrorAnswer, 401: ErrorAnswer, ...unseen },
          { secured: true, ...BY_ID },
        ),
      },
    )
    .get(
      '/:user/public',
      async ({ request, caller, params, query }) => ({
        success: true,
        data: await publicProfile(services, request, caller, params.user, query.viewerId),
      }),
      {
        access: 'anybody',
        query: ViewerQuery,
        detail: operation(
          'community',
          'A profile by user name with its tracks, as seen by somebody',
          { 200: dataAnswer(PublicProfile), 400: ErrorAnswer, ...unseen },
          BY_NAME,
        ),
      },
    )
    .get('/:user/tracks', async (context) => ({ success: true, data: await uploaded(uploads.tracksOf, context) }), {
      access: 'anybody',
      query: t.Object(PageQuery),
      detail: operation(
        'community',
        'The tracks that somebody has uploaded, newest first',
        { 200: dataAnswer(t.Array(FileDocument)), 400: ErrorAnswer, ...unseen },
        BY_NAME,
      ),
    })
    .get(
      '/:user/audio-files',
      async (context) => ({ success: true, audioFiles: await uploaded(uploads.audioOf, context) }),
      {
        access: 'anybody',
        query: t.Object(PageQuery),
        detail: operation(
          'community',
          'All audio that somebody has uploaded, newest first',
          {
            200: t.Object({ success: t.Literal(true), audioFiles: t.Array(FileDocument) }),
            400: ErrorAnswer,
            ...unseen,
          },
          BY_NAME,
        ),
      },
    );
}
