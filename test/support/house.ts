import { afterAll, beforeAll, describe } from 'bun:test';
import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/commands/settings.ts';
import type { Config } from '../../src/config.ts';
import type { Database } from '../../src/db/database.ts';
import { openDatabase } from '../../src/db/open.ts';
import { openServices, type Services } from '../../src/domain/services.ts';
import { accessTokens } from '../../src/http/identity/access-tokens.ts';
import { frontDoor } from '../../src/http/server/front-door.ts';
import { observed } from '../../src/http/server/observe.ts';
import { checked, contractOf } from './contract.ts';
import { dropDatabase, migratedDatabase } from './postgres.ts';
import { runFolder } from './run.ts';

type Engine = Database['engine'];
const ENGINES: readonly Engine[] = ['sqlite', 'postgres'];

interface CallOptions {
  /** Sent as JSON, or as a form when it is one, or as it is when it is a text. */
  body?: object | FormData | string;
  token?: string;
  headers?: Record<string, string>;
}

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of an answer; the type would say it twice.
  body: any;
}

/** The whole program but its listener, on a data folder and a database of its own. */
export class House {
  constructor(
    readonly db: Database,
    readonly services: Services,
    readonly config: Config,
    readonly readiness: { open: boolean; ping: () => Promise<void> },
    /** Answers a request through the front door. */
    readonly handle: (request: Request) => Response | Promise<Response>,
    private readonly settings: Record<string, string>,
  ) {}

  static async open(engine: Engine, settings: Record<string, string> = {}): Promise<House> {
    const dataDir = await mkdtemp(join(tmpdir(), 'tonearm-house-'));
    const databaseUrl = engine === 'postgres' ? { DATABASE_URL: await migratedDatabase() } : {};
    if (engine === 'sqlite') await copyFile(await migratedFile(), join(dataDir, 'tonearm.db'));
    const env = {
      DATA_DIR: dataDir,
      ROOT_PASSWORD: 'root-password',
      RATE_LIMIT: 'off',
      MIN_FREE_MB: '0',
      ...databaseUrl,
      ...settings,
    };
    const config = readConfig(env);
    const db = await openDatabase(config);
    await db.migrate();
    const signer = accessTokens('a secret for tests only, long enough');
    const services = openServices(db, config, {
      signer,
      refreshKey: 'another secret for tests only',
      appKeySecret: config.appKeySecret ?? 'a third secret for tests only',
    });
    await services.media.staging.sweep();
    await services.accounts.ensureRoot();
    const readiness = { open: true, ping: db.ping };
    // What is our own fault tells its reason beside the test that met it.
    const log = pino({ level: 'error' }, pino.destination({ fd: 2, sync: true }));
    const app = createApp(services, readiness, '0.0.0', log);
    const rethrow = (error: unknown) => {
      throw error;
    };
    const answer = observed(
      frontDoor(app, config, () => db.version('catalogue')),
      [],
      rethrow,
    );
    const handle = (request: Request) => answer(request, { requestIP: () => null });
    return new House(db, services, config, readiness, handle, settings);
  }

  /** A request through the front door, as it leaves. @throws Error when the answer is not as documented */
  async fetch(method: string, path: string, { body, token, headers = {} }: CallOptions = {}): Promise<Response> {
    const isJson = typeof body === 'object' && !(body instanceof FormData);
    const contract = await contractOf(this.settings, () => this.handle(new Request('http://localhost/swagger/json')));
    const response = await this.handle(
      new Request(`http://localhost${path}`, {
        method,
        headers: {
          ...(token === undefined ? {} : { token }),
          ...(isJson ? { 'content-type': 'application/json' } : {}),
          ...headers,
        },
        body: isJson ? JSON.stringify(body) : (body as FormData | string | undefined),
      }),
    );
    return checked(contract, method, path, response);
  }

  /** The same, with the answer's JSON read. */
  async call(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    const response = await this.fetch(method, path, options);
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  }

  /** Registers somebody new. */
  async member(name = `member${++members}`): Promise<{ id: string; name: string; token: string }> {
    const { body } = await this.call('POST', '/users', { body: { username: name, password: 'password' } });
    return { id: body._id, name, token: body.token };
  }

  async root(): Promise<string> {
    const { body } = await this.call('POST', '/users/login', { body: { username: 'root', password: 'root-password' } });
    return body.token;
  }

  /** The names of the files in a folder of the data folder; none when there is no such folder. */
  files(folder: string): Promise<string[]> {
    return readdir(join(this.config.dataDir, folder)).catch(() => []);
  }

  async close(): Promise<void> {
    await this.services.media.stop();
    await this.services.listening.stop();
    await this.services.booking.stop();
    await this.services.reports.stop();
    await this.services.statements.stop();
    await this.db.close();
    if (this.config.databaseUrl !== undefined) await dropDatabase(this.config.databaseUrl);
    await rm(this.config.dataDir, { recursive: true });
  }
}

let members = 0;
let migrated: Promise<string> | undefined;

/** A SQLite database that has today's tables, and nothing in them; to be copied, which is faster than migrating. */
function migratedFile(): Promise<string> {
  migrated ??= (async () => {
    const dataDir = await mkdtemp(join(runFolder(), 'template-'));
    const db = await openDatabase({ databaseUrl: undefined, dataDir });
    await db.migrate();
    await db.close();
    return join(dataDir, 'tonearm.db');
  })();
  return migrated;
}

/** The same tests on both engines, each with a house of its own. */
export function onEachEngine(
  subject: string,
  tests: (house: () => House) => void,
  settings?: Record<string, string>,
): void {
  describe.each(ENGINES)(`${subject} on %s`, (engine) => {
    let house: House;
    beforeAll(async () => {
      house = await House.open(engine, settings);
      // PostgreSQL starts with the first of them.
    }, 60_000);
    afterAll(() => house.close());
    tests(() => house);
  });
}
