import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startPooler } from './pgbouncer.ts';
import { freshDatabase } from './postgres.ts';
import { Program } from './program.ts';

const COUNT = 3;

/** Clients' addresses, so that the limits of one test are not those of another. */
let addresses = 0;

/** Three executables on one PostgreSQL that was empty, all started at once. */
export class Replicas {
  private constructor(
    readonly programs: readonly Program[],
    private readonly endPooler: () => Promise<void>,
  ) {}

  /** @param connections that all of them share through PgBouncer; without it each has its own */
  static async start(settings: Record<string, string>, connections?: number): Promise<Replicas> {
    const direct = await freshDatabase();
    const pooler = connections === undefined ? undefined : await startPooler(direct, connections);
    const shared = {
      ...{ DATABASE_URL: pooler?.url ?? direct, ROOT_PASSWORD: 'root-password', TRUST_PROXY: 'on' },
      ...settings,
    };
    const started = await Promise.allSettled(Array.from({ length: COUNT }, () => Program.start(shared)));
    const programs = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const replicas = new Replicas(programs, async () => pooler?.end());
    const failed = started.find((one) => one.status === 'rejected');
    if (failed === undefined) return replicas;
    await replicas.remove();
    throw failed.reason;
  }

  /** One of them, whatever the number. */
  at(number: number): Program {
    return this.programs[number % COUNT] as Program;
  }

  get origins(): string[] {
    return this.programs.map(({ origins }) => origins[0] as string);
  }

  /** Gives what one of them keeps in a folder to the others as well: each has a folder of its own. */
  async share(place: string): Promise<void> {
    const folders = this.programs.map(({ cwd }) => join(cwd, 'data', place));
    for (const folder of folders) await mkdir(folder, { recursive: true });
    for (const from of folders) for (const to of folders) if (from !== to) await cp(from, to, { recursive: true });
  }

  async remove(): Promise<void> {
    for (const program of this.programs) await program.remove();
    await this.endPooler();
  }
}

/** Somebody's requests, to whichever replica, from an address of their own. */
export class Client {
  readonly #address = `192.0.2.${++addresses}`;

  constructor(private readonly replicas: Replicas) {}

  async ask(
    at: number,
    method: string,
    path: string,
    options: { token?: string; body?: object; headers?: Record<string, string> } = {},
  ) {
    const { token, body, headers } = options;
    const isForm = body instanceof FormData;
    const response = await this.replicas.at(at).fetch(path, {
      method,
      headers: {
        'x-forwarded-for': this.#address,
        ...(token === undefined ? {} : { token }),
        ...(body && !isForm ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(body ? { body: isForm ? body : JSON.stringify(body) } : {}),
    });
    const isJson = response.headers.get('content-type')?.startsWith('application/json');
    // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of an answer; the type would say it twice.
    return { status: response.status, body: (isJson ? await response.json() : await response.bytes()) as any };
  }

  /** The statuses of the same request to each of them. */
  everywhere(method: string, path: string, options: { token?: string; body?: object } = {}): Promise<number[]> {
    return Promise.all(this.replicas.programs.map(async (_, at) => (await this.ask(at, method, path, options)).status));
  }
}
