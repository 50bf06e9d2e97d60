import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { type Nginx, nginx, startNginx } from '../support/nginx.ts';
import { wav } from '../support/releases.ts';
import { Replicas } from '../support/replicas.ts';

/** Larger than what nginx takes by default (1 MiB). */
const SECONDS = 30;
const FILES = 9;

interface Registered {
  user: { id: string };
  accessToken: string;
}

interface Uploaded {
  file: { url: string; fileId: string };
}

/** One story: each test goes on where the one before it has stopped. */
describe.skipIf(nginx === null)('three processes behind nginx as scripts/deploy has it', () => {
  let replicas: Replicas;
  let proxy: Nginx;
  const song = wav(SECONDS);
  const musician = { id: '', token: '' };
  const tracks: string[] = [];

  beforeAll(async () => {
    replicas = await Replicas.start({ RATE_LIMIT: 'off' });
    proxy = await startNginx(replicas.origins);
  }, 60_000);
  afterAll(async () => {
    await proxy?.end();
    await replicas?.remove();
  });

  const ask = (path: string, init: RequestInit = {}) => fetch(proxy.origin + path, init);
  const post = (path: string, body: object) =>
    ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  /** @param tries a client asks again where an answer that had begun is cut off: no proxy can mend that */
  const statusOf = async (path: string, tries: number): Promise<number> => {
    const response = await ask(path);
    try {
      await response.arrayBuffer();
    } catch (error) {
      if (tries === 1) throw error;
      return statusOf(path, tries - 1);
    }
    return response.status;
  };
  const statuses = (paths: readonly string[], tries = 1) => Promise.all(paths.map((path) => statusOf(path, tries)));
  const files = () => tracks.map((id) => `/media/track/${id}`);

  test('whoever answers, the client is told of the address that it knows, and large files pass', async () => {
    const body = { username: 'musician', email: 'musician@example.com', password: 'password123', role: 'musician' };
    const registered = (await (await post('/auth/register', body)).json()) as Registered;
    Object.assign(musician, { id: registered.user.id, token: registered.accessToken });
    for (let n = 0; n < FILES; n++) {
      const form = new FormData();
      form.set('file', new File([song], `song${n}.wav`));
      form.set('userId', musician.id);
      const response = await ask('/media/upload/track', {
        method: 'POST',
        headers: { token: musician.token },
        body: form,
      });
      const { file } = (await response.json()) as Uploaded;
      expect([response.status, file.url]).toEqual([200, `${proxy.origin}/media/track/${file.fileId}`]);
      tracks.push(file.fileId);
    }
  });

  test('a file is asked of the same one each time, and not all files of one', async () => {
    const first = await statuses(files());
    expect(new Set(first)).toEqual(new Set([200, 404]));
    for (let times = 0; times < 4; times++) expect(await statuses(files())).toEqual(first);
    await replicas.share('tracks');
    expect(new Set(await statuses(files()))).toEqual(new Set([200]));
    const part = await ask(files()[0] as string, { headers: { range: 'bytes=1000000-1000099' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 1000000-1000099/${song.length}`]);
    expect(await part.bytes()).toEqual(song.slice(1_000_000, 1_000_100));
  });

  test('metrics of one of them are not for everybody', async () => {
    expect(await statuses(['/metrics', '/livez', '/readyz'])).toEqual([404, 200, 200]);
  });

  test.each([
    ['SIGTERM', 1],
    ['SIGKILL', 2],
  ] as const)('one that ends by %s is noticed by nobody who reads', async (signal, tries) => {
    const [leaving] = replicas.programs.filter(({ child }) => child.exitCode === null && child.signalCode === null);
    const found: number[] = [];
    let isReading = true;
    const reading = (async () => {
      while (isReading) found.push(...(await statuses([...files(), '/albums', '/tracks', '/swagger/json'], tries)));
    })();
    await Bun.sleep(100);
    await leaving?.end(signal);
    await Bun.sleep(300);
    isReading = false;
    await reading;
    expect(found.length).toBeGreaterThan(20);
    expect(found.filter((status) => status !== 200)).toEqual([]);
  });

  test('when none is left the answer says so, as one that stops does', async () => {
    for (const program of replicas.programs) await program.end('SIGKILL');
    const response = await ask('/albums');
    expect([response.status, response.headers.get('retry-after')]).toEqual([502, '2']);
    const text = 'The server is away, try again shortly';
    expect(await response.json()).toEqual({ success: false, error: text, message: text });
  });
});
