import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PASSWORD } from '../../src/lib/examples.ts';

const ROOT = { login: 'root', password: 'root password' };
const ROOT_OF_DEMO = { login: 'root', password: PASSWORD };

/** A line of the log from this level on is a fault: pino's `error`. */
const ERROR = 50;

/** A server under test. One that was given by its address can be asked only. */
export interface Server {
  origin: string;
  root: { login: string; password: string };
  /** Whether it has the world that the document's examples name. */
  isDemo: boolean;
  pid?: number;
  /** Lines of its log that tell of an error, or that are no log. */
  complaints(): string[];
  /** Bytes of memory that it holds. */
  memory(): Promise<number | undefined>;
  /** Ends it, once or more often. @returns its status */
  stop(): Promise<number | null | undefined>;
}

/** A server that runs already. */
export function runningServer(origin: string): Server {
  return {
    origin,
    root: ROOT,
    isDemo: false,
    complaints: () => [],
    memory: async () => undefined,
    stop: async () => undefined,
  };
}

/** Which house is started: the demo's world, which is on SQLite, or an empty one. */
export type World = { demo: true } | { demo: false /** Without it SQLite. */; databaseUrl?: string | undefined };

/**
 * Starts the executable on a fresh data folder, reachable from this machine only.
 * @throws Error when it ends before it listens
 */
export async function startServer(program: string, world: World): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'tonearm-fuzz-'));
  const { login, password } = ROOT;
  const settings = world.demo
    ? { DATA_DIR: join(folder, 'demo') }
    : { ROOT_LOGIN: login, ROOT_PASSWORD: password, DATABASE_URL: world.databaseUrl ?? '' };
  const child = Bun.spawn([program, world.demo ? 'demo' : 'serve'], {
    cwd: folder,
    env: {
      ...{ TMPDIR: folder, HOST: '127.0.0.1', PORT: '0', RATE_LIMIT: 'off', LOG_LEVEL: 'warn' },
      ...settings,
    },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const complaints: string[] = [];
  const listening = Promise.withResolvers<string>();
  const stdout = readLines(child.stdout, (line) => {
    const origin = /^ +listening +(\S+)/.exec(line)?.[1];
    if (origin) listening.resolve(origin);
    else if (line.startsWith('{') && Number(JSON.parse(line).level) >= ERROR) complaints.push(line);
  });
  const stderr = readLines(child.stderr, (line) => complaints.push(line));
  child.exited.then(() => listening.reject(new Error(`the server ended: ${complaints.join('\n')}`)));
  const origin = await listening.promise;
  return {
    origin,
    root: world.demo ? ROOT_OF_DEMO : ROOT,
    isDemo: world.demo,
    pid: child.pid,
    complaints: () => complaints.splice(0),
    memory: () => residentMemory(child.pid),
    stop: async () => {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
      await Promise.all([child.exited, stdout, stderr]);
      clearTimeout(timer);
      await rm(folder, { recursive: true, force: true });
      return child.exitCode;
    },
  };
}

async function readLines(stream: ReadableStream<Uint8Array>, take: (line: string) => void): Promise<void> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim()) take(line);
  }
}

/** Linux only; elsewhere unknown. */
async function residentMemory(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}
