/**
 * How fast a library comes in, by the executable on this machine, server and importer together: `bun scripts/import.ts
 * [--files 20000] [--kilobytes 0] [--jobs 4] [--engine sqlite|postgres --database postgres://…] [--program dist/tonearm]`.
 * Imports it, kills the importer and the server half way and goes on, then runs it again; prints times, rates and memory,
 * and ends with 1 when the server does not have each song once.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { freePort } from './free-port.ts';
import { writeLibrary } from './import/library.ts';

const { values: flags } = parseArgs({
  options: {
    files: { type: 'string', default: '20000' },
    kilobytes: { type: 'string', default: '0' },
    jobs: { type: 'string', default: '4' },
    database: { type: 'string' },
    program: { type: 'string', default: 'dist/tonearm' },
    whole: { type: 'boolean', default: false },
  },
});
const PASSWORD = 'a good password';
const program = resolve(flags.program);
const home = await mkdtemp(join(tmpdir(), 'tonearm-import-'));
const music = join(home, 'music');
const port = await freePort();
const env = {
  TMPDIR: tmpdir(),
  ...{ HOST: '127.0.0.1', PORT: String(port), DATA_DIR: join(home, 'data'), MIN_FREE_MB: '0', LOG_LEVEL: 'warn' },
  ...{ ROOT_PASSWORD: PASSWORD, TONEARM_PASSWORD: PASSWORD, XDG_CACHE_HOME: join(home, 'cache') },
  ...(flags.database && { DATABASE_URL: flags.database }),
};
const url = `http://127.0.0.1:${port}`;

async function serve(): Promise<Bun.Subprocess> {
  const child = Bun.spawn([program], { env, cwd: home, stdio: ['ignore', 'ignore', 'inherit'] });
  while (
    !(await fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    ))
  )
    await Bun.sleep(20);
  return child;
}

/** Seconds of processor time that a process has used. */
async function processorTime(pid: number): Promise<number> {
  const stat = await Bun.file(`/proc/${pid}/stat`).text();
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

const begin = () =>
  Bun.spawn([program, 'import', music, '--url', url, '--jobs', flags.jobs, '--json'], {
    ...{ env, cwd: home, stdio: ['ignore', 'pipe', 'ignore'] },
  });

async function ended(child: ReturnType<typeof begin>, what: string) {
  const text = await child.stdout.text();
  const status = await child.exited;
  if (process.env.SHOW)
    console.log(
      text
        .split('\n')
        .filter((line) => line.includes('reason'))
        .join('\n'),
    );
  const result = JSON.parse(text.trimEnd().split('\n').at(-1) ?? '{}');
  const { maxRSS = 0, cpuTime } = child.resourceUsage() ?? {};
  const rate = `${(result.added / result.seconds).toFixed(1)} files/s, ${(result.bytes / 1e6 / result.seconds).toFixed(1)} MB/s`;
  const cost = `${(Number(cpuTime?.total ?? 0) / 1e6).toFixed(1)} s of processor, ${Math.round(maxRSS / 1e6)} MB`;
  console.log(`${what}: ${status} ${JSON.stringify(result)}; ${rate}; importer ${cost}`);
  return { status, ...result };
}

const picture = await Bun.file(join(import.meta.dir, '../test/fixtures/small.png')).bytes();
const made = await writeLibrary(music, Number(flags.files), picture, Number(flags.kilobytes) * 1024);
console.log(`${made.files} files in ${made.albums} albums, ${Math.round(made.bytes / 1e6)} MB, ${made.broken} broken`);
let server = await serve();
const wrong: string[] = [];
try {
  if (!flags.whole) {
    const importer = begin();
    await Bun.sleep(1_500);
    importer.kill('SIGKILL');
    console.log(`importer killed: ${(await importer.stdout.text()).split('\n').length - 1} files told of`);
  }
  const going = begin();
  if (!flags.whole) {
    await Bun.sleep(2_000);
    server.kill('SIGKILL');
    await server.exited;
    console.log('server killed');
    server = await serve();
  }
  const first = await ended(going, 'import');
  console.log(`server: ${await processorTime(server.pid)} s of processor`);
  const again = await ended(begin(), 'again');
  if (again.present !== made.files - made.broken || again.failed !== made.broken || again.added !== 0)
    wrong.push('again');
  if (first.failed !== made.broken) wrong.push('failed');
  const seen = new Set<string>();
  let songs = 0;
  for (let next: string | undefined = `${url}/tracks`; next; ) {
    const answer: Response = await fetch(next);
    for (const { name, album } of (await answer.json()) as { name: string; album: string }[]) {
      songs++;
      seen.add(`${album} ${name}`);
    }
    next = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
  }
  const status = await Bun.file(`/proc/${server.pid}/status`).text();
  console.log(`songs ${songs}; server ${/VmHWM:\s+(\d+) kB/.exec(status)?.[1]} kB at most`);
  if (songs !== made.files - made.broken) wrong.push(`songs ${songs}`);
} finally {
  server.kill('SIGTERM');
  await server.exited;
  await rm(home, { recursive: true, force: true });
}
if (wrong.length > 0) console.error(`wrong: ${wrong.join(', ')}`);
process.exit(wrong.length > 0 ? 1 : 0);
