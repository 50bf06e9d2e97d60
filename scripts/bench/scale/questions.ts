import { PASSWORD } from './fill.ts';
import { PERSON } from './label.ts';
import { LISTENER, MUSICIAN } from './people.ts';
import { id } from './rows.ts';
import type { Size } from './size.ts';

/** Sends a request, and gives what it was answered. */
export type Send = (method: string, path: string, headers: Record<string, string>, body?: object) => Promise<Response>;

/** Who asks. */
const CALLERS = ['nobody', 'listener', 'member', 'root', 'person', 'player'] as const;
type Caller = (typeof CALLERS)[number];

/** A part of a list, or a search. */
export interface Question {
  name: string;
  by: Caller;
  /** Another page at each turn, as one that was asked for before may be remembered. */
  path: (turn: number) => string;
}

/** Lists whose work grows by what they are, and why. */
const GROWING: Readonly<Record<string, string>> = {
  '/v1/users search': 'words are looked for within words, so all people are read',
  '/v1/artists search': 'words are looked for within words, so all people are read',
  '/v1/releases search': 'words are looked for within words, so all releases are read',
  '/v1/contracts search': 'digits are looked for within numbers, so all contracts are read',
  '/v1/reports': 'there are some a month, and whether one is there depends on the clock',
  '/v1/reports/unmatched': 'the songs of all drafts are added up',
  '/rest/getAlbumList2?type=highest': 'albums that one has rated alike are sorted by what all others think',
  [`/social/feed?userId=${LISTENER}`]: 'those whom one follows are sorted by their newest event',
};
/** The list of a question, without the page. */
export const listOf = ({ name }: Question): string => name.replace(/ (first|middle|last)$/, '');
/** Why a question may take longer in a larger database; most may not. */
export const whyGrowing = (question: Question): string | undefined => GROWING[listOf(question)];

