import { afterAll, beforeAll, expect, test } from 'bun:test';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../scripts/release/lockfile.ts';
import { firstSong } from '../../scripts/release/story.ts';
import { readCommand } from '../../src/commands/command-line.ts';
import { help } from '../../src/commands/help.ts';
import { Program } from '../support/program.ts';

let readme: string;
let program: Program;
beforeAll(async () => {
  readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  program = await Program.start();
}, 60_000);
afterAll(() => program.remove());

test('README.md · the script of the first song does what it says', async () => {
  const { picture, song, address } = await firstSong(program.origins[0] ?? '', program.cwd);
  expect(Buffer.from(await (await fetch(address)).arrayBuffer())).toEqual(song);
  const { body: albums } = await program.call('GET', '/albums?artist=Pink%20Floyd');
  expect(albums).toMatchObject([{ name: 'The Wall', year: '1979' }]);
  const cover = await program.fetch(`/uploads/albums/${albums[0].image}`);
  expect(Buffer.from(await cover.bytes())).toEqual(picture);
});

test('README.md · the table of settings is that of tonearm --help', () => {
  const listed = [...readme.matchAll(/^\| `([A-Z_0-9]+)` \| (?:`(.*?)`)? ?\|/gm)].map(
    ([, name, value]) => `${name} ${value ?? ''}`,
  );
  const shown = [...help('0', '').matchAll(/^ +--\S+ +([A-Z_0-9]+) .*?(?:\(default (.*?)\))?(?:; or \S+)?$/gm)];
  expect(listed).toEqual(shown.map(([, name, value]) => `${name} ${value ?? ''}`));
  expect(readCommand([], {}).name).toBe('serve');
});
