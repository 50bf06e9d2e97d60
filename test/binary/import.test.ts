import { afterAll, describe, expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeLibrary } from '../../scripts/import/library.ts';
import { type Format, type Said, tagged } from '../../scripts/import/tagged.ts';
import { fixture } from '../support/fixtures.ts';
import { executable, type Program, run } from '../support/program.ts';
import { ENGINES, programs } from '../support/programs.ts';

const { start, place } = programs();
const PASSWORD = 'root-password';
const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

/** A house that serves, with an empty folder for music and one for the journal. */
async function house(engine: (typeof ENGINES)[number], more: Record<string, string> = {}) {
  const { cwd, settings } = await place(engine);
  const program = await start({ ...settings, ROOT_PASSWORD: PASSWORD, ...more }, cwd);
  const folder = await mkdtemp(join(tmpdir(), 'tonearm-music-'));
  folders.push(folder);
  const music = join(folder, 'music');
  await mkdir(music);
  return { program, settings: { ...settings, ...more }, cwd, music, cache: join(folder, 'cache') };
}

type House = Awaited<ReturnType<typeof house>>;

const environment = ({ cache }: Pick<House, 'cache'>, password = PASSWORD) => ({
  ...{ XDG_CACHE_HOME: cache, TONEARM_PASSWORD: password },
});

/** Runs `tonearm import` to its end. */
async function imported({ program, music, cache }: House, flags: string[] = [], env: Record<string, string> = {}) {
  const words = ['import', music, '--url', program.origins[0] ?? '', '--json', ...flags];
  const { status, stdout, stderr } = await run(words, { ...environment({ cache }), ...env });
  const lines = stdout.split('\n').filter(Boolean);
  const told = lines.map((line) => JSON.parse(line));
  return { status, stderr, lines: told.slice(0, -1), result: told.at(-1) };
}

const counts = (added: number, present: number, failed: number) =>
  expect.objectContaining({ ok: failed === 0, added, present, failed });

/** Writes a file of its own bytes. */
async function put(folder: string, path: string, said: Said, format: Format = 'flac'): Promise<void> {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await writeFile(join(folder, path), tagged(format, { serial: path, ...said }));
}

/** Of every track: its artist, album and title, in the order of the catalogue. */
async function songs(program: Program): Promise<string[]> {
  const get = async (path: string) => (await program.call('GET', path)).body;
  const artists = new Map((await get('/artists')).map(({ _id, name }: { _id: string; name: string }) => [_id, name]));
  const found: string[] = [];
  for (const { _id, name, artist } of await get('/albums'))
    for (const track of await get(`/tracks?album=${_id}`)) found.push(`${artists.get(artist)}/${name}/${track.name}`);
  return found;
}

