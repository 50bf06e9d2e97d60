import type { Static } from '@sinclair/typebox';
import type { Account, Role, TokenPair } from '../../domain/accounts/model.ts';
import type { Favourite } from '../../domain/listening/model.ts';
import { invalid } from '../../errors.ts';
import { type Id, parseId, toUuid } from '../../lib/ids.ts';
import { isStorable } from '../../lib/text.ts';
import { instant } from '../../lib/time.ts';
import type { DoneAnswer, FavouritesAnswer, KeptAnswer, LoginAnswer, MemberAnswer, MembersAnswer } from './shapes.ts';

type Done = Static<typeof DoneAnswer>;
type Member = Static<typeof MembersAnswer>['users'][number];
type FavouriteEntry = Static<typeof FavouritesAnswer>['tracks'][number];

/** Domain to wire. */

/** A whole answer, or the field `response` of one. */
export const done = (message: string): Done => ({ message, status: 200 });

export const memberRole = (role: Role): Member['role'] => (role === 'root' ? 'admin' : 'user');

/** Accounts of other dialects may have no e-mail address: it is an empty text. */
const member = ({ id, login, email, role }: Account): Member => ({
  id: toUuid(id),
  username: login,
  email: email ?? '',
  role: memberRole(role),
});

export const memberAnswer = (account: Account, message: string): Static<typeof MemberAnswer> => ({
  response: done(message),
  ...member(account),
});

/** The same, with what it keeps. @param quota bytes; `null`: any number */
export const keptAnswer = (account: Account, quota: number | null): Static<typeof KeptAnswer> => ({
  ...memberAnswer(account, 'success'),
  used: account.used,
  quota,
});

export const loginAnswer = ({ id }: Account, { accessToken }: TokenPair): Static<typeof LoginAnswer> => ({
  response: done('success login'),
  token: accessToken,
  id: toUuid(id),
});

export const membersAnswer = (accounts: Account[]): Static<typeof MembersAnswer> => ({
  response: done('success'),
  users: accounts.map(member),
});

export const favouritesAnswer = (favourites: Favourite[]): Static<typeof FavouritesAnswer> => ({
  response: done('success'),
  tracks: favourites.map(favourite),
});

const favourite = ({ track, createdAt }: Favourite): FavouriteEntry => {
  const id = parseId(track);
  return { track_id: id === undefined ? track : toUuid(id), created_at: instant(createdAt) };
};

/** Wire to domain: `null` and an empty text count as absent. */
export function orAbsent(text: string | null | undefined): string | undefined {
  return text === null || text === '' ? undefined : text;
}

/** @throws invalid (`user_id`) */
export function readAccount(text: string): Id {
  const id = parseId(text);
  if (id === undefined) throw invalid('user_id', 'must be the id of an account');
  return id;
}

export const bytesOf = (mebibytes: number | null): number | null =>
  mebibytes === null ? null : Math.round(mebibytes * 1024 * 1024);

/** Wire to domain: the track in the query, or else in the body. @throws invalid (`track_id`) */
export function readTrack(inQuery: string | undefined, inBody: string | undefined): string {
  const track = inQuery ?? inBody ?? '';
  if (track === '') throw invalid('track_id', 'is required');
  if (!isStorable(track)) throw invalid('track_id', 'contains characters that cannot be stored');
  return track;
}
