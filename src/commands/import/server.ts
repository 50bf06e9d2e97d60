/** What ends an import: without it nothing more can be done. In words for the owner. */
export class ImportStopped extends Error {}

/** A file that the server does not take; the others are not concerned. */
export class Refused extends Error {}

/** Who imports, and where to. */
export interface Target {
  /** Without a slash at its end. */
  url: string;
  login: string;
  password: string;
}

/** Milliseconds for which a server may be away, or refuse everything for the moment, before the import is given up. */
const PATIENCE = 60_000;
/** Milliseconds between two tries, at first and at most. */
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 5_000;
/** Milliseconds that an answer may take, and bytes of a body that are sent in one of them at least. */
const ANSWER_TIME = 120_000;
const SLOWEST = 4;
/** Tries of a request at which the server fails by its own fault. */
const TRIES = 3;

const AWAY = [429, 502, 503, 504];

interface Sent {
  body?: RequestInit['body'];
  type?: string;
  /** Bytes of the body. */
  size?: number;
  token?: string | undefined;
  cookie?: string;
}

interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what a server answers is looked at where it is used.
  body: any;
  cookies: string[];
}

/** A server as an import asks it: it waits for one that is away for a while, and stays signed in. */
export class Server {
  readonly #target: Target;
  readonly #patience: number;
  #token: string | undefined;
  #refresh = '';
  #signingIn: Promise<void> | undefined;
  /** When it has answered last. */
  #heard = Date.now();
  #isStarted = false;

  constructor(target: Target, patience = PATIENCE) {
    this.#target = target;
    this.#patience = patience;
  }

  /** @throws ImportStopped when it cannot be reached, or does not know this account */
  async signIn(): Promise<void> {
    const { login: username, password } = this.#target;
    const { status, body, cookies } = await this.#ask('POST', '/user/login', json({ username, password }));
    if (status === 401 || status === 404)
      throw new ImportStopped(`${username} cannot sign in at ${this.#target.url}: the name or the password is wrong`);
    if (status === 429) throw new ImportStopped(body?.message ?? 'too many have tried to sign in: try again later');
    if (status !== 200 || typeof body?.token !== 'string') throw this.#strange('POST /user/login', status, body);
    this.#isStarted = true;
    this.#keep(body.token, cookies);
  }

  /** Ends the session. That it cannot be is no matter: it ends by itself. */
  async signOut(): Promise<void> {
    const headers = { token: this.#token ?? '', cookie: `jwt-refresh-logout=${this.#refresh}` };
    const signal = AbortSignal.timeout(2_000);
    await fetch(`${this.#target.url}/user/logout`, { method: 'POST', headers, signal }).catch(() => {});
  }

  /**
   * A request as the account that imports.
   * @param sent makes the body anew for each try
   * @throws Refused with the server's words when it refuses this request; ImportStopped
   */
  async call(method: string, path: string, sent: () => Promise<Sent> | Sent = () => ({})): Promise<Answer['body']> {
    for (let tries = 1; ; tries++) {
      const token = this.#token;
      const { status, body } = await this.#ask(method, path, await sent(), token);
      if (status === 200) return body;
      const said = typeof body?.error === 'string' ? body.error : `status ${status}`;
      if (status === 401) {
        if (tries > TRIES) throw new ImportStopped(`${this.#target.url} ends the session again and again: ${said}`);
        await this.#renew(token);
      } else if (status === 403 || status === 404 || status === 405) throw new NotAllowed(said, status);
      else if (status === 413 && /quota/i.test(said))
        throw new ImportStopped(`${this.#target.login} has no room left: ${said}`);
      else if (status >= 500 && tries < TRIES) await Bun.sleep(FIRST_PAUSE * tries);
      else if (status >= 400) throw new Refused(said);
      else throw this.#strange(`${method} ${path.split('?')[0]}`, status, body);
    }
  }

  /** Gets another token; several that want one get the same. @param used the one that has ended */
  async #renew(used: string | undefined): Promise<void> {
    if (this.#token !== used) return;
    this.#signingIn ??= this.#refreshOrSignIn().finally(() => {
      this.#signingIn = undefined;
    });
    await this.#signingIn;
  }

  async #refreshOrSignIn(): Promise<void> {
    const { status, cookies } = await this.#ask('POST', '/user/refresh', { cookie: `jwt-refresh=${this.#refresh}` });
    const token = cookieIn(cookies, 'jwt-access');
    if (status === 200 && token !== undefined) this.#keep(token, cookies);
    else await this.signIn();
  }

  #keep(token: string, cookies: readonly string[]): void {
    this.#token = token;
    this.#refresh = cookieIn(cookies, 'jwt-refresh') ?? '';
  }

  /** Asks until there is an answer that is about the request. @throws ImportStopped after too long without one */
  async #ask(method: string, path: string, { body, type, size = 0, cookie }: Sent, token?: string): Promise<Answer> {
    const headers = { ...(type && { 'content-type': type }), ...(token && { token }), ...(cookie && { cookie }) };
    /** Since when this request has not been answered: a long one may break off at its end. */
    let failing: number | undefined;
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      let reason: string;
      let wait = pause;
      try {
        const signal = AbortSignal.timeout(ANSWER_TIME + size / SLOWEST);
        const answer = await fetch(this.#target.url + path, {
          method,
          headers,
          redirect: 'manual',
          signal,
          ...(body && { body }),
        });
        const text = await answer.text();
        const said = parsed(text);
        if (!AWAY.includes(answer.status) || (answer.status === 429 && !this.#isStarted)) {
          this.#heard = Date.now();
          return { status: answer.status, body: said, cookies: answer.headers.getSetCookie() };
        }
        reason = said?.error ?? said?.message ?? said?.response?.message ?? `it answers ${answer.status}`;
        wait = Math.max(pause, Math.min(1000 * Number(answer.headers.get('retry-after') ?? 0), LONGEST_PAUSE));
      } catch (error) {
        reason = (error as Error).message;
        if (!this.#isStarted && isNoServer(error)) throw this.#away(reason);
      }
      failing ??= Date.now();
      if (Date.now() + wait - Math.max(this.#heard, failing) > this.#patience) throw this.#away(reason);
      await Bun.sleep(wait);
    }
  }

  #away = (reason: string) => new ImportStopped(`${this.#target.url} does not take anything: ${reason}`);

  #strange(what: string, status: number, body: unknown): ImportStopped {
    const said = (body as { message?: string; response?: { message?: string } } | undefined) ?? {};
    const words = said.message ?? said.response?.message ?? (status >= 300 && status < 400 ? 'a redirection' : status);
    return new ImportStopped(`${this.#target.url} answers ${what} with ${words}: is that the address of a Tonearm?`);
  }
}

/** The server does not know what was asked for, or does not let this account have it. */
export class NotAllowed extends Refused {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

const json = (value: object): Sent => ({ body: JSON.stringify(value), type: 'application/json' });

function parsed(text: string): Answer['body'] {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const cookieIn = (cookies: readonly string[], name: string): string | undefined =>
  cookies
    .find((cookie) => cookie.startsWith(`${name}=`))
    ?.slice(name.length + 1)
    .split(';')[0];

/** Nobody listens there, or there is no such host: nothing to wait for when nothing has begun. */
const isNoServer = (error: unknown): boolean =>
  ['ConnectionRefused', 'ECONNREFUSED', 'ENOTFOUND', 'FailedToOpenSocket', 'ERR_INVALID_URL', 'EAI_AGAIN'].includes(
    (error as { code?: string }).code ?? '',
  );
