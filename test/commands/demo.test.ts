import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCommand } from '../../src/commands/command-line.ts';
import { takeDemoFolder } from '../../src/commands/demo/folder.ts';
import { type Login, PASSWORD, PEOPLE } from '../../src/lib/examples.ts';

const MAIN = join(import.meta.dir, '../../src/main.ts');
const places: string[] = [];
const newPlace = () => {
  const place = mkdtempSync(join(tmpdir(), 'tonearm-demo-place-'));
  places.push(place);
  return place;
};
afterAll(() => {
  for (const place of places) rmSync(place, { recursive: true, force: true });
});

function start(args: string[], env: Record<string, string> = {}) {
  return Bun.spawn([process.execPath, MAIN, ...args], {
    cwd: newPlace(),
    env: { NODE_ENV: 'production', PORT: '0', ...env },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  });
}
type Child = ReturnType<typeof start>;

/** Runs to the end. */
async function run(args: string[], env?: Record<string, string>) {
  const child = start(args, env);
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  return { status: await child.exited, stdout, stderr };
}

/** What it has said by the time it listens, and where it does. */
async function listening(child: Child): Promise<{ said: string; origin: string }> {
  let said = '';
  const decoder = new TextDecoder();
  const reader = child.stdout.getReader();
  while (!/ data .*\n/.test(said)) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`it ended: ${said}${await child.stderr.text()}`);
    said += decoder.decode(value, { stream: true });
  }
  reader.releaseLock();
  return { said, origin: /listening +(\S+)/.exec(said)?.[1] ?? '' };
}

/** The modes of all that lies in a folder, once its database is there. */
async function modes(folder: string): Promise<number[]> {
  while (!existsSync(join(folder, 'tonearm.db'))) await Bun.sleep(5);
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name)));
  return names.map((name) => statSync(join(folder, name)).mode & 0o777);
}

async function end(child: Child): Promise<number> {
  child.kill('SIGTERM');
  return child.exited;
}

const signIn = (origin: string, username: string, password = PASSWORD) =>
  fetch(`${origin}/users/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  });

describe('tonearm demo', () => {
  const tmp = newPlace();
  let child: Child;
  let said: string;
  let origin: string;
  beforeAll(async () => {
    const env = { TMPDIR: tmp, DATABASE_URL: 'nonsense', ROOT_LOGIN: 'a b', ROOT_PASSWORD: 'x' };
    child = start(['demo'], env);
    ({ said, origin } = await listening(child));
  }, 60_000);
  afterAll(() => end(child));

  test('is for this machine alone, unless it is told otherwise', () => {
    expect(origin).toStartWith('http://127.0.0.1:');
    const command = readCommand(['demo', '--host', '0.0.0.0'], { HOST: '::1' });
    expect(command).toMatchObject({ name: 'demo', config: { host: '0.0.0.0', databaseUrl: undefined } });
    expect(readCommand(['demo'], { HOST: '::1' })).toMatchObject({ config: { host: '::1' }, isFolderNamed: false });
  });

  test('says who can sign in with what, and what to open', () => {
    for (const login of Object.keys(PEOPLE)) expect(said).toMatch(new RegExp(`^ +${login} `, 'm'));
    for (const word of [PASSWORD, '/swagger', ' / ']) expect(said).toContain(word);
  });

  test.each(Object.keys(PEOPLE) as Login[])('%s can sign in', async (login) => {
    expect((await signIn(origin, login)).status).toBe(200);
  });

  test('leaves nothing behind', async () => {
    expect(readdirSync(tmp).filter((name) => name.startsWith('tonearm-demo-'))).toHaveLength(1);
    expect(await end(child)).toBe(0);
    expect(readdirSync(tmp).filter((name) => name.startsWith('tonearm-demo-'))).toEqual([]);
  }, 20_000);
});

describe('tonearm demo --data-dir', () => {
  const folder = join(newPlace(), 'world');

  test('keeps its world, and serves it as it was left', async () => {
    const first = start(['demo', '--data-dir', folder]);
    const { origin } = await listening(first);
    const body = JSON.stringify({ username: 'somebody-new', password: 'a good password' });
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(`${origin}/users`, { method: 'POST', headers, body })).status).toBe(200);
    await end(first);
    const second = start(['demo'], { DATA_DIR: folder });
    const again = await listening(second);
    expect((await signIn(again.origin, 'somebody-new', 'a good password')).status).toBe(200);
    await end(second);
  }, 60_000);

  test('tonearm serve · serve refuses that folder', async () => {
    const { status, stdout, stderr } = await run(['serve', '--data-dir', folder]);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`DATA_DIR ${folder} is the demo's`);
  }, 20_000);

  test('refuses a folder that it did not make, and touches nothing in it', async () => {
    const other = newPlace();
    writeFileSync(join(other, 'tonearm.db'), 'precious');
    const { status, stdout, stderr } = await run(['demo', '--data-dir', other]);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`DATA_DIR ${other} was not made by the demo`);
    expect(readdirSync(other)).toEqual(['tonearm.db']);
  }, 20_000);

  test('makes everything for its own account alone, while it is being made too', async () => {
    const own = join(newPlace(), 'own');
    const before = process.umask(0o022);
    const child = start(['demo', '--data-dir', own]);
    process.umask(before);
    const seen = await modes(own);
    await end(child);
    expect(seen.filter((mode) => (mode & 0o077) !== 0)).toEqual([]);
  }, 20_000);

  test('throws away what an earlier run left unfinished', () => {
    const cut = join(newPlace(), 'cut');
    expect(takeDemoFolder(cut).isFinished).toBe(false);
    writeFileSync(join(cut, 'tonearm.db'), 'half a world');
    const again = takeDemoFolder(cut);
    expect([again.isFinished, existsSync(join(cut, 'tonearm.db'))]).toEqual([false, false]);
    again.finish();
    expect(takeDemoFolder(cut).isFinished).toBe(true);
  });
});
