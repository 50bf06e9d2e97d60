import { expect, test } from 'bun:test';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Upload } from 'tus-js-client';
import { freePort } from '../../scripts/free-port.ts';
import { noise } from '../support/noise.ts';
import type { Program } from '../support/program.ts';
import { programs } from '../support/programs.ts';
import { BYTES, base64 } from '../support/tus.ts';

const { start } = programs();

const MIB = 1024 * 1024;
const TUS = { 'tus-resumable': '1.0.0' };

const pieces = ({ cwd }: Program): Promise<string[]> => readdir(join(cwd, 'data', 'pieces')).catch(() => []);

/** Announces an upload. @returns its path */
async function announced(program: Program, token: string, length: number): Promise<string> {
  const headers = { ...TUS, token, 'upload-length': String(length), 'upload-metadata': `filename ${base64('a.wav')}` };
  const { status, headers: answered } = await program.fetch('/uploads', { method: 'POST', headers });
  expect(status).toBe(201);
  return new URL(answered.get('location') ?? '').pathname;
}

const offsetOf = async (program: Program, token: string, path: string) => {
  const answer = await program.fetch(path, { method: 'HEAD', headers: { ...TUS, token } });
  return answer.headers.get('upload-offset') ?? String(answer.status);
};

test.each([
  ['in chunks of 5 MiB', 5 * MIB],
  ['in one request', Number.POSITIVE_INFINITY],
])(
  'tus-js-client · 30 MB %s, over kill -9 in the middle, are the same bytes',
  async (_, chunkSize) => {
    const port = String(freePort());
    let program = await start({ PORT: port });
    const token = await program.member('anna');
    const bytes = noise(30_000_000);
    let killing: Promise<unknown> | undefined;
    const killAndStart = async () => {
      await program.end('SIGKILL');
      program = await start({ PORT: port }, program.cwd);
    };
    const url = await new Promise<string>((resolve, reject) => {
      const upload = new Upload(Buffer.from(bytes.buffer), {
        ...{ endpoint: `${program.origins[0]}/uploads`, chunkSize, headers: { token } },
        ...{ metadata: { filename: 'noise.wav', filetype: 'audio/wav' }, retryDelays: Array(40).fill(250) },
        onProgress: (sent) => {
          if (sent > 14 * MIB) killing ??= killAndStart();
        },
        onError: reject,
        onSuccess: () => resolve(upload.url ?? ''),
      });
      upload.start();
    });
    expect(killing).toBeDefined();
    await killing;
    const make = async (path: string, body: object) => (await program.call('POST', path, body, token)).body._id;
    const album = await make('/albums', { name: 'x', artist: await make('/artists', { name: 'x' }) });
    const audio = `upload:${url.split('/').at(-1)}`;
    const { status, body } = await program.call('POST', '/tracks', { name: 'Noise', album, audio }, token);
    expect([status, body.duration]).toEqual([200, '02:50']);
    const served = await program.fetch(`/uploads/tracks/${body.audio}`);
    expect(Buffer.compare(await served.bytes(), bytes)).toBe(0);
    // A client that asks while the server starts, and hears 503, begins anew: what it began before expires.
    const id = url.split('/').at(-1) ?? '';
    expect((await pieces(program)).filter((name) => name.startsWith(id))).toEqual([]);
  },
  60_000,
);

test('PATCH · what came of a request whose connection breaks is kept', async () => {
  const program = await start();
  const token = await program.member('anna');
  const path = await announced(program, token, 1000);
  const { hostname, port } = new URL(program.origins[0] ?? '');
  const head = [
    `PATCH ${path} HTTP/1.1`,
    ...[`Host: ${hostname}`, `Token: ${token}`, 'Tus-Resumable: 1.0.0', 'Upload-Offset: 0'],
    ...[`Content-Type: ${BYTES}`, 'Content-Length: 1000', '', ''],
  ].join('\r\n');
  const socket = connect(Number(port), hostname);
  socket.write(head);
  socket.write(new Uint8Array(400));
  while ((await readdir(join(program.cwd, 'data', 'tmp'))).length === 0) await Bun.sleep(5);
  await Bun.sleep(50);
  socket.destroy();
  while ((await offsetOf(program, token, path)) === '0') await Bun.sleep(5);
  expect(await offsetOf(program, token, path)).toBe('400');
});

test('an upload that has expired loses its pieces within a round of the janitor', async () => {
  const program = await start({ UPLOAD_EXPIRES_HOURS: '0.0005', JANITOR_EVERY_SECONDS: '0.2', QUOTA_MB: '1' });
  const token = await program.member('anna');
  const path = await announced(program, token, MIB);
  const headers = { ...TUS, token, 'upload-offset': '0', 'content-type': BYTES };
  const { status } = await program.fetch(path, { method: 'PATCH', headers, body: new Uint8Array(9) });
  expect([status, (await pieces(program)).length]).toEqual([204, 1]);
  while ((await pieces(program)).length > 0) await Bun.sleep(20);
  expect(await offsetOf(program, token, path)).toBe('404');
  // What was kept free for it is free.
  await announced(program, token, MIB);
});
