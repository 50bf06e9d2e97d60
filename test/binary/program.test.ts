import { describe, expect, test } from 'bun:test';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import sharp from 'sharp';
import { COMMANDS } from '../../src/commands/table.ts';
import { versionLine } from '../../src/version.ts';
import { fixture, fixturePath } from '../support/fixtures.ts';
import { freshDatabase, startPostgres } from '../support/postgres.ts';
import { executable, run } from '../support/program.ts';
import { programs } from '../support/programs.ts';

const { start, folder } = programs();

describe('tonearm', () => {
  test('--help names every setting', async () => {
    const { stdout, status } = await run(['--help']);
    expect(status).toBe(0);
    for (const name of 'PORT HOST DATA_DIR DATABASE_URL PUBLIC_URL JWT_SECRET ROOT_LOGIN ROOT_PASSWORD CATALOGUE_WRITES RATE_LIMIT TRUST_PROXY CORS_ORIGINS PASSWORD_MIN_LENGTH LIST_LIMIT MAX_AVATAR_MB MAX_COVER_MB MAX_TRACK_MB MP3_BITRATE LOG_LEVEL LOG_FORMAT METRICS METRICS_PORT'.split(
      ' ',
    ))
      expect(stdout).toMatch(new RegExp(`--${name.toLowerCase().replaceAll('_', '-')} +${name} `));
  });

  test('--version is one line, of version, commit and Bun', async () => {
    const { stdout, stderr, status } = await run(['--version']);
    expect(stdout).toMatch(/^tonearm \d+\.\d+\.\d+ \((?:[0-9a-f]{7,}|unknown), Bun \d+\.\d+\.\d+\)\n$/);
    expect([stdout, stderr, status]).toEqual([`${versionLine}\n`, '', 0]);
  });

  test.each([
    ['--nonsense', "unknown option '--nonsense'; see tonearm serve --help"],
    ['nonsense', 'unknown command: nonsense; see tonearm --help'],
    ['--port', "option '--port <value>' argument missing; see tonearm serve --help"],
    ['serve twice', 'unknown argument: twice; see tonearm serve --help'],
    ['user', 'user does one of: list, create, reset-password, deactivate, activate; see tonearm user --help'],
    ['user create', 'user create needs LOGIN; see tonearm user create --help'],
    ['user create a b', 'unknown argument: b; see tonearm user create --help'],
    [
      'user create a --role king',
      '--role is one of listener, musician, artist, manager, root; see tonearm user create --help',
    ],
    ['user list --json --fix', "unknown option '--fix'; see tonearm user list --help"],
    ['media move --json', 'media move needs --to s3 or --to folder; see tonearm media move --help'],
  ])('%s · is one line that says where to look, status 2', async (words, problem) => {
    expect(await run(words.split(' '))).toEqual({ stdout: '', stderr: `tonearm: ${problem}\n`, status: 2 });
  });

  test.each(Object.keys(COMMANDS))('%s --help · says what it does, with an example', async (name) => {
    const { stdout, stderr, status } = await run([...name.split(' '), '--help']);
    expect([stderr, status]).toEqual(['', 0]);
    expect(stdout).toStartWith(`tonearm ${name}: `);
    expect(stdout).toContain(`\nexample: tonearm ${name === 'serve' ? 'serve' : name}`);
  });

  test('openapi · is whole in a pipe that is read late', async () => {
    const command = '"$0" openapi | (sleep 0.5; cat)';
    const late = Bun.spawn(['sh', '-c', command, await executable()], {
      env: { PATH: process.env.PATH },
      stderr: 'pipe',
    });
    const whole = join(await folder(), 'whole');
    await Bun.spawn([await executable(), 'openapi'], { env: {}, stdout: Bun.file(whole) }).exited;
    expect(await late.stdout.text()).toBe(await Bun.file(whole).text());
  });

  test('user --help · shows all its commands', async () => {
    const { stdout } = await run(['user', '--help']);
    expect(stdout.match(/^tonearm user \S+/gm)).toHaveLength(5);
  });

  test('serve · bad settings are all listed, status 1, and nothing is made', async () => {
    const cwd = await folder();
    const env = {
      PORT: '70000',
      LIST_LIMIT: 'many',
      DATABASE_URL: 'mysql://x',
      JWT_SECRET: 'short',
      METRICS: 'perhaps',
      PUBLIC_URL: 'https://music.example/house',
    };
    const { stderr, status } = await run([], env, cwd);
    expect(status).toBe(1);
    for (const name of Object.keys(env)) expect(stderr).toContain(`  ${name} must `);
    expect(await readdir(cwd)).toEqual([]);
  });

  test('serve · a flag wins over the environment', async () => {
    const { stderr } = await run(['serve', '--port=x'], { PORT: '3000' });
    expect(stderr).toContain('PORT must be a whole number');
  });
});

