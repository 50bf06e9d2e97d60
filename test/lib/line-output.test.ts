import { afterEach, beforeEach, expect, test } from 'bun:test';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LineOutput } from '../../src/lib/line-output.ts';
import { write } from '../../src/lib/output.ts';

let folder: string;
let pipe: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tonearm-pipe-'));
  await Bun.$`mkfifo ${folder}/pipe`;
  pipe = openSync(join(folder, 'pipe'), constants.O_RDWR | constants.O_NONBLOCK);
});
afterEach(async () => {
  closeSync(pipe);
  await rm(folder, { recursive: true });
});

/** What is in the pipe. */
function taken(): string {
  const buffer = Buffer.alloc(1024 * 1024);
  try {
    return buffer.toString('latin1', 0, readSync(pipe, buffer));
  } catch {
    return '';
  }
}

// Four times what a pipe holds.
const LINES = Array.from({ length: 4096 }, (_, at) => `${at} ${'x'.repeat(58)}\n`).join('');

test('LineOutput · to a pipe that is full and does not block tears no line and loses none', async () => {
  const output = new LineOutput(pipe);
  output.write(LINES);
  let read = '';
  for (const end = Date.now() + 4_000; read.length < LINES.length && Date.now() < end; await Bun.sleep(10))
    read += taken();
  expect(read === LINES).toBe(true);
});

test('write · gives a pipe up that stays full, and says so', () => {
  expect(write(pipe, LINES, 20)).toBe(false);
  expect(LINES.startsWith(taken())).toBe(true);
});
