import { describe, expect, test } from 'bun:test';
import { existsSync, statSync } from 'node:fs';
import { chmod, copyFile, mkdir, readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { AS_NOBODY } from '../support/postgres.ts';
import { executable, type Program, run } from '../support/program.ts';
import { ENGINES, programs } from '../support/programs.ts';

const { start, launch, place } = programs();

type Settings = Record<string, string>;

/** Runs `tonearm user`. @param stdin what it reads */
async function user(settings: Settings, words: string, stdin: string | Buffer = '') {
  const { status, stdout, stderr } = await run(['user', ...words.split(' '), '--json'], settings, undefined, stdin);
  const lines = stdout.split('\n').filter(Boolean);
  return { status, stderr, lines: lines.map((line) => JSON.parse(line)) };
}

/** The status of signing in. */
const signIn = async (program: Program, username: string, password: string) =>
  (await program.call('POST', '/users/login', { username, password })).status;

describe.each(ENGINES)('tonearm user on %s', (engine) => {
  test('create · makes the house where there is none, and the account is there when it is served', async () => {
    const { cwd, settings } = await place(engine);
    const made = await user(settings, 'create Anna --role root --email anna@example.com');
    const [{ id, password, ...rest }] = made.lines;
    expect([made.status, rest, password.length]).toEqual([
      0,
      { ok: true, login: 'Anna', role: 'root', active: true },
      24,
    ]);
    const named = await user(settings, 'create bert --password-stdin', 'a long password\r\nnot this');
    expect(named.lines).toEqual([{ ok: true, login: 'bert', role: 'listener', active: true, id: expect.any(String) }]);
    expect((await user(settings, 'list')).lines).toEqual([
      { login: 'bert', id: named.lines[0].id, role: 'listener', email: null, active: true },
      { login: 'Anna', id, role: 'root', email: 'anna@example.com', active: true },
      { ok: true, users: 2 },
    ]);
    const program = await start(settings, cwd);
    expect(program.stdout).not.toContain('password:');
    expect(await signIn(program, 'Anna', password)).toBe(200);
    expect(await signIn(program, 'bert', 'a long password')).toBe(200);
    const unreadable = await user(
      settings,
      'reset-password bert --password-stdin',
      Buffer.from('p\xe4sswort', 'latin1'),
    );
    expect(unreadable.lines).toEqual([{ ok: false, error: expect.stringContaining('UTF-8') }]);
  });

  test('wrong words of a known command · are refused with 1, beside a server and without one', async () => {
    const { cwd, settings } = await place(engine);
    const program = await start({ ...settings, ROOT_PASSWORD: 'root-password' }, cwd);
    await user(settings, 'create anna');
    const refusals: [words: string, named: string][] = [
      ['create anna', 'login anna'],
      ['create ANNA', 'login ANNA'],
      ['create a/b', 'login'],
      ['create bert --email nothing', 'email'],
      ['create bert --password-stdin', 'password'],
      ['reset-password nobody', 'nobody'],
      ['reset-password anna --password-stdin', 'password'],
      ['deactivate nobody', 'nobody'],
      ['activate nobody', 'nobody'],
      ['deactivate root', 'root'],
    ];
    for (const isServed of [true, false]) {
      if (!isServed) await program.end();
      // Without a server each command takes the folder, so they wait for each other.
      const all = await Promise.all(refusals.map(([words]) => user(settings, words, 'short\n')));
      expect(all.map(({ status, lines }, at) => [refusals[at]?.[0], status, lines])).toEqual(
        refusals.map(([words, named]) => [
          words,
          1,
          [{ ok: false, error: expect.stringMatching(new RegExp(named, 'i')) }],
        ]),
      );
    }
  });

  test('reset-password · of a lost root, beside a running server, ends its sessions and revokes its app keys', async () => {
    const { cwd, settings } = await place(engine);
    const program = await start(settings, cwd);
    const [, old = ''] = /password: (\S+)/.exec(program.stdout) ?? [];
    const { body } = await program.call('POST', '/users/login', { username: 'root', password: old });
    const me = async () => (await program.call('GET', '/user/track/favorite', undefined, body.token)).status;
    expect(await me()).toBe(200);
    const [{ password, ...rest }] = (await user(settings, 'reset-password ROOT')).lines;
    expect(rest).toEqual({ ok: true, login: 'root', id: expect.any(String), role: 'root', active: true });
    expect([await me(), await signIn(program, 'root', old), await signIn(program, 'root', password)]).toEqual([
      401, 400, 200,
    ]);
  });

  test('deactivate, activate · lock an account and let it in again', async () => {
    const { cwd, settings } = await place(engine);
    const program = await start(settings, cwd);
    const token = await program.member('anna');
    const me = async () => (await program.call('GET', '/user/track/favorite', undefined, token)).status;
    expect((await user(settings, 'deactivate anna')).lines).toMatchObject([{ ok: true, active: false }]);
    expect([await me(), await signIn(program, 'anna', 'password')]).toEqual([401, 400]);
    expect((await user(settings, 'activate anna')).lines).toMatchObject([{ ok: true, active: true }]);
    expect(await signIn(program, 'anna', 'password')).toBe(200);
  });

  test('create · of one name by two at once makes one account', async () => {
    const { cwd, settings } = await place(engine);
    await start(settings, cwd);
    const both = await Promise.all([user(settings, 'create anna'), user(settings, 'create anna')]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([0, 1]);
    expect((await user(settings, 'list')).lines).toHaveLength(3);
  });

  test.each(['list', 'reset-password root', 'deactivate root'])(
    '%s · where there is no house ends with 1 and makes nothing',
    async (words) => {
      const { settings } = await place(engine);
      const refused = await user(settings, words);
      expect([refused.status, refused.lines]).toEqual([
        1,
        [{ ok: false, error: expect.stringContaining('there is no') }],
      ]);
      expect(existsSync(settings.DATA_DIR ?? '')).toBe(false);
    },
  );
});

describe.each(ENGINES)('tonearm user on %s', (engine) => {
  test.each(['create a/b', 'create bert --email nothing', 'create bert --password-stdin'])(
    '%s · that is refused makes no house',
    async (words) => {
      const { settings } = await place(engine);
      expect((await user(settings, words, 'short')).status).toBe(1);
      expect(existsSync(settings.DATA_DIR ?? '')).toBe(false);
      expect((await user(settings, 'list')).lines).toEqual([
        { ok: false, error: expect.stringMatching(/^there is no (?:house|database) /) },
      ]);
    },
  );
});

test('tonearm user list, ledger, media check · on PostgreSQL make no folder', async () => {
  const { cwd, settings } = await place('postgres');
  await user(settings, 'create anna');
  const listed = await Promise.all(
    ['user list', 'ledger', 'media check'].map((words) => run(words.split(' '), settings)),
  );
  expect(listed.map(({ status }) => status)).toEqual([0, 0, 0]);
  expect(await readdir(cwd)).toEqual([]);
});

test.if(process.getuid?.() === 0)('tonearm user · of another user of the system is told so', async () => {
  const { cwd, settings } = await place('sqlite');
  await user(settings, 'create anna');
  const mine = join(cwd, 'tonearm');
  await copyFile(await executable(), mine);
  await chmod(mine, 0o755);
  await chmod(cwd, 0o755);
  const { DATA_DIR = '' } = settings;
  for (const words of ['list', 'create bert', 'reset-password anna', 'deactivate anna']) {
    const command = [...AS_NOBODY, mine, 'user', ...words.split(' '), '--json'];
    const child = Bun.spawn(command, { cwd, env: { PATH: process.env.PATH, DATA_DIR }, stderr: 'ignore' });
    const [line, status] = await Promise.all([child.stdout.json(), child.exited]);
    expect([words, status, line]).toEqual([words, 1, { ok: false, error: expect.stringContaining("another user's") }]);
  }
});

describe('the door', () => {
  test('is a socket for its owner, and gone after a clean stop', async () => {
    const { cwd, settings } = await place('sqlite');
    const program = await start(settings, cwd);
    const door = statSync(join(cwd, 'data/door'));
    expect([door.isSocket(), door.mode & 0o777]).toEqual([true, 0o600]);
    expect(await program.end()).toBe(0);
    expect(existsSync(join(cwd, 'data/door'))).toBe(false);
  });

  test('that a killed server left does not keep commands out', async () => {
    const { cwd, settings } = await place('sqlite');
    const program = await start(settings, cwd);
    await program.end('SIGKILL');
    expect(existsSync(join(cwd, 'data/door'))).toBe(true);
    expect((await user(settings, 'create anna')).status).toBe(0);
    const again = await start(settings, cwd);
    expect((await user(settings, 'create bert')).status).toBe(0);
    expect(await again.end()).toBe(0);
  });

  test('of a server that is killed before it answers · ends with 1, and says that nobody knows', async () => {
    const { settings } = await place('sqlite');
    await user(settings, 'create anna');
    const dying = createServer((socket) => socket.on('data', () => socket.destroy()));
    await new Promise<void>((listening) => dying.listen(join(settings.DATA_DIR as string, 'door'), listening));
    const { status, lines } = await user(settings, 'reset-password anna');
    dying.close();
    expect([status, lines]).toEqual([1, [{ ok: false, error: expect.stringMatching(/^the server has not answered/) }]]);
  });

  test('opens for a command that comes while the server is starting', async () => {
    const { cwd, settings } = await place('sqlite');
    await user(settings, 'create anna');
    await launch(settings, cwd);
    expect((await user(settings, 'create bert')).status).toBe(0);
  });

  test('is found in a folder whose path is longer than a socket may have', async () => {
    const { cwd, settings } = await place('sqlite');
    const DATA_DIR = join(cwd, 'x'.repeat(120));
    await mkdir(DATA_DIR);
    await start({ ...settings, DATA_DIR }, cwd);
    expect((await user({ DATA_DIR }, 'create anna')).status).toBe(0);
  });
});