describe('tonearm serve, for the first time', () => {
  test('makes folder, database, keys and root account, and shows the password once', async () => {
    const program = await start();
    const password = /root +login: root +password: (\S{24})\n/.exec(program.stdout)?.[1] ?? '';
    expect(program.stdout).toContain(`try it     ${program.origins[0]}/swagger`);
    expect(program.stdout).toContain(`data       ${join(program.cwd, 'data')} `);
    expect((await program.call('POST', '/users/login', { username: 'root', password })).status).toBe(200);
    expect(await program.end()).toBe(0);
    const again = await start({}, program.cwd);
    expect(again.stdout).not.toContain('password');
    expect((await again.call('POST', '/users/login', { username: 'root', password })).status).toBe(200);
  });

  test('takes the root account from the settings, the password also from a file', async () => {
    const cwd = await folder();
    await writeFile(join(cwd, 'password'), 'from-a-file\n');
    const program = await start({ ROOT_LOGIN: 'boss', ROOT_PASSWORD_FILE: 'password' }, cwd);
    expect(program.stdout).not.toContain('password');
    expect((await program.call('POST', '/users/login', { username: 'boss', password: 'from-a-file' })).status).toBe(
      200,
    );
  });

  test('reads nothing from the folder it stands in', async () => {
    const cwd = await folder();
    await writeFile(join(cwd, '.env'), 'ROOT_LOGIN=intruder\nMETRICS=on\n');
    await writeFile(join(cwd, 'bunfig.toml'), 'preload = ["./intruder.ts"]\n');
    await writeFile(join(cwd, 'intruder.ts'), 'process.exit(66)\n');
    const program = await start({}, cwd);
    expect(program.stdout).toContain('login: root ');
    expect((await program.fetch('/metrics')).status).toBe(404);
  });
});

describe('DATA_DIR', () => {
  test('belongs to one process; a second says so, status 1', async () => {
    const program = await start();
    const { stderr, status } = await run([], { PORT: '0', HOST: '127.0.0.1' }, program.cwd);
    expect(status).toBe(1);
    expect(stderr).toContain('is in use by another tonearm');
  });

  test('is free again after kill -9, with every answered write in it and nothing half-done', async () => {
    const program = await start();
    const token = await program.member('somebody');
    const names = Array.from({ length: 200 }, (_, n) => `artist ${n}`);
    const answered: string[] = [];
    const writes = names.map(async (name) => {
      const { status } = await program.call('POST', '/artists', { name }, token);
      if (status === 200) answered.push(name);
      if (answered.length === 100) program.child.kill('SIGKILL');
    });
    await Promise.allSettled(writes);
    await program.child.exited;
    expect(answered.length).toBeGreaterThanOrEqual(100);
    await writeFile(join(program.cwd, 'data', 'tmp', 'left-over'), 'x');
    const again = await start({}, program.cwd);
    const { body } = await again.call('GET', '/artists');
    const kept = body.map(({ name }: { name: string }) => name);
    expect(answered.filter((name) => !kept.includes(name))).toEqual([]);
    expect(await readdir(join(program.cwd, 'data', 'tmp'))).toEqual([]);
  });
});

describe('tonearm serve, with a database that cannot be used', () => {
  test('is a clear message, status 1', async () => {
    const cwd = await folder();
    await mkdir(join(cwd, 'data'));
    await writeFile(
      join(cwd, 'data', 'tonearm.db'),
      'not a database at all, but long enough to be looked at'.repeat(100),
    );
    const { stderr, status } = await run([], { PORT: '0' }, cwd);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^tonearm: the database in \S+ cannot be used: /);
    expect(stderr).not.toContain('    at ');
  });
});