/** Lists that read nothing in vain, and yet grow by what is counted or skipped in them, and why. */
const COUNTED: readonly (readonly [RegExp, string])[] = [
  [/search3? (kalo|mirenta sulo)$/, 'in the small database there is less to be found'],
  [/type=starred$/, 'an album may be gone, so for the total each is looked up'],
  [/type=(frequent|recent)$/, 'what one account has heard is counted for the total, and skipped up to the page'],
  [/getRandomSongs of a genre$/, 'songs are drawn from all until enough are of the genre'],
  [/^\/v1\/releases\?sort\[stage_name\]/, 'the releases of all artists before the page are walked through'],
  [/^\/v1\//, 'the total is counted, and half of it skipped for the page in the middle'],
];
/** Why a question takes longer in a larger database, where that is known. */
export const whySlower = (question: Question): string | undefined =>
  whyGrowing(question) ?? COUNTED.find(([list]) => list.test(listOf(question)))?.[1];

/** Entries of a page: so many there are in every list of the smallest database. */
const PAGE = 10;

const cursor = (...key: (string | number)[]) => Buffer.from(JSON.stringify(key)).toString('base64url');
/** The moment of the row with this number. */
const moment = (row: number) => 1_650_000_000_000 + Math.floor(row) * 1000;

/** What every list is asked for: its first, a middle and the last page. */
export function questionsOf(size: Size): Question[] {
  const { tracks, albums, artists, accounts, own, people, releases, reports, lines, genres } = size;
  const all: Question[] = [];
  const ask = (by: Caller, name: string, path: Question['path']) => void all.push({ by, name, path });

  /** By the key after which a page begins: that of a share of the list. */
  function keyed(by: Caller, path: string, key: (share: number, turn: number) => string, last = 0.9) {
    const list = `${path}${path.includes('?') ? '&' : '?'}limit=${PAGE}`;
    ask(by, `${path} first`, () => list);
    ask(by, `${path} middle`, (turn) => `${list}&cursor=${key(0.5, turn)}`);
    ask(by, `${path} last`, (turn) => `${list}&cursor=${key(last, turn)}`);
  }
  const word = (share: number) => 'abcdefklmnopqrstuvwxyz'[Math.floor(share * 20)] ?? '';
  const newest = (rows: number, key: (row: number) => (string | number)[]) => (share: number, turn: number) =>
    cursor(...key(Math.floor(rows * (1 - share)) + turn));

  /** By how many are skipped. */
  function skipped(by: Caller, list: string, total: number, parameters = ['limit', 'offset']) {
    const [limit, offset] = parameters;
    const page = (from: number) => `${list}${list.includes('?') ? '&' : '?'}${limit}=${PAGE}&${offset}=${from}`;
    ask(by, `${list} first`, () => page(0));
    ask(by, `${list} middle`, (turn) => page(Math.max(1, Math.floor(total / 2) - turn)));
    ask(by, `${list} last`, (turn) => page(Math.max(0, Math.floor(total) - PAGE - turn)));
  }

  /** By the number of the page. */
  function numbered(by: Caller, list: string, total: number) {
    const pages = Math.max(1, Math.floor(total / PAGE));
    const page = (number: number) => `${list}${list.includes('?') ? '&' : '?'}limit=${PAGE}&page=${number}`;
    ask(by, `${list} first`, () => page(1));
    ask(by, `${list} middle`, (turn) => page(Math.max(1, Math.floor(pages / 2) - (turn % 3))));
    ask(by, `${list} last`, () => page(pages));
  }

  // By somebody who is known: what everybody gets may be kept.
  keyed('listener', '/artists', (share) => cursor(word(share), ''));
  keyed('listener', '/albums', (share) => cursor(String(Math.floor(1950 + 75 * share)), '', ''));
  keyed(
    'listener',
    `/albums?artist=${id('artist', 1)}`,
    (share) => cursor(String(Math.floor(1950 + 75 * share)), '', ''),
    0.1,
  );
  keyed('listener', '/tracks', (share, turn) => cursor(id('album', Math.floor(albums * share) + turn), 0, 0, ''));
  ask('listener', '/tracks?album', (turn) => `/tracks?album=${id('album', turn % 100)}`);
  ask('listener', '/tracks/:artist', (turn) => `/tracks/${id('artist', turn % 20)}?limit=${PAGE}`);
  keyed(
    'listener',
    '/trackHistory',
    newest(tracks, (row) => [moment(row), '']),
  );
  for (const q of ['the', 'kalo', 'ka', 'mirenta sulo', 'zzz']) {
    ask('nobody', `/search ${q}`, () => `/search?q=${q}&limit=${PAGE}`);
    ask('nobody', `/browse/search ${q}`, () => `/browse/search?q=${q}`);
    ask('player', `/rest/search3 ${q}`, () => `/rest/search3?query=${q}`);
  }
  skipped('nobody', '/browse/tracks', tracks);
  skipped('nobody', '/browse/tracks?genre=Genre+2', tracks / genres);
  skipped('nobody', '/browse/albums?by=name', albums);
  skipped('nobody', '/browse/albums?by=newest', albums);
  skipped('nobody', '/browse/albums?genre=Genre+2', albums / genres);
  skipped('nobody', '/browse/artists', artists);
  ask('nobody', '/browse/artists/:id', (turn) => `/browse/artists/${id('artist', turn % 20)}`);
  ask('nobody', '/browse/albums/:id', (turn) => `/browse/albums/${id('album', turn % 100)}`);

  keyed(
    'root',
    '/user/all',
    newest(accounts, (row) => [moment(row), '']),
  );
  keyed(
    'member',
    '/user/track/favorite',
    newest(own, (row) => [moment(row), '']),
  );
  keyed(
    'nobody',
    '/users',
    newest(accounts, (row) => [id('account', row)]),
  );
  for (const list of ['tracks', 'audio-files'])
    keyed(
      'nobody',
      `/users/account1/${list}`,
      newest(own, (row) => [moment(row), '']),
    );
  ask('nobody', '/users/:user/public', () => '/users/account1/public');
  keyed(
    'nobody',
    `/social/followers/${MUSICIAN}`,
    newest(size.followers, (row) => [moment(row), '']),
  );
  keyed(
    'member',
    `/social/following/${LISTENER}`,
    newest(size.followed, (row) => [moment(row), '']),
  );
  const event = (row: number) => [`01900000-0000-7000-8000-00${10 ** 9 + row}`];
  keyed('member', `/social/feed?userId=${LISTENER}`, newest(tracks, event));

  numbered('root', '/v1/users', people);
  for (const by of ['createdAt', 'role']) numbered('root', `/v1/users?sort[${by}]=asc`, people);
  numbered('root', '/v1/artists', people);
  for (const by of ['stage_name', 'surname', 'firstname']) numbered('root', `/v1/artists?sort[${by}]=asc`, people);
  numbered('root', '/v1/releases', releases);
  numbered('root', '/v1/releases?filter[status]=pending', releases / 5);
  for (const by of ['name', 'stage_name']) numbered('root', `/v1/releases?sort[${by}]=asc`, releases);
  numbered('person', `/v1/releases/artists/${PERSON}`, releases / people);
  numbered('root', '/v1/contracts', people);
  for (const by of ['contract_number', 'createdAt']) numbered('root', `/v1/contracts?sort[${by}]=desc`, people);
  numbered('root', '/v1/contracts?status=active', people);
  numbered('person', `/v1/docs/${PERSON}`, people);
  numbered('root', '/v1/royalties/active', (people * 2) / 3);
  numbered('root', '/v1/payees', Math.max(20, releases / 50));
  numbered('root', '/v1/statements', releases);
  numbered('root', `/v1/statements?artist=${PERSON}`, releases / people);
  numbered('root', '/v1/reports', reports);
  numbered('root', '/v1/reports/lines', reports * lines);
  numbered('root', '/v1/reports/unmatched', 500);
  numbered('person', '/v1/notifications', releases);
  numbered('person', '/v1/notifications?unread=true', releases / 2);
  numbered('root', '/v1/webhooks/deliveries', releases);
  for (const list of ['users', 'artists', 'releases', 'contracts'])
    ask('root', `/v1/${list} search`, () => `/v1/${list}?search=kalo`);

  const orders = ['newest', 'alphabeticalByName', 'alphabeticalByArtist', 'byYear&fromYear=1900&toYear=2100', 'random'];
  for (const type of orders) skipped('player', `/rest/getAlbumList2?type=${type}`, albums, ['size', 'offset']);
  skipped('player', '/rest/getAlbumList2?type=byGenre&genre=Genre+2', albums / genres, ['size', 'offset']);
  for (const [type, total] of [
    ['starred', own / 10],
    ['highest', own / 10],
    ['frequent', albums],
    ['recent', albums],
  ] as const)
    skipped('player', `/rest/getAlbumList2?type=${type}`, total, ['size', 'offset']);
  skipped('player', '/rest/getSongsByGenre?genre=Genre+2', tracks / genres, ['count', 'offset']);
  skipped('player', '/rest/search3?query=&artistCount=0&albumCount=0', tracks, ['songCount', 'songOffset']);
  ask('player', '/rest/getRandomSongs', () => `/rest/getRandomSongs?size=${PAGE}`);
  ask('player', '/rest/getRandomSongs of a genre', () => `/rest/getRandomSongs?size=${PAGE}&genre=Genre+2`);
  ask('player', '/rest/getArtist', (turn) => `/rest/getArtist?id=${id('artist', turn % 20)}`);
  ask('player', '/rest/getAlbum', (turn) => `/rest/getAlbum?id=${id('album', turn % 100)}`);
  ask(
    'player',
    '/rest/getSimilarSongs2',
    (turn) => `/rest/getSimilarSongs2?count=${PAGE}&id=${id('artist', turn % 20)}`,
  );
  return all;
}

/** Signs everybody in. @returns headers of a request by each; a player's key is put into the address by `addressFor` */
export async function signIn(send: Send, rootPassword: string) {
  async function told(path: string, body: object, headers = {}) {
    const answer = await send('POST', path, headers, body);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Record<string, unknown>;
  }
  const bearer = (token: unknown) => ({ authorization: `Bearer ${token}` });
  const listener = { username: 'account0', password: PASSWORD };
  const { token } = await told('/users/login', listener);
  const member = bearer((await told('/user/login', listener)).token);
  const atLabel = async (login: string, password: string) =>
    bearer((await told('/v1/auth/login', { login, password })).accessToken);
  const { appKey } = await told('/auth/app-keys', { name: 'player', password: PASSWORD }, member);
  const headers: Record<Caller, Record<string, string>> = {
    ...{ nobody: {}, player: {}, listener: { token: token as string }, member },
    ...{ root: await atLabel('root', rootPassword), person: await atLabel('person0', PASSWORD) },
  };
  const { key } = appKey as { key: string };
  return ({ by, path }: Question, turn: number) => ({
    path: by === 'player' ? `${path(turn)}${path(turn).includes('?') ? '&' : '?'}apiKey=${key}&f=json` : path(turn),
    headers: headers[by],
  });
}