describe.each(ENGINES)('tonearm import on %s', (engine) => {
  test('tags, folders and covers · come where they belong, and originals stay as they are', async () => {
    const world = await house(engine);
    const { program, music, cache } = world;
    const picture = new Uint8Array(await fixture('small.png'));
    const album = { artist: 'Кино', album: 'Ночь 夜 🌙', year: '1986' };
    for (const [name, track, disc] of [
      ['z', 1, 1],
      ['a', 2, 1],
      ['m', 1, 2],
    ] as const)
      await put(music, `one/${name}.flac`, { ...album, title: `${disc}.${track}`, track, disc, cover: picture });
    await put(music, 'two/a.MP3', { artist: 'A', album: 'Hits', compilation: true, title: 'x', track: 1 }, 'mp3');
    await put(music, 'two/b.opus', { artist: 'B', album: 'Hits', compilation: true, title: 'y', track: 2 }, 'opus');
    await writeFile(join(music, 'two', 'FOLDER.png'), picture);
    await put(music, 'loose/01 - Lonely.wav', {}, 'wav');
    await writeFile(join(music, 'loose/copy.flac'), await readFile(join(music, 'one/z.flac')));
    await writeFile(join(music, 'loose/broken.ogg'), 'not music');
    await writeFile(join(music, 'loose/notes.txt'), 'not music');
    const before = (await readdir(music, { recursive: true })).sort();
    await symlink('..', join(music, 'loose/up'));

    const first = await imported(world);
    expect([first.status, first.result]).toEqual([3, counts(6, 1, 1)]);
    expect(first.lines.find(({ status }) => status === 'failed')).toEqual({
      ...{ path: join(music, 'loose/broken.ogg'), status: 'failed' },
      reason: 'audio must be an MP3, WAV, OGG, M4A or FLAC file',
    });
    expect((await songs(program)).sort()).toEqual(
      [
        ...['1.1', '1.2', '2.1'].map((title) => `Кино/Ночь 夜 🌙/${title}`),
        ...['Various Artists/Hits/x', 'Various Artists/Hits/y', 'Unknown Artist/Singles/Lonely'],
      ].sort(),
    );
    expect((await songs(program)).filter((song) => song.startsWith('Кино'))).toEqual(
      ['1.1', '1.2', '2.1'].map((title) => `Кино/Ночь 夜 🌙/${title}`),
    );
    const albums = (await program.call('GET', '/albums')).body;
    expect(
      albums.map(({ name, image }: { name: string; image: string | null }) => [name, image !== null]).sort(),
    ).toEqual([
      ...[
        ['Hits', true],
        ['Singles', false],
        ['Ночь 夜 🌙', true],
      ],
    ]);
    await rm(join(music, 'loose/up'));
    expect((await readdir(music, { recursive: true })).sort()).toEqual(before);

    expect((await imported(world)).result).toEqual(counts(0, 7, 1));
    await rm(cache, { recursive: true });
    expect((await imported(world)).result).toEqual(counts(0, 7, 1));
    expect(await songs(program)).toHaveLength(6);
  });

  test('killed in the middle, importer and server · a second run leaves no duplicate and no gap', async () => {
    const world = await house(engine, { PORT: String(20_000 + Math.floor(Math.random() * 10_000)) });
    const { music, cwd, settings } = world;
    const made = await writeLibrary(music, 90, new Uint8Array(await fixture('small.png')));
    const words = ['import', music, '--url', world.program.origins[0] ?? '', '--json', '--jobs', '8'];
    const env = { TMPDIR: tmpdir(), ...environment(world) };
    const begin = async () => Bun.spawn([await executable(), ...words], { env, stdout: 'pipe', stderr: 'ignore' });
    /** Waits until it has told of so many files. */
    const until = async (child: Awaited<ReturnType<typeof begin>>, files: number) => {
      let told = '';
      for await (const chunk of child.stdout) {
        told += new TextDecoder().decode(chunk);
        if (told.split('\n').length > files) return;
      }
    };
    const killed = await begin();
    await until(killed, 15);
    killed.kill('SIGKILL');
    const going = [await begin(), await begin()];
    for (const child of going) await until(child, 5);
    await world.program.end('SIGKILL');
    const program = await start({ ...settings, ROOT_PASSWORD: PASSWORD }, cwd);
    expect(await Promise.all(going.map(({ exited }) => exited))).toEqual([3, 3]);
    const whole = made.files - made.broken;
    expect((await imported({ ...world, program })).result).toEqual(counts(0, whole, made.broken));
    const all = await songs(program);
    // Each file is of its own bytes.
    expect(all).toHaveLength(whole);
    expect((await program.call('GET', '/albums')).body).toHaveLength(made.albums);
  }, 60_000);

  test('--dry-run · tells what would be, and leaves nothing behind', async () => {
    const world = await house(engine);
    await put(world.music, 'a.flac', { title: 'a' });
    await writeFile(join(world.music, 'b.flac'), await readFile(join(world.music, 'a.flac')));
    await writeFile(join(world.music, 'c.flac'), 'x');
    const dry = await imported(world, ['--dry-run']);
    expect([dry.status, dry.result, existsSync(world.cache)]).toEqual([3, counts(1, 1, 1), false]);
    expect(await songs(world.program)).toEqual([]);
    await imported(world);
    expect((await imported(world, ['--dry-run'])).result).toEqual(counts(0, 2, 1));
  });

  test('limits of the server · skip a cover and refuse a file; a quota ends it', async () => {
    const world = await house(engine, { MAX_COVER_MB: '1', MAX_TRACK_MB: '1' });
    const { program, music } = world;
    await put(music, 'a.flac', {
      album: 'A',
      cover: Buffer.concat([await fixture('small.png'), Buffer.alloc(2 ** 20)]),
    });
    await rm(join(music, 'a.flac'));
    await put(music, 'b.mp3', { album: 'B' }, 'mp3');
    await writeFile(join(music, 'cover.png'), Buffer.concat([await fixture('small.png'), Buffer.alloc(2 ** 21)]));
    await writeFile(join(music, 'c.wav'), tagged('wav', { title: 'long' }, 2 ** 21));
    const first = await imported(world);
    expect([first.status, first.result]).toEqual([3, counts(1, 0, 1)]);
    expect(first.lines.find(({ status }) => status === 'failed')?.reason).toBe('audio is larger than 1048576 bytes');
    expect((await program.call('GET', '/albums')).body).toEqual([expect.objectContaining({ name: 'B', image: null })]);

    const ann = (await program.call('POST', '/user/register', { username: 'ann', password: PASSWORD, email: 'a@b.cd' }))
      .body;
    const { token } = (await program.call('POST', '/users/login', { username: 'root', password: PASSWORD })).body;
    await program.call('PUT', '/user/quota', { user_id: ann.id, quota_mb: 1 }, token);
    for (let at = 0; at < 3; at++)
      await writeFile(join(music, `d${at}.wav`), tagged('wav', { title: `${at}` }, 700_000));
    const full = await imported(world, ['--as', 'ann', '--jobs', '1']);
    expect([full.status, full.result.error]).toEqual([
      1,
      expect.stringMatching(/ann has no room left: Quota exceeded/),
    ]);
  });
});

