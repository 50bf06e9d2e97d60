import type { Static } from '@sinclair/typebox';
import type { Account, TokenPair } from '../../domain/accounts/model.ts';
import type { Artist, Person, PersonData, User } from '../../domain/roster/model.ts';
import { type Id, parseId } from '../../lib/ids.ts';
import { instant } from '../../lib/time.ts';
import type {
  AccountDocument,
  ArtistDocument,
  ManagerDocument,
  PersonDocument,
  TokensAnswer,
  UserDocument,
} from './shapes.ts';

/** Domain to wire. What is unknown is an empty text, as the document's types have no `null`. */

export const personData = (data: PersonData | null): Static<typeof PersonDocument> => ({
  surname: data?.surname ?? '',
  firstname: data?.firstname ?? '',
  patronymic: data?.patronymic ?? '',
  contact: data?.contact ?? '',
});

export const accountDocument = ({ id, login, role }: Account): Static<typeof AccountDocument> => ({ id, login, role });

export const signedIn = ({ accessToken, refreshToken }: TokenPair, account: Account): Static<typeof TokensAnswer> => ({
  accessToken,
  refreshToken,
  user: accountDocument(account),
});

export const userDocument = (user: User): Static<typeof UserDocument> => ({
  id: user.id,
  login: user.login,
  role: user.role,
  ...personData(user),
  email: user.email ?? '',
  is_active: user.active,
  createdAt: instant(user.createdAt),
});

export const artistDocument = (artist: Artist): Static<typeof ArtistDocument> => ({
  id: artist.id,
  stage_name: artist.stageName,
  ...personData(artist),
  manager: personData(artist.manager),
});

export const managerDocument = (person: Person): Static<typeof ManagerDocument> => ({
  id: person.id,
  role: person.role,
  ...personData(person),
});

/** Sets the status 201. @returns the answer: `return created(set, await make())` */
export function created<Answer>(set: { status?: number | string }, answer: Answer): Answer {
  set.status = 201;
  return answer;
}

const MAX_IDS = 1000;

/**
 * Wire to domain: an id in either spelling.
 * @throws `absent` when it is malformed, as then there is nothing with that id
 */
export function readId(text: string, absent: () => Error): Id {
  const id = parseId(text);
  if (id === undefined) throw absent();
  return id;
}

/** `readId` with the error bound: `const idOf = idOr(noTrack)`, then `idOf(params.id)`. */
export const idOr =
  (absent: () => Error) =>
  (text: string): Id =>
    readId(text, absent);

/** Wire to domain: ids separated by commas, without repetitions. @throws `malformed` for an empty list, a malformed id, or more than MAX_IDS */
export function readIds(text: string, malformed: () => Error): Id[] {
  const parts = text.split(',', MAX_IDS + 1);
  const ids = parts.map((part) => parseId(part.trim()));
  if (ids.length > MAX_IDS || !ids.every((id) => id !== undefined)) throw malformed();
  return [...new Set(ids)];
}

/** Wire to domain: a body with white space removed from both ends of every text in it. */
export function trimmed<Value>(value: Value): Value {
  // Each cast restores `Value`: only texts change, and stay texts.
  if (typeof value === 'string') return value.trim() as Value;
  if (Array.isArray(value)) return value.map(trimmed) as Value;
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, trimmed(inner)])) as Value;
}
