import type { Answer, House } from '../../support/house.ts';

/** What a browser would keep of one site: cookies by name, each sent only to the addresses beneath its path. */
export class Browser {
  readonly cookies = new Map<string, { value: string; path: string }>();
  /** The cookies of the last answer, as they came. */
  received: string[] = [];

  constructor(private readonly house: House) {}

  async call(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> {
    const cookie = [...this.cookies]
      .filter(([, kept]) => kept.path === '/' || path === kept.path || path.startsWith(`${kept.path}/`))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');
    const answer = await this.house.call(method, path, { ...(body ? { body } : {}), headers: { cookie, ...headers } });
    this.received = answer.headers.getSetCookie();
    for (const text of this.received) {
      const { name, value, path: at = '/' } = Bun.Cookie.parse(text);
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, { value, path: at });
    }
    return answer;
  }

  cookie(name: string): string {
    return this.cookies.get(name)?.value ?? '';
  }
}

let people = 0;

export interface Person {
  browser: Browser;
  id: string;
  username: string;
  email: string;
  /** The access token that signing in answered. */
  token: string;
}

/** Somebody who has registered on members' dialect and signed in. */
export async function person(house: House): Promise<Person> {
  const username = `member${++people}`;
  const email = `${username}@example.org`;
  const browser = new Browser(house);
  await browser.call('POST', '/user/register', { username, password: 'password', email });
  const { body } = await browser.call('POST', '/user/login', { username, password: 'password' });
  return { browser, username, email, id: body.id, token: body.token };
}
