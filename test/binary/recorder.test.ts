import { expect, test } from 'bun:test';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Program } from '../support/program.ts';
import { programs } from '../support/programs.ts';
import { CODINGS, wave } from '../support/wave.ts';

const { start } = programs();

/** Two minutes: long enough to be interrupted. */
const LONG = wave({ coding: CODINGS.s16, rate: 44_100, channels: 2, seconds: 120 });

async function form(program: Program): Promise<FormData> {
  const { body } = await program.call('POST', '/register', { user_name: 'Анна' });
  const made = new FormData();
  made.append('user_id', String(body.user_id));
  made.append('user_access_token', body.user_access_token);
  made.append('wav_file', new File([new Uint8Array(LONG)], 'long.wav'));
  return made;
}

const files = async (program: Program, folder: string) =>
  readdir(join(program.cwd, 'data', folder)).catch(() => [] as string[]);

/** Resolves when the WAV has arrived and the MP3 is being made: there are two files in the folder of what is unfinished. */
async function converting(program: Program): Promise<void> {
  while ((await files(program, 'tmp')).length < 2) await Bun.sleep(5);
}

test('POST /add_track · a client that hangs up during the conversion leaves nothing, and the next one is served', async () => {
  const program = await start();
  const leaving = new AbortController();
  const sent = program.fetch('/add_track', { method: 'POST', body: await form(program), signal: leaving.signal });
  await converting(program);
  leaving.abort();
  await expect(sent).rejects.toThrow();
  while ((await files(program, 'tmp')).length > 0) await Bun.sleep(5);
  expect(await files(program, 'recordings')).toEqual([]);
  const answer = await program.fetch('/add_track', { method: 'POST', body: await form(program) });
  expect(answer.status).toBe(201);
  expect((await fetch(answer.headers.get('location') ?? '')).status).toBe(200);
});

test('POST /add_track · kill -9 during the conversion leaves nothing after the next start', async () => {
  const program = await start();
  const sent = program.fetch('/add_track', { method: 'POST', body: await form(program) });
  sent.catch(() => {});
  await converting(program);
  await program.end('SIGKILL');
  const again = await start({}, program.cwd);
  expect([await files(again, 'tmp'), await files(again, 'recordings')]).toEqual([[], []]);
});

test('POST /add_track · the server answers others while it converts, and stops without waiting for the MP3 for ever', async () => {
  const program = await start();
  const sent = program.fetch('/add_track', { method: 'POST', body: await form(program) });
  await converting(program);
  expect((await program.fetch('/artists')).status).toBe(200);
  const ended = program.end('SIGTERM');
  expect((await sent).status).toBe(201);
  expect(await ended).toBe(0);
});
