import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compile } from '../../scripts/build/compile.ts';
import type { Contract } from '../../scripts/contract/contract.ts';
import { checked, contractOf } from './contract.ts';
import { runFolder } from './run.ts';

let compiled: Promise<string> | undefined;

/** The executable, built once a test run from the sources as they are. */
export function executable(): Promise<string> {
  const { TEST_RUN_EXECUTABLE } = process.env;
  compiled ??= TEST_RUN_EXECUTABLE ? Promise.resolve(TEST_RUN_EXECUTABLE) : compileExecutable();
  return compiled;
}

async function compileExecutable(): Promise<string> {
  const path = join(runFolder(), 'tonearm');
  await compile(join(import.meta.dir, '../../src'), path);
  return path;
}

/** All that is in the environment of a program but its settings: where it may unpack its native code. */
const environment = () => ({ TMPDIR: tmpdir() });

/** An empty folder for a program to stand in. */
export function emptyFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'tonearm-empty-'));
}

/** Runs the executable to its end, with nothing in the environment but what is given. */
export async function run(args: string[], env: Record<string, string> = {}, cwd?: string) {
  const folder = cwd ?? (await emptyFolder());
  const child = Bun.spawn([await executable(), ...args], {
    cwd: folder,
    env: { ...environment(), ...env },
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [stdout, stderr, status] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  if (cwd === undefined) await rm(folder, { recursive: true });
  return { stdout, stderr, status };
}

/** The executable, running and ready. */
export class Program {
  private constructor(
    readonly child: Bun.Subprocess<'ignore', 'pipe', 'pipe'>,
    readonly cwd: string,
    /** The first lines that it printed. */
    readonly greeting: string,
    /** Where it listens, one origin for each port. */
    readonly origins: string[],
    private readonly contract: Contract | undefined,
  ) {}

  /** Starts it with nothing in the environment but these settings; ready when this resolves. */
  static async start(settings: Record<string, string> = {}, cwd?: string): Promise<Program> {
    const folder = cwd ?? (await emptyFolder());
    const child = Bun.spawn([await executable()], {
      cwd: folder,
      env: { ...environment(), PORT: '0', HOST: '127.0.0.1', ...settings },
      stdin: 'ignore',
      stdout: 'pipe',
      stderr: 'pipe',
    });
    let greeting = '';
    const reader = child.stdout.getReader();
    const decoder = new TextDecoder();
    while (!/ data .*\n/.test(greeting)) {
      const { done, value } = await reader.read();
      if (done) throw new Error(`it ended: ${greeting}${await child.stderr.text()}`);
      greeting += decoder.decode(value, { stream: true });
    }
    reader.releaseLock();
    const origins = /listening +(.*)/.exec(greeting)?.[1]?.split(/ +/) ?? [];
    const document = () => fetch(`${origins[0]}/swagger/json`, { headers: { connection: 'close' } });
    return new Program(child, folder, greeting, origins, await contractOf(settings, document));
  }

  /** A request to the first port. @throws Error when the answer is not as documented */
  async fetch(path: string, init?: RequestInit): Promise<Response> {
    return checked(this.contract, init?.method ?? 'GET', path, await fetch(this.origins[0] + path, init));
  }

  /** A request with a JSON body, and the JSON that it answers. */
  async call(method: string, path: string, body?: object, token?: string) {
    const response = await this.fetch(path, {
      method,
      headers: { ...(token === undefined ? {} : { token }), ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of an answer; the type would say it twice.
    return { status: response.status, body: (await response.json()) as any };
  }

  /** Registers somebody and gives his token. */
  async member(username: string): Promise<string> {
    return (await this.call('POST', '/users', { username, password: 'password' })).body.token;
  }

  /** Ends it by a signal. @returns its status, `null` when the signal killed it */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.child.kill(signal);
    await this.child.exited;
    return this.child.exitCode;
  }

  /** Ends it and removes its folder. */
  async remove(): Promise<void> {
    await this.end('SIGKILL');
    await rm(this.cwd, { recursive: true, force: true });
  }
}
