import { Type as t } from '@sinclair/typebox';
import { mayListAccounts, maySetQuotas } from '../../domain/access/service.ts';
import type { Account } from '../../domain/accounts/model.ts';
import type { Services } from '../../domain/services.ts';
import { DomainError } from '../../errors.ts';
import { PageQuery, readPage, withNextLink } from '../../http/paging.ts';
import { chapters } from '../../http/route.ts';
import { tokenHeaders } from './cookies.ts';
import { membersDialect } from './errors.ts';
import { DoneAnswer, KeptAnswer, MembersAnswer, QuotaBody, UpdateBody, UpdatedAnswer } from './shapes.ts';
import { bytesOf, done, keptAnswer, memberAnswer, membersAnswer, orAbsent, readAccount } from './wire.ts';

const admins = Object.assign(
  async (caller: Account) => {
    if (!mayListAccounts(caller)) throw new DomainError('forbidden', 'Only an admin may see all users');
  },
  { who: '`root`, who is called `admin` here' },
);

const quotaSetters = Object.assign(
  async (caller: Account) => {
    if (!maySetQuotas(caller)) throw new DomainError('forbidden', 'Only an admin may set quotas');
  },
  { who: '`root`, who is called `admin` here' },
);

/** The caller's own account, and the list of all for root. */
export function accountRoutes(services: Services) {
  const { accounts, media, config } = services;
  return chapters(services, membersDialect)('/user', 'members')
    .get('/get', ({ caller }) => keptAnswer(caller, media.quotas.limitOf(caller)), {
      member: {
        summary: "Show the caller's account",
        about:
          'Answers the account whose token it is. An account without an e-mail address shows an empty one. `used` are the bytes of its files, `quota` is the most that it may keep, `null` any number.',
        answers: { 200: KeptAnswer },
      },
    })
    .get(
      '/all',
      async ({ query, request, set }) => {
        const page = await accounts.list(readPage(query, config.listLimit));
        return membersAnswer(withNextLink(page, { request, set }, config));
      },
      {
        member: {
          access: admins,
          summary: 'All accounts',
          about: 'Answers accounts, newest first; a list that is cut off goes on at the address in `Link`.',
          answers: { 200: MembersAnswer },
        },
        query: t.Object(PageQuery),
      },
    )
    .put(
      '/update',
      async ({ caller, identity, body: { username, email, password, ...body } }) => {
        const revokeAppKeys = body.revokeAppKeys === true;
        const changes = { login: orAbsent(username), email: orAbsent(email), password: orAbsent(password) };
        const account = await accounts.update(caller.id, { ...changes, revokeAppKeys }, identity);
        const answer = memberAnswer(account, 'success');
        if (changes.password === undefined) return answer;
        return { ...answer, appKeys: await accounts.appKeys.countOf(caller.id) };
      },
      {
        member: {
          summary: "Change the caller's account",
          about:
            'What is empty, `null` or absent stays. A new password ends all other sessions of the account; app keys stay unless `revokeAppKeys` is `true`, and `appKeys` says how many are left. Answers the whole account. 400 also says that a name or an address is taken, 404 that the account was deleted meanwhile.',
          answers: { 200: UpdatedAnswer },
          refuses: [404],
        },
        body: UpdateBody,
      },
    )
    .put(
      '/quota',
      async ({ body: { user_id, quota_mb } }) => {
        const account = await accounts.setQuota(readAccount(user_id), bytesOf(quota_mb));
        return keptAnswer(account, media.quotas.limitOf(account));
      },
      {
        member: {
          access: quotaSetters,
          summary: "Set an account's quota",
          about:
            'Says how many MiB of files an account may keep: `0` any number, `null` as many as the setting `QUOTA_MB` says. What it has already stays. Answers the account.',
          only: 'json',
          answers: { 200: KeptAnswer },
          refuses: [404],
        },
        body: QuotaBody,
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
        member: {
          summary: "Delete the caller's account",
          about:
            "Deletes the account with what is only its own, and takes the cookies away; what it gave to the catalogue stays. 400 says that it can't be deleted: it is the last active `root`, or the label's books name it (contracts, documents, royalties). 404 says that it was deleted meanwhile.",
          answers: { 200: DoneAnswer },
          refuses: [400, 404],
        },
      },
    );
}
