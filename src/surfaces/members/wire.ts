import type { Static } from '@sinclair/typebox';
import type { Account, Role } from '../../domain/accounts/model.ts';
import type { Favourite } from '../../domain/listening/model.ts';
import { invalid } from '../../errors.ts';
import { type Id, parseId, toUuid } from '../../lib/ids.ts';
import { isStorable } from '../../lib/text.ts';
import { instant } from '../../lib/time.ts';
import type { DoneAnswer, FavouritesAnswer, KeptAnswer, MemberAnswer, MembersAnswer } from './shapes.ts';

type Done = Static<typeof DoneAnswer>;
type Member = Static<typeof MembersAnswer>['users'][number];
type FavouriteEntry = Static<typeof FavouritesAnswer>['tracks'][number];

/** Domain to wire. */

/** What most answers are, or carry as `response`. */
export const done = (message: string): Done => ({ message, status: 200 });

export const memberRole = (role: Role) => (role === 'root' ? 'admin' : 'user');

/** An account without an e-mail address, as other dialects make them, shows an empty one. */
export const member = ({ id, login, email, role }: Account): Member => ({
  id: toUuid(id),
  username: login,
  email: email ?? '',
  role: memberRole(role),
});

/** An account as an answer of its own. */
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

export const favourite = ({ track, createdAt }: Favourite): FavouriteEntry => {
  const id = parseId(track);
  return { track_id: id === undefined ? track : toUuid(id), created_at: instant(createdAt) };
};

/** Wire to domain: what is empty is not given. */
export function given(text: string | null | undefined): string | undefined {
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

/** The track of a request: of its address, or else of its body. @throws invalid (`track_id`) */
export function readTrack(inQuery: string | undefined, inBody: string | undefined): string {
  const track = inQuery ?? inBody ?? '';
  if (track === '') throw invalid('track_id', 'is required');
  if (!isStorable(track)) throw invalid('track_id', 'contains characters that cannot be stored');
  return track;
}
