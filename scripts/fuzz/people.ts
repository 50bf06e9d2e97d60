import { emailOf, type Login, PASSWORD, PEOPLE } from '../../src/lib/examples.ts';

/** The kinds of people that requests come from. */
export const ROLES = ['stranger', 'listener', 'musician', 'artist', 'manager', 'root'] as const;
export type Role = (typeof ROLES)[number];

export interface Person {
  number: number;
  role: Role;
  token?: string;
  /** What they know of themselves, by the kind of name. */
  known: Record<string, string>;
  /** What answers have set, by name. */
  cookies: Record<string, string>;
}

type Ask = (method: string, path: string, body: object, token?: string) => Promise<Record<string, unknown>>;

/** How many there are of each kind. */
const OF_EACH: Record<Role, number> = { stranger: 1, listener: 2, musician: 2, artist: 3, manager: 2, root: 1 };

/** Who lives in the demo's world. */
const OF_DEMO: Readonly<Partial<Record<Role, readonly Login[]>>> = {
  listener: ['listener'],
  musician: ['musician'],
  artist: ['artist', 'newcomer', 'guest', 'leaver'],
  manager: ['manager'],
};

/** Everybody who makes requests. Whoever is deleted, deactivated or signed out on the way is replaced. */
export class People {
  readonly #everybody: Person[] = [];
  #made = 0;

  private constructor(
    private readonly ask: Ask,
    /** The first root, who takes no part: were they gone, nobody could be replaced. */
    readonly root: { id: string; token: string },
  ) {}

  /** @param isDemo whether the demo's people take part */
  static async gather(ask: Ask, root: { login: string; password: string }, isDemo: boolean): Promise<People> {
    const { _id, token } = await ask('POST', '/users/login', { username: root.login, password: root.password });
    const people = new People(ask, { id: String(_id), token: String(token) });
    for (const role of ROLES) {
      const present = (isDemo && OF_DEMO[role]) || [];
      for (const login of present) people.#everybody.push(await people.#meet(role, login));
      for (let n = present.length; n < OF_EACH[role]; n++) people.#everybody.push(await people.#make(role));
    }
    return people;
  }

  get all(): readonly Person[] {
    return this.#everybody;
  }

  of(role: Role, pick: (people: Person[]) => Person): Person {
    return pick(this.#everybody.filter((person) => person.role === role));
  }

  /** Signs somebody in again whose token is no good any more, or puts somebody new of the role into their place. */
  async renew(person: Person): Promise<Person> {
    const renewed = await this.#signIn(person).catch(() => this.#make(person.role));
    this.#everybody[this.#everybody.indexOf(person)] = renewed;
    return renewed;
  }

  async #signIn(person: Omit<Person, 'token' | 'cookies'>): Promise<Person> {
    const { login: username, password } = person.known;
    const { token } = await this.ask('POST', '/users/login', { username, password });
    return { ...person, token: String(token), cookies: {} };
  }

  /** Somebody of the demo's world. */
  #meet(role: Role, login: Login): Promise<Person> {
    const [id, email] = [PEOPLE[login], emailOf(login)];
    const known = { username: login, login, email, password: PASSWORD, self: id, user: id };
    return this.#signIn({ number: ++this.#made, role, known });
  }

  async #make(role: Role): Promise<Person> {
    const number = ++this.#made;
    if (role === 'stranger') return { number, role, known: {}, cookies: {} };
    const login = `fuzz-${role}-${number}`;
    const email = `${login}@example.com`;
    const known = { username: login, login, email, password: 'fuzz password' };
    const credentials = { password: known.password, email, role };
    const made =
      role === 'listener' || role === 'musician'
        ? await this.ask('POST', '/auth/register', { ...credentials, username: login })
        : await this.ask('POST', '/v1/auth/register', { ...credentials, login }, this.root.token);
    const { id } = made.user as { id: string };
    return this.#signIn({ number, role, known: { ...known, self: id, user: id } });
  }
}
