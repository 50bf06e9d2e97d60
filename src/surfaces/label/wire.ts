import type { Account, TokenPair } from '../../domain/accounts/model.ts';
import type { Artist, Person, PersonData, User } from '../../domain/roster/model.ts';
import { type Id, parseId } from '../../lib/ids.ts';
import { instant } from '../../lib/time.ts';

/** Domain to wire. What the document shows as a text is a text: what nobody has told yet is an empty one. */

export const personData = ({ surname, firstname, patronymic, contact }: PersonData) => ({
  surname: surname ?? '',
  firstname: firstname ?? '',
  patronymic: patronymic ?? '',
  contact: contact ?? '',
});

export const accountDocument = ({ id, login, role }: Account) => ({ id, login, role });

export const signedIn = ({ accessToken, refreshToken }: TokenPair, account: Account) => ({
  accessToken,
  refreshToken,
  user: accountDocument(account),
});

export const userDocument = (user: User) => ({
  id: user.id,
  login: user.login,
  role: user.role,
  ...personData(user),
  email: user.email ?? '',
  is_active: user.active,
  createdAt: instant(user.createdAt),
});

export const artistDocument = (artist: Artist) => ({
  id: artist.id,
  stage_name: artist.stageName,
  ...personData(artist),
  manager: artist.manager && personData(artist.manager),
});

export const managerDocument = (person: Person) => ({ id: person.id, role: person.role, ...personData(person) });

/**
 * Wire to domain: an id in either spelling.
 * @param absent what to say when it is no id, and so nobody's
 */
export function readId(text: string, absent: () => Error): Id {
  const id = parseId(text);
  if (id === undefined) throw absent();
  return id;
}

/** Wire to domain: ids separated by commas, each once. @throws `malformed` when one is no id, or there is none */
export function readIds(text: string, malformed: () => Error): Id[] {
  const ids = text.split(',').map((part) => parseId(part.trim()));
  if (!ids.every((id) => id !== undefined)) throw malformed();
  return [...new Set(ids)];
}
