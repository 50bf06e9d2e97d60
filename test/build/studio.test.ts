import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compile } from '../../scripts/build/compile.ts';
import { fixturePath } from '../support/fixtures.ts';

let root: string;
let studio: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'tonearm-studio-'));
  studio = join(root, 'studio');
  await compile(join(import.meta.dir, 'studio'), studio);
}, 30_000);
afterAll(() => rm(root, { recursive: true }));

const FILES = ['pcm-16.wav', 'tone.flac', 'tone.ogg', 'tone.opus', 'cbr.mp3', 'tone.m4a'];

test('compile · an executable has the decoders and the encoder', async () => {
  const child = Bun.spawn([studio, ...FILES.map(fixturePath)], {
    cwd: root,
    env: { TMPDIR: root },
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [output, complaint] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  expect([output, complaint]).toEqual([expect.stringMatching(/^\[(16|17)\d{3}(,(16|17)\d{3}){4},null\]$/), '']);
}, 30_000);
