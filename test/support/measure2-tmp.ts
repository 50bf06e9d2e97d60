import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startPostgres } from './postgres.ts';
import { emptyFolder, Program } from './program.ts';
import { openRun } from './run.ts';
import { swift } from './swift.ts';
const owned = openRun();
const BIG = '/tmp/w/soak-m/big.wav';
const status = (pid: number, name: string) => Math.round(Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024);
try {
  const store = await swift(); const pg = await startPostgres();
  const base = { DATABASE_URL: pg.url, ROOT_PASSWORD: 'root-password', RATE_LIMIT: 'off', MAX_TRACK_MB: '1200', MIN_FREE_MB: '0' };
  const s3 = process.argv[2] === 'folder' ? base : { ...base, MEDIA_STORE: `s3://${store.bucket}/m/`, S3_ENDPOINT: store.endpoint, S3_REGION: store.region, S3_ACCESS_KEY_ID: store.accessKeyId, S3_SECRET_ACCESS_KEY: store.secretAccessKey };
  const open = async (settings: Record<string, string>) => { const cwd = await emptyFolder(); const p = await Program.launch({ ...settings, DATA_DIR: join(cwd, 'data') }, cwd); await p.until(() => / data .*\n/.test(p.stdout)); p.origins = /listening +(.*)/.exec(p.stdout)![1]!.split(/ +/); return p; };
  const a = await open(s3);
  const reg = await (await fetch(`${a.origins[0]}/auth/register`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username: 'anna', email: 'a@example.com', password: 'password123' }) })).json() as any;
  for (let round = 0; round < 3; round++) {
    const curl = Bun.spawn(['curl', '-sS', '-H', `token: ${reg.accessToken}`, '-F', `userId=${reg.user.id}`, '-F', `file=@${BIG}`, `${a.origins[0]}/media/upload/track`], { stdout: 'pipe' });
    let done = false; void curl.exited.then(() => { done = true; });
    const t = performance.now(); const line: string[] = []; let max = 0;
    for (let n = 0; !done; n++) { const r = status(a.child.pid, 'VmRSS'); max = Math.max(max, r); if (n % 10 === 0) line.push(`${((performance.now() - t) / 1000).toFixed(1)}s:${r}/${status(a.child.pid, 'RssAnon')}`); await Bun.sleep(50); }
    console.log('max', max, line.join(' '));
  }
  await Bun.sleep(3000); console.log('after', status(a.child.pid, 'VmRSS'), status(a.child.pid, 'RssAnon'));
  await a.remove(); await pg.stop();
} finally { await owned.end(); }