describe('tonearm import', () => {
  test('without tonearm, or with a wrong password · ends with 1, and makes no house', async () => {
    const world = await house('sqlite');
    const { program, music, cache } = world;
    const wrong = await imported(world, [], { TONEARM_PASSWORD: 'wrong password' });
    expect([wrong.status, wrong.result]).toEqual([
      1,
      expect.objectContaining({ ok: false, error: expect.stringMatching(/password is wrong/) }),
    ]);
    const nobody = await imported(world, ['--as', 'nobody']);
    expect([nobody.status, nobody.result.error]).toEqual([1, expect.stringMatching(/nobody cannot sign in/)]);
    const cwd = await mkdtemp(join(tmpdir(), 'tonearm-cwd-'));
    folders.push(cwd);
    for (const [words, status, said] of [
      [['import', music, '--url', 'http://127.0.0.1:1'], 1, /127\.0\.0\.1:1/],
      [['import', music, '--url', 'nonsense'], 2, /--url .*see tonearm import --help/],
      [['import', music, '--jobs', '0'], 2, /--jobs/],
      [['import'], 2, /needs DIR/],
      [['import', join(music, 'no')], 1, /there is no folder/],
      [['import', join(world.cwd, 'data', 'tonearm.db')], 1, /is no folder/],
    ] as [string[], number, RegExp][]) {
      const ended = await run(words, environment({ cache }), cwd);
      expect([words, ended.status, ended.stdout.includes('{')]).toEqual([words, status, false]);
      expect(ended.stderr).toMatch(said);
    }
    expect(await readdir(cwd)).toEqual([]);
    expect(existsSync(cache)).toBe(false);
    const none = await run(['import', music, '--url', program.origins[0] ?? ''], { XDG_CACHE_HOME: cache });
    expect([none.status, none.stderr]).toEqual([1, expect.stringMatching(/--password-stdin/)]);
  });

  test('--password-stdin and text · the journal is private, names need not be UTF-8, failures are listed', async () => {
    const world = await house('sqlite');
    const { program, music, cache } = world;
    const odd = Buffer.concat([Buffer.from(join(music, 'odd ')), Buffer.from([0xff, 0xfe]), Buffer.from('.flac')]);
    await writeFile(odd, tagged('flac', { title: 'odd' }));
    await writeFile(join(music, 'broken.mp3'), '');
    await symlink('nowhere', join(music, 'dead.mp3'));
    const words = ['import', music, '--url', `${program.origins[0]}/`, '--password-stdin'];
    const told = await run(words, { HOME: cache }, undefined, `${PASSWORD}\n`);
    expect([told.status, told.stdout]).toEqual([
      3,
      expect.stringMatching(
        /^failed .*broken\.mp3: .+\nfailed .*dead\.mp3: .+\nadded 1 files .* 2 failed; [\d.]+ s\n$/,
      ),
    ]);
    expect(told.stderr).not.toContain('\r');
    expect(await readdir(join(cache, '.cache/tonearm'))).toEqual(['import.db']);
    expect(await songs(program)).toEqual(['Unknown Artist/Singles/odd']);
  });

  test('an unchanged file · is not read again, a changed one is', async () => {
    const world = await house('sqlite');
    const path = join(world.music, 'a.flac');
    await put(world.music, 'a.flac', { title: 'one' });
    const mtime = new Date('2020-01-01');
    await utimes(path, mtime, mtime);
    await imported(world);
    const { size } = await Bun.file(path).stat();
    // Other bytes of the same length and time: only who trusts the journal takes them for the old ones.
    await writeFile(path, Buffer.alloc(size));
    await utimes(path, mtime, mtime);
    expect((await imported(world)).result).toEqual(counts(0, 1, 0));
    await put(world.music, 'a.flac', { title: 'two' });
    expect((await imported(world)).result).toEqual(counts(1, 0, 0));
    await writeFile(join(world.cache, 'tonearm/import.db'), 'not a database');
    expect((await imported(world)).result).toEqual(counts(0, 1, 0));
    await chmod(join(world.cache, 'tonearm'), 0o500);
  });
});
