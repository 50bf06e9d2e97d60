import type { Answer, House } from './house.ts';

let people = 0;

export interface Person {
  /** As community spells it: a UUID. */
  id: string;
  name: string;
  email: string;
  token: string;
  /** What registering answered. */
  answer: Answer;
}

/**
 * Registers somebody new with community.
 * @param more fields of the body, instead of or beside the usual ones
 * @param headers of the request
 */
export async function person(house: House, more: object = {}, headers: Record<string, string> = {}): Promise<Person> {
  const name = `person${++people}`;
  const body = { email: `${name}@example.com`, username: name, password: 'password123', ...more };
  const answer = await house.call('POST', '/auth/register', { body, headers });
  return { id: answer.body.user?.id, name, email: body.email, token: answer.body.accessToken, answer };
}
