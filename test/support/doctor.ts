import { expect } from 'bun:test';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FAKE } from './fake-s3.ts';
import { fixture } from './fixtures.ts';
import { type Program, run } from './program.ts';
import { raw } from './raw.ts';

export type Settings = Record<string, string>;

export const CHECKS = [
  ...['settings', 'folder', 'filesystem', 'space', 'database', 'migrations', 'ledger', 'used', 'files', 'store'],
  ...['clock', 'descriptors', 'pictures', 'port'],
];

/** Runs `tonearm doctor --json`. @returns its end, what is not green by check, and its last line */
export async function doctor(settings: Settings, ...flags: string[]) {
  const { status, stdout, stderr } = await run(['doctor', '--json', ...flags], {
    PORT: '0',
    MIN_FREE_MB: '0',
    ...settings,
  });
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const result = lines.pop();
  expect([lines.map(({ check }) => check), stderr]).toEqual([CHECKS, '']);
  const told = lines.filter(({ status }) => status !== 'green').map((line) => [line.check, line.status, line.message]);
  return { status, told, result };
}

/** What is red, and nothing else. */
export const only = (check: string, ...words: string[]) => ({
  status: 1,
  told: [
    [check, 'red', expect.stringMatching(new RegExp(words.map((word) => `(?=.*${RegExp.escape(word)})`).join('')))],
  ],
});
export const WELL = {
  status: 0,
  told: [] as string[][],
  result: { ok: true, green: CHECKS.length, yellow: 0, red: 0 },
};

/** All that a folder holds: names, rights, times, and bytes. */
export async function contents(folder: string): Promise<unknown[]> {
  const names = ['', ...(await readdir(folder, { recursive: true }))].sort();
  return Promise.all(
    names.map(async (name) => {
      const { mode, mtimeMs, size } = await lstat(join(folder, name));
      const bytes = (mode & 0o170000) === 0o100000 ? Bun.hash(await readFile(join(folder, name))) : undefined;
      return [name, mode, mtimeMs, size, bytes];
    }),
  );
}

/** The rows of a PostgreSQL, as a digest. */
export async function rowsOf(settings: Settings): Promise<unknown> {
  if (settings.DATABASE_URL === undefined) return undefined;
  const tables = await raw(
    settings,
    "select schemaname || '.' || tablename as name from pg_tables where schemaname in ('public', 'drizzle') order by 1",
  );
  const digest = ({ name }: { name?: unknown }) =>
    `select '${name}', md5(string_agg(t::text, '|' order by t::text)) from ${name} t`;
  return raw(settings, tables.map(digest).join(' union all '));
}

/** A song and an artist with an income. @returns the artist's id */
export async function live(program: Program): Promise<string> {
  const { user, accessToken } = (
    await program.call('POST', '/auth/register', {
      username: 'anna',
      email: 'anna@example.com',
      password: 'password123',
    })
  ).body;
  const form = new FormData();
  form.set('userId', user.id);
  form.set('file', new File([await fixture('cbr.mp3')], 'song.mp3'));
  const headers = { authorization: `Bearer ${accessToken}` };
  expect((await program.fetch('/media/upload/track', { method: 'POST', headers, body: form })).status).toBe(200);
  const login = { login: 'root', password: 'root-password' };
  const root = (await program.call('POST', '/v1/auth/login', login)).body.accessToken;
  const artist = { login: 'artist', password: 'password', role: 'artist' };
  const { id } = (await program.call('POST', '/v1/auth/register', artist, root)).body.user;
  const income = await program.call('POST', `/v1/royalties/${id}/income`, { amount: 10, period: '2026-Q1' }, root);
  expect(income.status).toBe(200);
  return id;
}

/** The settings of a store of the tests. */
export const inS3 = (endpoint: string): Settings => ({
  ...{ MEDIA_STORE: `s3://${FAKE.bucket}/music`, S3_ENDPOINT: endpoint, S3_REGION: FAKE.region },
  ...{ S3_ACCESS_KEY_ID: FAKE.accessKeyId, S3_SECRET_ACCESS_KEY: FAKE.secretAccessKey },
});
