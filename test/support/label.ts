import type { House } from './house.ts';

/** Somebody who is signed in. */
export interface Person {
  id: string;
  login: string;
  token: string;
}

export type LabelRole = 'artist' | 'manager' | 'root';

let people = 0;

/** An access token for somebody of the label. */
export async function signIn(house: House, login: string, password = 'password'): Promise<string> {
  const { status, body } = await house.call('POST', '/v1/auth/login', { body: { login, password } });
  if (status !== 200) throw new Error(`${login} cannot sign in: ${body.message}`);
  return body.accessToken;
}

/** Registers somebody new at the label, and signs them in; with the password `password`. */
export async function hire(house: House, role: LabelRole, login = `${role}${++people}`): Promise<Person> {
  const { accounts } = house.services;
  const account = await accounts.register({ login, password: 'password', role });
  const { accessToken } = await accounts.openFamily(account, { refreshLifetime: 3_600_000, spell: (id) => id });
  return { id: account.id, login, token: accessToken };
}

/** Puts an artist into a manager's care. */
export async function entrust(house: House, artist: Person, manager: Person): Promise<void> {
  const token = await house.root();
  const path = `/v1/artists/${artist.id}/manager`;
  const { status, body } = await house.call('PATCH', path, { token, body: { managerId: manager.id } });
  if (status !== 200) throw new Error(`${artist.login} cannot be managed: ${body.message}`);
}

/** Everybody whose access the label tells apart. */
export interface Cast {
  'the artist': Person;
  'another artist': Person;
  'the manager': Person;
  'another manager': Person;
  'a listener': Person;
  'a deactivated artist': Person;
  root: Person;
}

export async function cast(house: House): Promise<Cast> {
  const listener = await house.member();
  const actors: Cast = {
    'the artist': await hire(house, 'artist'),
    'another artist': await hire(house, 'artist'),
    'the manager': await hire(house, 'manager'),
    'another manager': await hire(house, 'manager'),
    'a listener': { ...listener, login: listener.name },
    'a deactivated artist': await hire(house, 'artist'),
    root: await hire(house, 'root'),
  };
  await entrust(house, actors['the artist'], actors['the manager']);
  const { id } = actors['a deactivated artist'];
  await house.call('POST', `/v1/auth/${id}/deactivate`, { token: actors.root.token });
  return actors;
}
