import type { Account } from '../../src/domain/accounts/model.ts';
import type { House } from './house.ts';
import { listener, type Music, music } from './songs.ts';

/** Parameters of a request; a list is a name that is repeated. */
export type Params = Readonly<Record<string, string | number | boolean | readonly (string | number)[] | undefined>>;

// biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of an answer; the type would say it twice.
export type Told = any;

/** Parameters as they stand in a query or a form. */
export function query(params: Params): string {
  const pairs = Object.entries(params).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).flatMap((one) => (one === undefined ? [] : [[name, String(one)]])),
  );
  return new URLSearchParams(pairs as [string, string][]).toString();
}

/** A player of somebody's, with an app key of its own. */
export class Player {
  constructor(
    readonly house: House,
    readonly account: Account,
    readonly key: string,
    readonly keyId: string,
  ) {}

  /** A player of somebody new. */
  static async of(house: House, role: 'listener' | 'root' = 'listener'): Promise<Player> {
    return Player.for(house, await listener(house, role));
  }

  /** A player of somebody whose password is the usual one. */
  static async for(house: House, account: Account, password = 'password'): Promise<Player> {
    const { id, key } = await house.services.accounts.appKeys.make(account.id, 'Player', password, '192.0.2.1');
    return new Player(house, account, key, id);
  }

  /** The path of a request, with the key. */
  path(endpoint: string, params: Params = {}): string {
    return `/rest/${endpoint}?${query({ apiKey: this.key, ...params })}`;
  }

  fetch(
    endpoint: string,
    params: Params = {},
    headers: Record<string, string> = {},
    method = 'GET',
  ): Promise<Response> {
    return this.house.fetch(method, this.path(endpoint, params), { headers });
  }

  /** What is in the envelope. */
  async ask(endpoint: string, params: Params = {}): Promise<Told> {
    const response = await this.fetch(endpoint, { f: 'json', ...params });
    return ((await response.json()) as Told)['subsonic-response'];
  }

  /** The one element of an answer that has to be a success. @param name of the endpoint, and the element in it */
  async get(endpoint: string, params: Params = {}): Promise<Told> {
    const { status, version, type, serverVersion, openSubsonic, ...rest } = await this.ask(endpoint, params);
    if (status !== 'ok') throw new Error(`${endpoint}: ${JSON.stringify(rest)}`);
    return Object.values(rest)[0];
  }

  /** The code of a refusal; `ok` where there is none. */
  async code(endpoint: string, params: Params = {}): Promise<number | 'ok'> {
    const { status, error } = await this.ask(endpoint, params);
    return status === 'ok' ? 'ok' : error.code;
  }
}

/** An album as `music` writes it, which players find. */
export async function library(
  house: House,
  ...wanted: Parameters<typeof music> extends [unknown, ...infer Rest] ? Rest : never
): Promise<Music> {
  const made = await music(house, ...wanted);
  const changes = { artists: [made.artist], albums: [made.album], tracks: [...made.songs, made.silent] };
  await house.db.write((tx) => house.services.library.index(tx, changes));
  return made;
}
