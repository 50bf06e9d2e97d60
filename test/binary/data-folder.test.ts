import { describe, expect, test } from 'bun:test';
import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freshDatabase } from '../support/postgres.ts';
import { type Program, run } from '../support/program.ts';
import { programs } from '../support/programs.ts';

const { start, launch, folder } = programs();

/** Starts it with a umask that lets everybody read. */
async function startOpenly(cwd: string): Promise<Program> {
  const program = await launch({}, cwd, ['sh', '-c', 'umask 022; exec "$0"']);
  await program.until(() => program.stdout.includes(' data '));
  return program;
}

const mode = async (...path: string[]) => ((await stat(join(...path))).mode & 0o777).toString(8);

describe('DATA_DIR', () => {
  test('is private, whatever the umask, and what an earlier version left open is closed', async () => {
    const cwd = await folder();
    const data = join(cwd, 'data');
    const first = await startOpenly(cwd);
    const check = async () => {
      expect(await mode(data)).toBe('700');
      for (const name of await readdir(data))
        expect([name, await mode(data, name)]).toEqual([
          name,
          (await stat(join(data, name))).isDirectory() ? '700' : '600',
        ]);
    };
    await check();
    expect((await readdir(data)).sort()).toEqual([
      'door',
      'lock',
      'running',
      'thumbs',
      'tmp',
      'tonearm.db',
      'tonearm.db-shm',
      'tonearm.db-wal',
      'transcodes',
    ]);
    await first.end('SIGKILL');
    await mkdir(join(data, 'albums'));
    for (const name of await readdir(data)) await chmod(join(data, name), name.includes('.') ? 0o644 : 0o755);
    await chmod(data, 0o755);
    await startOpenly(cwd);
    await check();
  });

  test('that holds other things too keeps its rights, and that is told', async () => {
    const cwd = await folder();
    await mkdir(join(cwd, 'data/photos'), { recursive: true });
    await chmod(join(cwd, 'data'), 0o755);
    const program = await start({}, cwd);
    expect(await mode(cwd, 'data')).toBe('755');
    expect(await mode(cwd, 'data/photos')).toBe('755');
    expect(program.stdout).toContain('give tonearm a folder of its own, mode 0700');
  });

  test('that is a file is told, status 1', async () => {
    const cwd = await folder();
    await writeFile(join(cwd, 'data'), '');
    const { stderr, status } = await run([], { PORT: '0' }, cwd);
    expect([stderr, status]).toEqual([expect.stringMatching(/^tonearm: DATA_DIR \S+ cannot be used: .*\n$/), 1]);
  });
});

describe('JWT_SECRET, or the key that is made', () => {
  const settings = { ROOT_PASSWORD: 'root-password' };
  const signIn = async (program: Program): Promise<string> =>
    (await program.call('POST', '/v1/auth/login', { login: 'root', password: 'root-password' })).body.accessToken;
  const accepts = async (program: Program, token: string) =>
    (await program.fetch('/v1/managers', { headers: { authorization: `Bearer ${token}` } })).status !== 401;

  test('is that of every process on one PostgreSQL, also of those that start at once', async () => {
    const shared = { ...settings, DATABASE_URL: await freshDatabase() };
    const [one, two] = await Promise.all([start(shared), start(shared)]);
    expect(await accepts(two, await signIn(one))).toBe(true);
    expect(await accepts(one, await signIn(two))).toBe(true);
    expect(await accepts(one, `${await signIn(two)}x`)).toBe(false);
  });

  test('lives through a restart, in no file of its own', async () => {
    const first = await start(settings);
    const token = await signIn(first);
    await first.end();
    expect(await readdir(join(first.cwd, 'data'))).not.toContain('jwt-secret');
    expect(await accepts(await start(settings, first.cwd), token)).toBe(true);
  });

  test('of an earlier version is taken over from its file, which goes then', async () => {
    const key = 'the key that an earlier version has made';
    const issuer = await start({ ...settings, JWT_SECRET: key });
    const token = await signIn(issuer);
    await issuer.end();
    // The same house, now without the setting but with the file.
    await writeFile(join(issuer.cwd, 'data/jwt-secret'), `${key}\n`);
    const upgraded = await start(settings, issuer.cwd);
    expect(await accepts(upgraded, token)).toBe(true);
    expect(await readdir(join(issuer.cwd, 'data'))).not.toContain('jwt-secret');
    await upgraded.end();
    expect(await accepts(await start(settings, issuer.cwd), token)).toBe(true);
  });

  test.each(['', 'short\n'])(
    'of an earlier version that is no key (%j) is ignored, and that is told',
    async (content) => {
      const cwd = await folder();
      await mkdir(join(cwd, 'data'));
      await writeFile(join(cwd, 'data/jwt-secret'), content);
      const program = await start({}, cwd);
      expect(program.stdout + program.stderr).toContain('holds no usable key and is ignored');
      expect(program.stdout + program.stderr).not.toContain('    at ');
    },
  );
});
