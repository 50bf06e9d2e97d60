import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { chmod, mkdir, mkdtemp, readdir, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compile } from '../../scripts/build/compile.ts';
import type { Sightings } from './probe/main.ts';

const PICTURES = ['png 64x48', 'jpeg 64x48', 'webp 64x48'];
const ADDON = /^tonearm-\d+-[0-9a-f]{16}\/sharp-linux-\w+\/lib\/sharp-linux-\w+-[\d.]+\.node$/;
const LIBVIPS = /^tonearm-\d+-[0-9a-f]{16}\/sharp-libvips-linux-\w+\/lib\/libvips-cpp\.so\.[\d.]+$/;

let root: string;
let probe: string;
let empty: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'tonearm-build-'));
  probe = join(root, 'out', 'probe');
  empty = await folder('empty');
  await compile(join(import.meta.dir, 'probe'), probe);
}, 30_000);

afterAll(() => rm(root, { recursive: true }));

describe('compile, an executable made by it', () => {
  test('stands alone in its folder, without source maps beside it', async () => {
    expect(await readdir(join(root, 'out'))).toEqual(['probe']);
  });

  test('makes pictures and starts its worker with no environment but TMPDIR in an empty folder', async () => {
    const seen = await run({});
    expect(seen.pictures).toEqual(PICTURES);
    expect(seen.worker).toBe('answer to question');
    expect(await readdir(empty)).toEqual([]);
  });

  test('loads native code from a private folder, at the first picture and not before', async () => {
    const TMPDIR = await folder('cache');
    const seen = await run({ TMPDIR });
    expect(seen.nativeAtStart).toEqual([]);
    expect(inside(TMPDIR, seen.native)).toEqual([expect.stringMatching(LIBVIPS), expect.stringMatching(ADDON)]);
    const [cache = ''] = await readdir(TMPDIR);
    expect((await stat(join(TMPDIR, cache))).mode & 0o777).toBe(0o700);
  });

  test('uses what an earlier start has left, and does not write it again', async () => {
    const TMPDIR = await folder('again');
    const first = await run({ TMPDIR });
    const written = await Promise.all(first.native.map((file) => stat(file)));
    const second = await run({ TMPDIR });
    expect(second.pictures).toEqual(PICTURES);
    expect(second.native).toEqual(first.native);
    expect(await Promise.all(second.native.map(async (file) => (await stat(file)).ino))).toEqual(
      written.map((file) => file.ino),
    );
  });

  test('may be started twice at once', async () => {
    const TMPDIR = await folder('crowd');
    const crowd = await Promise.all([run({ TMPDIR }), run({ TMPDIR })]);
    expect(crowd.map((seen) => seen.pictures)).toEqual([PICTURES, PICTURES]);
    const left = await Array.fromAsync(new Bun.Glob('**').scan({ cwd: TMPDIR, dot: true, onlyFiles: true }));
    expect(left.sort()).toEqual([expect.stringMatching(LIBVIPS), expect.stringMatching(ADDON)]);
  });

  test.each([
    ['there is no folder to write to', async () => probe],
    ['others may write to the folder', openedCache],
    ['the folder is a link', linkedCache],
  ])('loads native code from memory where %s', async (_where, prepare) => {
    const seen = await run({ TMPDIR: await prepare() });
    expect(seen.pictures).toEqual(PICTURES);
    expect(seen.native).toEqual([
      expect.stringMatching(/^\/memfd:sharp-libvips-linux-/),
      expect.stringMatching(/^\/memfd:sharp-linux-/),
    ]);
  });

  test('is a production build that reads no settings from the folder it is started in', async () => {
    const trapped = await folder('trapped');
    await Bun.write(join(trapped, '.env'), 'FROM_DOTENV=1');
    await Bun.write(join(trapped, 'bunfig.toml'), 'preload = ["./preload.js"]');
    await Bun.write(join(trapped, 'preload.js'), 'process.env.FROM_BUNFIG = "1";');
    const seen = await run({ NODE_ENV: 'development' }, trapped);
    expect(seen.environment).toEqual({ NODE_ENV: 'production' });
  });

  test('names files and lines of the sources in a stack trace', async () => {
    expect((await run({})).trace).toMatch(/probe\/main\.ts:\d+:\d+/);
  });
});

/** A fresh folder of the name. */
async function folder(name: string): Promise<string> {
  const path = join(root, name);
  await mkdir(path);
  return path;
}

async function run(env: Record<string, string>, cwd = empty): Promise<Sightings> {
  // What it unpacks must not stay in the machine's own temporary folder.
  const child = Bun.spawn([probe], { cwd, env: { TMPDIR: tmpdir(), ...env }, stdout: 'pipe', stderr: 'pipe' });
  const [output, complaint] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  expect(complaint).toBe('');
  return JSON.parse(output);
}

function inside(parent: string, files: string[]): string[] {
  return files.map((file) => (file.startsWith(`${parent}/`) ? file.slice(parent.length + 1) : file));
}

async function openedCache(): Promise<string> {
  const parent = await folder('opened');
  await run({ TMPDIR: parent });
  const [cache = ''] = await readdir(parent);
  await chmod(join(parent, cache), 0o777);
  return parent;
}

async function linkedCache(): Promise<string> {
  const [real, parent] = [await folder('real'), await folder('linked')];
  await run({ TMPDIR: real });
  const [cache = ''] = await readdir(real);
  await symlink(join(real, cache), join(parent, cache));
  return parent;
}
