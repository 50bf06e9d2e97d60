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

/** Runs the executable to its end, with nothing in the environment but what is given. @param stdin what it can read */
export async function run(args: string[], env: Record<string, string> = {}, cwd?: string, stdin: string | Buffer = '') {
  const folder = cwd ?? (await emptyFolder());
  const child = Bun.spawn([await executable(), ...args], {
    cwd: folder,
    env: { ...environment(), ...env },
    stdin: typeof stdin === 'string' ? Buffer.from(stdin) : stdin,
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [stdout, stderr, status] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  if (cwd === undefined) await rm(folder, { recursive: true });
  return { stdout, stderr, status };
}

/** The executable, running. */
export class Program {
  /** All that it has printed so far. */
  stdout = '';
  stderr = '';
  /** Where it listens, one origin for each port. */
  origins: string[] = [];
  readonly #read: Promise<unknown>;
  #contract: Contract | undefined;

  private constructor(
    readonly child: Bun.Subprocess<'ignore', 'pipe', 'pipe'>,
    readonly cwd: string,
  ) {
    const read = async (stream: ReadableStream<Uint8Array>, name: 'stdout' | 'stderr') => {
      const decoder = new TextDecoder();
      for await (const chunk of stream) this[name] += decoder.decode(chunk, { stream: true });
    };
    this.#read = Promise.all([read(child.stdout, 'stdout'), read(child.stderr, 'stderr')]);
  }

  /** The same as `launch`; ready when this resolves. */
  static async start(settings: Record<string, string> = {}, cwd?: string, command?: string[]): Promise<Program> {
    const program = await Program.launch(settings, cwd, command);
    // The greeting is written at once, and the last of its lines ends it; what follows are lines of the log.
    await program.until(() => / data .*\n/.test(program.stdout));
    program.origins = /listening +(.*)/.exec(program.stdout)?.[1]?.split(/ +/) ?? [];
    const document = () => fetch(`${program.origins[0]}/swagger/json`, { headers: { connection: 'close' } });
    program.#contract = await contractOf(settings, document);
    return program;
  }

  /**
   * Starts it with nothing in the environment but these settings, and waits for nothing.
   * @param command what runs it, as a shell that sets limits
   * @param args of the executable
   */
  static async launch(
    settings: Record<string, string> = {},
    cwd?: string,
    command: string[] = [],
    args: string[] = [],
  ): Promise<Program> {
    const folder = cwd ?? (await emptyFolder());
    const child = Bun.spawn([...command, await executable(), ...args], {
      cwd: folder,
      env: { ...environment(), PORT: '0', HOST: '127.0.0.1', MIN_FREE_MB: '0', ...settings },
      stdin: 'ignore',
      stdout: 'pipe',
      stderr: 'pipe',
    });
    return new Program(child, folder);
  }

  /** Waits until something holds. @throws with all that it printed, when it ended before */
  async until(holds: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await holds())) {
      if (this.child.exitCode !== null || this.child.signalCode !== null) {
        await this.#read;
        if (await holds()) return;
        throw new Error(`it ended: ${this.stdout}${this.stderr}`);
      }
      await Bun.sleep(5);
    }
  }

  /** A request to the first port. @throws Error when the answer is not as documented */
  async fetch(path: string, init?: RequestInit): Promise<Response> {
    return checked(this.#contract, init?.method ?? 'GET', path, await fetch(this.origins[0] + path, init));
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

  /** Registers somebody. @returns their token */
  async member(username: string): Promise<string> {
    return (await this.call('POST', '/users', { username, password: 'password' })).body.token;
  }

  /** Ends it by a signal. @returns its status, `null` when the signal killed it */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.child.kill(signal);
    return this.ended();
  }

  /** Waits for its end. @returns its status */
  async ended(): Promise<number | null> {
    await this.child.exited;
    await this.#read;
    return this.child.exitCode;
  }

  /** Ends it and removes its folder. */
  async remove(): Promise<void> {
    await this.end('SIGKILL');
    await rm(this.cwd, { recursive: true, force: true });
  }
}
