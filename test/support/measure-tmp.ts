import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from '../../scripts/bench/load.ts';
import { Content } from '../../scripts/soak/content.ts';
import { startPostgres } from './postgres.ts';
import { emptyFolder, Program } from './program.ts';
import { runFolder, openRun } from './run.ts';
import { swift } from './swift.ts';

const owned = openRun();
process.on('exit', () => {});
const MIB = 1024 * 1024;
const BIG = '/tmp/w/soak-m/big.wav';
const SIZE = 1024 * MIB;
const status = (pid: number, name: string) => Math.round(Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024);
const cpu = (pid: number) => { const f = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' '); return (Number(f[11]) + Number(f[12])) / 100; };
const sampled = async <T>(pid: number, work: Promise<T>) => {
  let max = 0; let going = true; let anonMax = 0;
  const loop = (async () => { while (going) { max = Math.max(max, status(pid, 'VmRSS')); anonMax = Math.max(anonMax, status(pid, 'RssAnon')); await Bun.sleep(50); } })();
  const result = await work; going = false; await loop;
  return { result, rss: max, anon: anonMax };
};
const curl = async (...args: string[]) => { const c = Bun.spawn(['curl', '-sS', ...args], { stdout: 'pipe', stderr: 'inherit' }); const t = await c.stdout.text(); await c.exited; return t; };
try {
  if (!(await Bun.file(BIG).exists())) {
    const w = Bun.file(BIG).writer(); const c = new Content(1);
    for (let at = 0; at < SIZE / (16 * MIB); at++) { const b = c.wav(at + 1, 16 * MIB); if (at === 0) { b.writeUInt32LE(SIZE - 8, 4); b.writeUInt32LE(SIZE - 44, 40); } w.write(b); await w.flush(); }
    await w.end();
  }
  const hash = new Bun.CryptoHasher('sha256'); for await (const chunk of Bun.file(BIG).stream()) hash.update(chunk);
  const sha = hash.digest('hex');
  const store = await swift();
  const pg = await startPostgres();
  const base = { DATABASE_URL: pg.url, ROOT_PASSWORD: 'root-password', RATE_LIMIT: 'off', MAX_TRACK_MB: '1200', MIN_FREE_MB: '0' };
  const s3 = { ...base, MEDIA_STORE: `s3://${store.bucket}/m/`, S3_ENDPOINT: store.endpoint, S3_REGION: store.region, S3_ACCESS_KEY_ID: store.accessKeyId, S3_SECRET_ACCESS_KEY: store.secretAccessKey };
  const open = async (settings: Record<string, string>) => { const cwd = await emptyFolder(); const p = await Program.launch({ ...settings, DATA_DIR: join(cwd, 'data') }, cwd); await p.until(() => / data .*\n/.test(p.stdout)); p.origins = /listening +(.*)/.exec(p.stdout)![1]!.split(/ +/); return p; };
  const a = await open(s3);
  const reg = await (await fetch(`${a.origins[0]}/auth/register`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username: 'anna', email: 'a@example.com', password: 'password123' }) })).json() as any;
  const token = reg.accessToken;
  console.log('idle rss', status(a.child.pid, 'VmRSS'), 'anon', status(a.child.pid, 'RssAnon'));
  let t = performance.now();
  const up = await sampled(a.child.pid, curl('-H', `token: ${token}`, '-F', `userId=${reg.user.id}`, '-F', `file=@${BIG}`, `${a.origins[0]}/media/upload/track`));
  console.log('POST 1 GiB:', Math.round(performance.now() - t), 'ms; rss', up.rss, 'anon', up.anon, up.result.slice(0, 100));
  const track = JSON.parse(up.result).file.fileId; const path = `/media/track/${track}`;
  const b = await open(s3);
  const ttfb = (o: string, ...args: string[]) => curl('-o', '/dev/null', '-w', '%{http_code} %{time_starttransfer} %{time_total} %{size_download}', ...args, o + path);
  console.log('cold 64 KiB range of 1 GiB:', await ttfb(b.origins[0]!, '-r', '500000000-500065535'));
  console.log('second 64 KiB range while it fills:', await ttfb(b.origins[0]!, '-r', '700000000-700065535'));
  await b.remove();
  const c = await open(s3);
  t = performance.now();
  const down = await sampled(c.child.pid, curl('-o', '/tmp/w/soak-m/down.wav', '-w', '%{http_code} ttfb %{time_starttransfer} total %{time_total}', c.origins[0] + path));
  console.log('cold GET 1 GiB:', down.result, 'rss', down.rss, 'anon', down.anon);
  const h2 = new Bun.CryptoHasher('sha256'); for await (const chunk of Bun.file('/tmp/w/soak-m/down.wav').stream()) h2.update(chunk);
  console.log('bytes right:', h2.digest('hex') === sha);
  const warm = await sampled(c.child.pid, ttfb(c.origins[0]!)); console.log('warm GET 1 GiB:', warm.result, 'rss', warm.rss, 'anon', warm.anon);
  for (let i = 0; i < 3; i++) console.log('warm 64 KiB range:', await ttfb(c.origins[0]!, '-r', '500000000-500065535'));
  await c.remove();
  // tus
  const TUS = { 'tus-resumable': '1.0.0', token };
  t = performance.now();
  const tus = await sampled(a.child.pid, (async () => {
    const made = await fetch(`${a.origins[0]}/uploads`, { method: 'POST', headers: { ...TUS, 'upload-length': String(SIZE), 'upload-metadata': 'filename YS53YXY=' } });
    const p = new URL(made.headers.get('location')!).pathname;
    for (let at = 0; at < SIZE; at += 64 * MIB) {
      const r = await fetch(a.origins[0] + p, { method: 'PATCH', headers: { ...TUS, 'upload-offset': String(at), 'content-type': 'application/offset+octet-stream' }, body: await Bun.file(BIG).slice(at, at + 64 * MIB).bytes() });
      if (r.status !== 204) throw new Error(`${r.status} ${await r.text()}`);
    }
    const t1 = performance.now();
    const f = new FormData(); f.set('userId', reg.user.id); f.set('file', `upload:${p.split('/').at(-1)}`);
    const r = await fetch(`${a.origins[0]}/media/upload/track`, { method: 'POST', headers: { token }, body: f });
    return `${r.status} used in ${Math.round(performance.now() - t1)} ms ${(await r.text()).slice(0, 60)}`;
  })());
  console.log('tus 1 GiB:', Math.round(performance.now() - t), 'ms', tus.result, 'rss', tus.rss, 'anon', tus.anon);
  // small file cold/warm + cpu
  const content = new Content(2);
  const add = async (origin: string, size: number) => { const f = new FormData(); f.set('userId', reg.user.id); f.set('file', new File([content.wav(99, size)], 's.wav')); const r = await fetch(`${origin}/media/upload/track`, { method: 'POST', headers: { token }, body: f }); return `/media/file/${(await r.json() as any).file.fileId}`; };
  const small = await add(a.origins[0]!, 3 * MIB);
  const d = await open(s3);
  const one = (o: string, p: string, ...args: string[]) => curl('-o', '/dev/null', '-w', '%{http_code} %{time_starttransfer} %{time_total}', ...args, o + p);
  console.log('cold 64 KiB of 3 MiB:', await one(d.origins[0]!, small, '-r', '1000000-1065535'));
  console.log('warm 64 KiB of 3 MiB:', await one(d.origins[0]!, small, '-r', '1000000-1065535'));
  const folderProgram = await open({ ...base, DATABASE_URL: '' });
  const reg2 = await (await fetch(`${folderProgram.origins[0]}/auth/register`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username: 'anna', email: 'a@example.com', password: 'password123' }) })).json() as any;
  void reg2;
  // same database, one in folder
  const e = await open(base.DATABASE_URL ? { ...s3, CACHE_MB: '2048' } : s3);
  await e.remove(); await folderProgram.remove();
  const eCwd = await emptyFolder();
  const onFolderUrl = (await import('./postgres.ts'));
  void onFolderUrl; void eCwd;
  const pg2 = await startPostgres();
  const f = await open({ ...base, DATABASE_URL: pg2.url });
  const reg3 = await (await fetch(`${f.origins[0]}/auth/register`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username: 'anna', email: 'a@example.com', password: 'password123' }) })).json() as any;
  const form = new FormData(); form.set('userId', reg3.user.id); form.set('file', new File([content.wav(99, 8 * MIB)], 's.wav'));
  const inFolder = `/media/file/${((await (await fetch(`${f.origins[0]}/media/upload/track`, { method: 'POST', headers: { token: reg3.accessToken }, body: form })).json()) as any).file.fileId}`;
  const inCache = await add(d.origins[0]!, 8 * MIB);
  for (const [name, range] of [['64 KiB', 'bytes=1000000-1065535'], ['1 MiB', 'bytes=1048576-2097151']] as const) {
    const costs: Record<string, number[]> = { cache: [], folder: [] }; const rates: Record<string, number[]> = { cache: [], folder: [] };
    for (let round = 0; round < 5; round++)
      for (const [who, p, at] of [['cache', d, inCache], ['folder', f, inFolder]] as const) {
        const before = cpu(p.child.pid);
        const { requests, seconds } = await load(p.origins[0]!, { method: 'GET', path: at, headers: { range } }, 2, '/tmp/w/soak-m');
        if (round > 0) { costs[who]!.push(((cpu(p.child.pid) - before) / requests) * 1e6); rates[who]!.push(requests / seconds); }
      }
    const med = (x: number[]) => x.toSorted((p, q) => p - q)[Math.floor(x.length / 2)]!;
    console.log(name, 'cache', med(costs.cache!).toFixed(1), 'µs', med(rates.cache!).toFixed(0), '/s; folder', med(costs.folder!).toFixed(1), 'µs', med(rates.folder!).toFixed(0), '/s; ratio', (med(costs.cache!) / med(costs.folder!)).toFixed(2));
  }
  for (const p of [a, d, f]) await p.remove();
  await pg2.stop(); await pg.stop();
} finally { await owned.end(); }
void runFolder;
