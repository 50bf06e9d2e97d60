import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { freshDatabase } from '../support/postgres.ts';
import type { Program } from '../support/program.ts';
import { programs } from '../support/programs.ts';

const { start, folder } = programs();

const TUS = { 'tus-resumable': '1.0.0' };

/** Announces an upload. @returns what tells how it stands */
async function announced(program: Program, token: string): Promise<() => Promise<number>> {
  const headers = { ...TUS, token };
  const made = await program.fetch('/uploads', { method: 'POST', headers: { ...headers, 'upload-length': '9' } });
  const { pathname } = new URL(made.headers.get('location') ?? '');
  return async () => (await program.fetch(pathname, { method: 'HEAD', headers })).status;
}

test('tonearm serve · what the janitor of a process that was killed would have done, another does within seconds', async () => {
  const settings = { DATABASE_URL: await freshDatabase(), UPLOAD_EXPIRES_HOURS: '0.0005' };
  const place = async () => ({ ...settings, DATA_DIR: join(await folder(), 'data') });
  const killed = await start(await place());
  // Its first round has the lease by the time that it answers.
  const token = await killed.member('anna');
  await killed.end('SIGKILL');
  const other = await start({ ...(await place()), JANITOR_EVERY_SECONDS: '0.5' });
  const stands = await announced(other, token);
  const sql = new Bun.SQL(settings.DATABASE_URL);
  const left = async () => Number((await sql`select count(*) as n from resumable_uploads`)[0].n);
  expect(await left()).toBe(1);
  const begun = performance.now();
  while ((await left()) > 0) await Bun.sleep(50);
  expect(performance.now() - begun).toBeLessThan(10_000);
  expect(await stands()).toBe(404);
  await sql.close();
}, 30_000);