describe('tonearm serve', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('%s · what is in flight is finished, status 0', async (signal) => {
    const program = await start();
    const token = await program.member('somebody');
    const url = new URL(program.origins[0] ?? '');
    const socket = connect(Number(url.port), url.hostname);
    const answer = new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.on('close', () => resolve(text));
    });
    const body = JSON.stringify({ name: 'in flight' });
    socket.write(
      `POST /artists HTTP/1.1\r\nHost: x\r\ntoken: ${token}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    await Bun.sleep(200);
    program.child.kill(signal);
    await Bun.sleep(200);
    const asked = await Promise.all(['/livez', '/readyz', '/artists'].map((path) => program.fetch(path)));
    expect(asked.map(({ status }) => status)).toEqual([200, 503, 503]);
    expect(asked[2]?.headers.get('retry-after')).toMatch(/^\d+$/);
    socket.write(body);
    expect(await answer).toContain('"name":"in flight"');
    await program.child.exited;
    expect(program.child.exitCode).toBe(0);
  });
});

describe('tonearm serve', () => {
  test('PORT · several ports answer alike', async () => {
    const program = await start({ PORT: '0,0,0' });
    expect(program.origins).toHaveLength(3);
    for (const origin of program.origins) {
      expect(await (await fetch(`${origin}/readyz`)).json()).toEqual({ status: 'ready' });
      expect((await fetch(`${origin}/livez`)).status).toBe(200);
    }
  });
});

describe('tonearm serve, on PostgreSQL', () => {
  test('two that start at once on an empty database both come up, with one root', async () => {
    const settings = { DATABASE_URL: await freshDatabase(), ROOT_PASSWORD: 'password' };
    const [one, two] = await Promise.all([start(settings), start(settings)]);
    const token = await one.member('somebody');
    expect((await two.call('GET', '/trackHistory', undefined, token)).status).toBe(200);
    expect((await two.call('POST', '/users/login', { username: 'root', password: 'password' })).status).toBe(200);
  });

  test('GET /readyz · tells of a server that goes away, which is found again by itself', async () => {
    const server = await startPostgres();
    try {
      const program = await start({ DATABASE_URL: server.url, METRICS: 'on' });
      const token = await program.member('somebody');
      await server.stop();
      expect((await program.fetch('/readyz')).status).toBe(503);
      expect((await program.fetch('/livez')).status).toBe(200);
      expect(await program.call('GET', '/artists')).toEqual({
        status: 503,
        body: { error: 'The database is not available, try again shortly' },
      });
      // Metrics are asked for when something is wrong.
      expect(await (await program.fetch('/metrics')).text()).toMatch(/^tonearm_database_errors_total [1-9]/m);
      await server.start();
      while ((await program.fetch('/readyz')).status !== 200) await Bun.sleep(50);
      expect((await program.call('GET', '/trackHistory', undefined, token)).status).toBe(200);
    } finally {
      await server.stop();
    }
  });
});

test('POST /tracks · a picture and a song go through the executable on both engines', async () => {
  for (const settings of [{}, { DATABASE_URL: await freshDatabase() }] as Record<string, string>[]) {
    const program = await start(settings);
    const token = await program.member('somebody');
    const { body: artist } = await program.call('POST', '/artists', { name: 'x' }, token);
    const { body: album } = await program.call('POST', '/albums', { name: 'x', artist: artist._id }, token);
    const form = new FormData();
    form.append('name', 'x');
    form.append('album', album._id);
    form.append('image', Bun.file(fixturePath('turned.jpg')));
    form.append('audio', Bun.file(fixturePath('vbr.mp3')));
    const response = await program.fetch('/tracks', { method: 'POST', body: form, headers: { token } });
    expect(response.status).toBe(200);
    const track = (await response.json()) as { _id: string; image: string };
    const bytes = await fixture('vbr.mp3');
    const part = await program.fetch(`/media/track/${track._id}`, { headers: { range: 'bytes=1000-' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([
      206,
      `bytes 1000-${bytes.length - 1}/${bytes.length}`,
    ]);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(1000));
    const head = await program.fetch(`/media/track/${track._id}`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(bytes.length)]);
    const picture = await program.fetch(`/uploads/tracks/${track.image}`);
    // It lay on its side, as its EXIF said: it is turned upright, and the EXIF is gone.
    const { width, height, format, exif } = await sharp(await picture.arrayBuffer()).metadata();
    expect({ width, height, format, exif }).toEqual({ width: 48, height: 64, format: 'jpeg', exif: undefined });
  }
});
