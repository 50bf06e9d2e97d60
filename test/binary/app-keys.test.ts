import { afterAll, describe, expect, test } from 'bun:test';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { emptyFolder, Program } from '../support/program.ts';

const PASSWORD = 'a-password-to-be-found';
const running: Program[] = [];

async function start(settings: Record<string, string> = {}, cwd?: string): Promise<Program> {
  const program = await Program.start(settings, cwd);
  running.push(program);
  return program;
}

/** Registers somebody, or signs them in again. @returns their token */
const enter = async (program: Program, path: '/users' | '/users/login') =>
  (await program.call('POST', path, { username: 'ann', password: PASSWORD })).body.token as string;

const make = (program: Program, token: string) =>
  program.call('POST', '/auth/app-keys', { name: 'a-device-to-be-found', password: PASSWORD }, token);

const reveal = (program: Program, token: string, id: string) =>
  program.call('POST', `/auth/app-keys/${id}/reveal`, { password: PASSWORD }, token);

afterAll(() => Promise.all(running.map((program) => program.remove())), 30_000);

describe('tonearm serve, app keys', () => {
  test('GET /rest, /auth/app-keys · no key, token, salt, name or password stands in the log or the metrics', async () => {
    const program = await start({ LOG_LEVEL: 'debug', METRICS: 'on' });
    const token = await enter(program, '/users');
    const { id, key } = (await make(program, token)).body.appKey;
    const salt = 'a-salt-to-be-found';
    const digest = Bun.CryptoHasher.hash('md5', key + salt, 'hex');
    const hex = Buffer.from(key).toString('hex');
    expect((await reveal(program, token, id)).body.key).toBe(key);
    const wrong = { name: 'x', password: 'a-wrong-one-to-be-found' };
    expect((await program.call('POST', '/auth/app-keys', wrong, token)).status).toBe(401);
    const queries = [`apiKey=${key}`, `u=ann&p=${key}`, `u=ann&p=enc:${hex}`, `u=ann&t=${digest}&s=${salt}`];
    for (const query of [...queries, `u=nobody-to-be-found&p=${PASSWORD}`])
      for (const path of ['/rest/ping', '/rest/ping.view', '/rest/nothing']) {
        await (await program.fetch(`${path}?${query}&c=test&v=1.16.1`)).text();
        const headers = { 'content-type': 'application/x-www-form-urlencoded' };
        await (await program.fetch(path, { method: 'POST', headers, body: query })).text();
      }
    await program.fetch(`/auth/app-keys/${id}`, { method: 'DELETE', headers: { token } });
    const metrics = await (await program.fetch('/metrics')).text();
    expect(await program.end()).toBe(0);
    const said = program.stdout + program.stderr + metrics;
    expect(program.stdout).toContain('"route":"/rest/ping"');
    for (const secret of [key, hex, digest, salt, 'to-be-found', token]) expect(said).not.toContain(secret);
  }, 30_000);

  test('APP_KEY_SECRET · a key is shown after a start with the same secret, and not with another', async () => {
    const cwd = await emptyFolder();
    const first = await start({}, cwd);
    const made = (await make(first, await enter(first, '/users'))).body.appKey;
    await first.end();
    const again = await start({}, cwd);
    const shown = await reveal(again, await enter(again, '/users/login'), made.id);
    expect(shown).toEqual({ status: 200, body: { success: true, key: made.key } });
    await again.end();
    await writeFile(join(cwd, 'secret'), `${'another '.repeat(8)}\n`);
    const other = await start({ APP_KEY_SECRET_FILE: 'secret' }, cwd);
    const token = await enter(other, '/users/login');
    expect((await reveal(other, token, made.id)).status).toBe(409);
    const { id, key } = (await make(other, token)).body.appKey;
    expect((await reveal(other, token, id)).body.key).toBe(key);
  }, 30_000);
});
