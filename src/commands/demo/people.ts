import { APP_KEY, emailOf, type Login, PASSWORD, PEOPLE, PERSONS, RECORDER, REFRESH } from '../../lib/examples.ts';
import { type Id, parseId, toUuid } from '../../lib/ids.ts';
import type { Ask } from './client.ts';
import { CHORDS, music } from './music.ts';

/** Replaces a generated token by the one that the documentation shows: see `domain/accounts/known-tokens.ts`. */
interface KnownTokens {
  replaceKey(generated: string, known: string): Promise<void>;
  replaceRefresh(generated: string, known: string): Promise<void>;
  replaceAppKey(id: Id, known: string): Promise<void>;
}

/** All accounts but root, who is made at the start: of the community, the label and the recorder. */
export async function makePeople(ask: Ask, known: KnownTokens): Promise<void> {
  await ask('PUT', '/user/update', { as: 'root', json: { email: emailOf('root') } });
  for (const role of ['listener', 'musician'] as const) await join(ask, role);
  for (const login of ['artist', 'newcomer', 'guest', 'leaver'] as const) await hire(ask, login, 'artist');
  await hire(ask, 'manager', 'manager');
  for (const login of ['artist', 'newcomer', 'leaver'] as const)
    await ask('PATCH', `/v1/artists/${PEOPLE[login]}/manager`, { as: 'root', json: { managerId: PEOPLE.manager } });
  for (const login of ['artist', 'manager'] as const)
    await ask('PUT', `/v1/users/${PEOPLE[login]}`, { as: 'root', json: PERSONS[login] });
  const stageName = { stageName: PERSONS.stageName };
  await ask('PATCH', `/v1/artists/${PEOPLE.artist}/name`, { as: 'root', json: stageName });
  await makeRecording(ask, known);
  await makeSessions(ask, known);
  await makeAppKey(ask, known);
}

async function join(ask: Ask, login: 'listener' | 'musician'): Promise<void> {
  const json = { email: emailOf(login), username: login, password: PASSWORD, role: login };
  await ask('POST', '/auth/register', { json, ids: [PEOPLE[login]] });
}

async function hire(ask: Ask, login: Login, role: 'artist' | 'manager'): Promise<void> {
  const json = { login, password: PASSWORD, role, email: emailOf(login) };
  await ask('POST', '/v1/auth/register', { as: 'root', json, ids: [PEOPLE[login]] });
}

/** An account of the recorder with one recording. */
async function makeRecording(ask: Ask, known: KnownTokens): Promise<void> {
  const { body } = await ask('POST', '/register', { json: { user_name: 'visitor' } });
  if (body.user_id !== RECORDER.user) throw new Error(`the recorder's first visitor has the number ${body.user_id}`);
  await known.replaceKey(body.user_access_token, RECORDER.key);
  const form = {
    user_id: String(RECORDER.user),
    user_access_token: RECORDER.key,
    wav_file: new File([music([CHORDS.soft])], 'Evening.wav'),
  };
  await ask('POST', '/add_track', { form, ids: [parseId(RECORDER.record) as string] });
}

/** Two sessions of the listener, with the refresh tokens that the documentation shows. */
async function makeSessions(ask: Ask, { replaceRefresh }: KnownTokens): Promise<void> {
  const community = await ask('POST', '/auth/login', {
    json: { email: emailOf('listener'), password: PASSWORD },
  });
  await replaceRefresh(community.body.refreshToken, REFRESH.community);
  const members = await ask('POST', '/user/login', { json: { username: 'listener', password: PASSWORD } });
  const cookie = /\bjwt-refresh=([^;]+)/.exec(members.headers.getSetCookie().join('\n'))?.[1] ?? '';
  await replaceRefresh(cookie, REFRESH.members);
}

/** The listener's key for a player. */
async function makeAppKey(ask: Ask, { replaceAppKey }: KnownTokens): Promise<void> {
  const json = { name: APP_KEY.name, password: PASSWORD };
  await ask('POST', '/auth/app-keys', { as: 'listener', json, ids: [APP_KEY.id] });
  await replaceAppKey(APP_KEY.id, APP_KEY.key);
}

/** Profiles and follows. */
export async function makeProfiles(ask: Ask): Promise<void> {
  const profiles = {
    listener: { displayName: 'Listener', bio: 'Hears everything, twice.', genres: ['folk', 'jazz'] },
    musician: {
      displayName: 'Musician',
      bio: 'Plays chords, note by note.',
      genres: ['folk'],
      instruments: ['harp'],
      socialLinks: { youtube: 'https://youtube.com/@tonearm-demo' },
    },
  };
  for (const login of ['listener', 'musician'] as const)
    await ask('PUT', `/users/${toUuid(PEOPLE[login])}/profile`, { as: login, json: profiles[login] });
  await follow(ask, 'listener', 'musician');
  await follow(ask, 'musician', 'listener');
}

async function follow(ask: Ask, follower: Login, followed: Login): Promise<void> {
  const json = { followerId: toUuid(PEOPLE[follower]) };
  await ask('POST', `/social/follow/${toUuid(PEOPLE[followed])}`, { as: follower, json });
}
