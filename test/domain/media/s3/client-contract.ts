import { afterEach, beforeAll, beforeEach, expect, test } from 'bun:test';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '../../../../src/domain/media/s3/client.ts';
import type { S3Settings } from '../../../../src/domain/media/s3/signing.ts';

const MIB = 1024 * 1024;

/** Bytes of which no two stretches are alike. */
function noise(size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  return bytes;
}

export async function listed(client: S3Client, prefix: string) {
  return (await Array.fromAsync(client.list(prefix))).flat();
}

/** What a client may rely on with every S3 store: tests, for the inside of a `describe`. */
export function clientContract(settings: () => S3Settings | Promise<S3Settings>): void {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 's3-client-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  let client: S3Client;
  beforeAll(async () => {
    client = new S3Client(await settings());
    await client.size('warm');
  }, 90_000);

  test.each(['tracks/plain.mp3', "p/a+b (c)/it's:!*~é&=?#%20.wav"])(
    'put, range, download, size, remove · %s',
    async (key) => {
      const bytes = noise(300_000);
      await client.put(key, new Blob([bytes]), 'audio/x-test');
      expect(await client.size(key)).toBe(300_000);
      for (const [start, end] of [
        [0, 1],
        [5, 100_000],
        [299_999, 300_000],
        [0, 300_000],
      ] as const)
        expect(await (await client.range(key, 300_000, start, end)).bytes()).toEqual(bytes.slice(start, end));
      await client.download(key, 300_000, join(folder, 'copy'));
      expect(await Bun.file(join(folder, 'copy')).bytes()).toEqual(bytes);
      await client.remove(key);
      await client.remove(key);
      expect(await client.size(key)).toBeUndefined();
    },
  );

  test('put · keeps the newest of one key', async () => {
    await client.put('twice', new Blob(['first']), 'text/plain');
    await client.put('twice', new Blob(['second']), 'text/plain');
    expect(await (await client.range('twice', 6, 0, 6)).text()).toBe('second');
    await client.remove('twice');
  });

  test('put · sends a large file in parts, and leaves none of them', async () => {
    const bytes = noise(20 * MIB + 12_345);
    await Bun.write(join(folder, 'large'), bytes);
    await client.put('large/one', Bun.file(join(folder, 'large')), 'audio/wav');
    await client.download('large/one', bytes.length, join(folder, 'copy'));
    expect(Bun.hash(await Bun.file(join(folder, 'copy')).bytes())).toBe(Bun.hash(bytes));
    expect(await client.abortUploads('', Date.now() + 60_000, () => true)).toBe(0);
    await client.remove('large/one');
  }, 30_000);

  test.each([
    ['range', () => client.range('missing', 10, 0, 5)],
    ['download', () => client.download('missing', 10, join(folder, 'copy'))],
  ])('%s · says that an object is missing', async (_verb, ask) => {
    await expect(ask()).rejects.toMatchObject({ kind: 'missing', status: 404 });
    expect(await readdir(folder)).toEqual([]);
  });

  test.each([9, 11])('range, download · say that an object has not %d bytes', async (size) => {
    await client.put('ten', new Blob(['0123456789']), 'text/plain');
    await expect(client.range('ten', size, 0, 5)).rejects.toMatchObject({ kind: 'missing' });
    await expect(client.download('ten', size, join(folder, 'copy'))).rejects.toMatchObject({ kind: 'missing' });
    expect(await readdir(folder)).toEqual([]);
    await client.remove('ten');
  });

  test('list · names what begins with a prefix, with sizes and times', async () => {
    const keys = ['list/a&b.mp3', 'list/c.mp3', 'list/d/e.mp3'];
    for (const [at, key] of [...keys, 'listless'].entries())
      await client.put(key, new Blob(['x'.repeat(at)]), 'text/plain');
    const objects = await listed(client, 'list/');
    expect(objects.map(({ key, size }) => [key, size])).toEqual(keys.map((key, at) => [key, at]));
    for (const { modified } of objects) expect(Math.abs(Date.now() - modified)).toBeLessThan(30_000);
    for (const key of [...keys, 'listless']) await client.remove(key);
    expect(await listed(client, 'list')).toEqual([]);
  });

  test('presign · gives an address with the type and the name of the answer', async () => {
    await client.put('signed.mp3', new Blob(['0123456789']), 'application/octet-stream');
    const disposition = `attachment; filename="a b+c.mp3"; filename*=UTF-8''%D0%A3%D1%82%D1%80%D0%BE.mp3`;
    const address = await client.presign('signed.mp3', 300, { type: 'audio/mpeg', disposition });
    const answer = await fetch(address, { headers: { Range: 'bytes=2-4' } });
    expect([answer.status, await answer.text()]).toEqual([206, '234']);
    expect(answer.headers.get('content-type')).toStartWith('audio/mpeg');
    expect(answer.headers.get('content-disposition')).toBe(disposition);
    expect((await fetch(address.replace('audio', 'video'))).status).toBe(403);
    expect((await fetch(address.replace('Expires=300', 'Expires=301'))).status).toBe(403);
    await client.remove('signed.mp3');
  });

  test.each([
    [
      'S3_SECRET_ACCESS_KEY',
      { secretAccessKey: 'another' },
      { kind: 'refused', status: 403, code: 'SignatureDoesNotMatch' },
    ],
    ['S3_ACCESS_KEY_ID', { accessKeyId: 'test:nobody' }, { kind: 'refused', status: 403 }],
    ['the bucket', { bucket: 'nowhere' }, { kind: 'no_bucket', status: 404, code: 'NoSuchBucket' }],
  ])('put, list · say that %s is wrong, and no secret', async (_what, wrong, fault) => {
    const given = await settings();
    // In the host another bucket is another server.
    const stranger = new S3Client({ ...given, ...wrong, ...('bucket' in wrong ? { pathStyle: true } : {}) });
    for (const ask of [() => stranger.put('x', new Blob(['x']), 'text/plain'), () => listed(stranger, '')]) {
      const thrown = await ask().catch((error) => error);
      expect(thrown).toMatchObject(fault);
      expect(Bun.inspect(thrown)).not.toMatch(/secretAccessKey|Signature=|another|testing/);
    }
  });
}
