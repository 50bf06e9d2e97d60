import type { Books } from './books.ts';
import { type Client, json } from './client.ts';
import type { Content } from './content.ts';
import type { World } from './world.ts';

const MUSICIANS = 4;
const LISTENERS = 12;
const PASSWORD = 'soaked password';
/** Minor units: more than is ever paid out. */
export const INCOME = 100_000_000;

export interface Person {
  id: string;
  token: string;
}

/** What all that happens has in common. */
export interface Stage {
  client: Client;
  books: Books;
  content: Content;
  musicians: Person[];
  listeners: Person[];
  root: string;
  /** The artist whose royalties are paid out. */
  artist: string;
  /** A number that nothing has had before. */
  next(): number;
  /** Uploads in pieces are taken. */
  hasTus: boolean;
}

/** Registers everybody, before the load begins. */
export async function setStage(world: World, client: Client, books: Books, content: Content): Promise<Stage> {
  const post = async (path: string, body: object, token?: string) => {
    const answer = await client.ask(path, { method: 'POST', body, ...(token ? { token } : {}) });
    if (answer === undefined || answer.status >= 300) throw new Error(`${path}: ${answer?.status} ${answer?.bytes}`);
    return json(answer);
  };
  const people: Person[] = [];
  for (let at = 0; at < MUSICIANS + LISTENERS; at++) {
    const username = `person${at}`;
    const made = await post('/auth/register', { username, email: `${username}@example.com`, password: PASSWORD });
    people.push({ id: made.user.id, token: made.accessToken });
  }
  const { accessToken: root } = await post('/v1/auth/login', world.root);
  const { user } = await post('/v1/auth/register', { login: 'earner', password: PASSWORD, role: 'artist' }, root);
  await post(`/v1/royalties/${user.id}/income`, { amount: INCOME, period: '2024' }, root);
  const able = await client.ask('/uploads', { method: 'OPTIONS' });
  let number = 0;
  return {
    ...{ client, books, content, root, artist: user.id },
    musicians: people.slice(0, MUSICIANS),
    listeners: people.slice(MUSICIANS),
    next: () => ++number,
    hasTus: able?.headers.has('tus-version') === true,
  };
}
