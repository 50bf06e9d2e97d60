import { afterAll, beforeAll, expect, test } from 'bun:test';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readCommand } from '../../src/commands/command-line.ts';
import { help } from '../../src/commands/help.ts';
import { fixture, fixturePath } from '../support/fixtures.ts';
import { Program } from '../support/program.ts';
import { jpeg } from '../support/releases.ts';

const ROOT = join(import.meta.dir, '../..');

let readme: string;
let program: Program;
beforeAll(async () => {
  readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  program = await Program.start();
}, 60_000);
afterAll(() => program.remove());

test('README.md · the script of the first song does what it says', async () => {
  const script = /<!-- test: first-song -->\n```sh\n(.*?)```/s.exec(readme)?.[1] ?? '';
  const picture = await jpeg(64);
  await writeFile(join(program.cwd, 'cover.jpg'), picture);
  await copyFile(fixturePath('cbr.mp3'), join(program.cwd, 'song.mp3'));
  const there = script.replace('http://localhost:3000', program.origins[0] ?? '');
  const shell = Bun.spawn(['bash', '-eu', '-c', there], { cwd: program.cwd, stdout: 'pipe', stderr: 'pipe' });
  const [said, complained] = await Promise.all([shell.stdout.text(), shell.stderr.text()]);
  expect([await shell.exited, complained]).toEqual([0, '']);
  const song = await fixture('cbr.mp3');
  expect(await readFile(join(program.cwd, 'first-64-KiB.mp3'))).toEqual(song);
  const address = /play it: (\S+)/.exec(said)?.[1] ?? '';
  expect(Buffer.from(await (await fetch(address)).arrayBuffer())).toEqual(song);
  const { body: albums } = await program.call('GET', '/albums?artist=Pink%20Floyd');
  expect(albums).toMatchObject([{ name: 'The Wall', year: '1979' }]);
  const cover = await program.fetch(`/uploads/albums/${albums[0].image}`);
  expect(await cover.bytes()).toEqual(picture);
});

test('README.md · the table of settings is that of tonearm --help', () => {
  const listed = [...readme.matchAll(/^\| `([A-Z_0-9]+)` \| (?:`(.*?)`)? ?\|/gm)].map(
    ([, name, value]) => `${name} ${value ?? ''}`,
  );
  const shown = [...help('0', '').matchAll(/^ +--\S+ +([A-Z_0-9]+) .*?(?:\(default (.*?)\))?(?:; or \S+)?$/gm)];
  expect(listed).toEqual(shown.map(([, name, value]) => `${name} ${value ?? ''}`));
  expect(readCommand([], {}).name).toBe('serve');
});
