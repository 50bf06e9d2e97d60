/** Three executables on one PostgreSQL and one S3 store, behind nginx, for `scripts/soak`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../scripts/free-port.ts';
import { EAGER_JANITOR, type Replica, type World } from '../../scripts/soak/world.ts';
import { S3Client } from '../../src/domain/media/s3/client.ts';
import { FAKE, startFakeS3 } from './fake-s3.ts';
import { startGate } from './gate.ts';
import { startNginx } from './nginx.ts';
import { startPostgres } from './postgres.ts';
import { emptyFolder, Program, run } from './program.ts';
import { swift } from './swift.ts';

const COUNT = 3;
const PREFIX = 'soak/';
const ROOT = { login: 'root', password: 'root-password' };
/** pino's `error`. */
const ERROR = 50;

/** A replica's share of the settings, and its processes one after the other. */
class Process implements Replica {
  readonly origin: string;
  readonly address: string;
  isReady = false;
  readonly #settings: Record<string, string>;
  readonly #cwd: string;
  #program: Program | undefined;
  /** All that have come to answer; what ended before has said why to who started it. */
  readonly #started: Program[] = [];
  #peak = 0;

  constructor(cwd: string, settings: Record<string, string>) {
    const port = freePort();
    this.address = `127.0.0.1:${port}`;
    this.origin = `http://${this.address}`;
    this.#cwd = cwd;
    this.#settings = { ...settings, PORT: String(port), DATA_DIR: join(cwd, 'data') };
  }

  async start(more: Record<string, string> = {}): Promise<void> {
    const program = await Program.launch({ ...this.#settings, ...more }, this.#cwd);
    this.#program = program;
    await program.until(() => / data .*\n/.test(program.stdout));
    this.#started.push(program);
    this.isReady = true;
  }

  async kill(): Promise<void> {
    this.#look();
    this.isReady = false;
    await this.#program?.end('SIGKILL');
  }

  stop(): Promise<number | null> {
    this.#look();
    this.isReady = false;
    return this.#program?.end('SIGTERM') ?? Promise.resolve(null);
  }

  memoryPeak(): number {
    this.#look();
    return this.#peak;
  }

  complaints(): string[] {
    return this.#started.flatMap(({ stdout, stderr }) => [
      ...stdout.split('\n').filter((line) => line.startsWith('{') && Number(JSON.parse(line).level) >= ERROR),
      // That it waits for the database is said where an owner looks, and is no fault.
      ...stderr.split('\n').filter((line) => line !== '' && !line.startsWith('tonearm: waiting for the database')),
    ]);
  }

  /** Ends it, whatever it is doing, and removes its folder. */
  async remove(): Promise<void> {
    await this.#program?.remove();
  }

  #look(): void {
    const { pid, exitCode, signalCode } = this.#program?.child ?? {};
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    const peak = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    this.#peak = Math.max(this.#peak, Number(peak ?? 0) * 1024);
  }
}

/** @param on which store @returns the world, and what ends all of it */
export async function openWorld(on: 'swift' | 'fake'): Promise<World & { end(): Promise<void> }> {
  const ends: (() => unknown)[] = [];
  const end = async () => {
    for (const one of ends.reverse()) await one();
  };
  try {
    const store = on === 'swift' ? await swift() : { ...FAKE, pathStyle: true, endpoint: (await fake(ends)).endpoint };
    const gate = await startGate(Number(new URL(store.endpoint).port));
    ends.push(gate.end);
    const server = await startPostgres();
    ends.push(server.stop);
    const settings = {
      ...{ DATABASE_URL: server.url, ROOT_PASSWORD: ROOT.password, TRUST_PROXY: 'on', RATE_LIMIT: 'off' },
      ...{ MEDIA_STORE: `s3://${store.bucket}/${PREFIX}`, S3_ENDPOINT: `http://127.0.0.1:${gate.port}` },
      ...{ S3_REGION: store.region, S3_ACCESS_KEY_ID: store.accessKeyId, MIN_FREE_MB: '0' },
      S3_SECRET_ACCESS_KEY: store.secretAccessKey,
      // So little that copies go while they are used.
      CACHE_MB: '24',
    };
    const replicas: Process[] = [];
    for (let at = 0; at < COUNT; at++) replicas.push(new Process(await emptyFolder(), settings));
    for (const replica of replicas) ends.push(() => replica.remove());
    await Promise.all(replicas.map((replica) => replica.start()));
    const nginx = await startNginx(
      replicas.map(({ origin }) => origin),
      ROUND_ROBIN,
    );
    ends.push(nginx.end);
    const client = new S3Client(store);
    return {
      ...{ origin: nginx.origin, replicas, databaseUrl: server.url, root: ROOT, end },
      storeName: on === 'swift' ? 'OpenStack Swift' : 'the fake store',
      restartDatabase: async () => {
        await server.stop();
        await server.start();
      },
      ...{ storeLeaves: gate.shut, storeComes: gate.open },
      objects: async () => {
        const found: string[] = [];
        for await (const page of client.list(PREFIX))
          found.push(...page.map(({ key }) => key.split('/').at(-1) ?? key));
        return found;
      },
      check: async () => {
        const beside = { ...settings, ...EAGER_JANITOR, DATA_DIR: join(await emptyFolder(), 'data') };
        const { status, stdout, stderr } = await run(['media', 'check', '--json'], beside);
        return { status, output: stdout + stderr };
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

async function fake(ends: (() => unknown)[]) {
  const store = await startFakeS3();
  ends.push(store.leave);
  return store;
}

/** Each request goes to another replica, which has to have whatever it is asked for; and the answer tells who that was. */
const ROUND_ROBIN = [
  ['hash $uri consistent;', ''],
  ['hash $arg_id$arg_mediaId$arg_username consistent;', ''],
  ['server_tokens off;', 'server_tokens off; add_header X-Served-By $upstream_addr always;'],
] as const;
