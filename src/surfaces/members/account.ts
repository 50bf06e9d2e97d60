import { Type as t } from '@sinclair/typebox';
import { Elysia } from 'elysia';
import { mayListAccounts } from '../../domain/access/service.ts';
import type { Services } from '../../domain/services.ts';
import { DomainError } from '../../errors.ts';
import { bodies } from '../../http/legacy/bodies.ts';
import { callers } from '../../http/legacy/caller.ts';
import { operation } from '../../http/legacy/documentation.ts';
import { nextLink, PageQuery, readPage } from '../../http/paging.ts';
import { tokenHeaders } from './cookies.ts';
import { DoneAnswer, ErrorAnswer, MemberAnswer, MembersAnswer, UpdateBody } from './shapes.ts';
import { done, given, member } from './wire.ts';

const refused = { 401: ErrorAnswer, 503: ErrorAnswer };
const refusedWrite = { ...refused, 400: ErrorAnswer, 403: ErrorAnswer, 413: ErrorAnswer, 415: ErrorAnswer };

/** The caller's own account, and everybody's for root. */
export function accountRoutes({ accounts, media, config }: Services) {
  return new Elysia()
    .use(callers(accounts, config))
    .use(bodies(media.disk))
    .get('/get', ({ caller }) => ({ response: done('success'), ...member(caller) }), {
      access: 'member',
      detail: operation('members', "The caller's account", { 200: MemberAnswer, ...refused }, { secured: true }),
    })
    .get(
      '/all',
      async ({ caller, query, request, set }) => {
        if (!mayListAccounts(caller)) throw new DomainError('forbidden', 'Only an admin may see all users');
        const page = await accounts.list(readPage(query, config.listLimit));
        Object.assign(set.headers, nextLink(request, page, config));
        return { response: done('success'), users: page.entries.map(member) };
      },
      {
        access: 'member',
        query: t.Object(PageQuery),
        detail: operation(
          'members',
          'All accounts, newest first; for root only',
          { 200: MembersAnswer, 400: ErrorAnswer, 403: ErrorAnswer, ...refused },
          { secured: true },
        ),
      },
    )
    .put(
      '/update',
      async ({ caller, identity, body: { username, email, password } }) => {
        const changes = { login: given(username), email: given(email), password: given(password) };
        return { response: done('success'), ...member(await accounts.update(caller.id, changes, identity)) };
      },
      {
        access: 'member',
        receives: {},
        body: UpdateBody,
        detail: operation(
          'members',
          "Change the caller's account; what is empty or absent stays. A new password ends all other sessions",
          { 200: MemberAnswer, ...refusedWrite },
          { secured: true },
        ),
      },
    )
    .delete(
      '/delete',
      async ({ caller, request, set }) => {
        await accounts.remove(caller.id);
        Object.assign(set.headers, tokenHeaders(request, config));
        return done('success');
      },
      {
        access: 'member',
        parse: 'none',
        detail: operation(
          'members',
          "Delete the caller's account and what is only his own",
          { 200: DoneAnswer, 403: ErrorAnswer, ...refused },
          { secured: true },
        ),
      },
    );
}
