import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test';
import { S3Client } from '../../../../src/domain/media/s3/client.ts';
import { type S3Settings, Signer } from '../../../../src/domain/media/s3/signing.ts';
import { FAKE, type FakeS3, startFakeS3 } from '../../../support/fake-s3.ts';
import { clientContract, listed } from './client-contract.ts';

let fake: FakeS3;
beforeAll(async () => {
  fake = await startFakeS3();
});
afterAll(() => fake.leave());

describe.each<[string, () => S3Settings]>([
  ['the bucket in the path', () => ({ ...FAKE, endpoint: fake.endpoint, pathStyle: true })],
  ['the bucket in the host', () => ({ ...FAKE, endpoint: fake.namedEndpoint, pathStyle: false })],
])('%s', (_name, settings) => clientContract(settings));

test.each<[Partial<S3Settings>, string, string]>([
  [{}, 'tracks/x.mp3', 'https://s3.test/music/tracks/x.mp3'],
  [{ pathStyle: false }, 'tracks/x.mp3', 'https://music.s3.test/tracks/x.mp3'],
  [{ endpoint: 'https://s3.test:8443/store' }, '', 'https://s3.test:8443/store/music'],
  [{ endpoint: 'https://s3.test:8443/store', pathStyle: false }, '', 'https://music.s3.test:8443/store/'],
  [{}, "a:b/c (d)+'e'!*/ж%", 'https://s3.test/music/a%3Ab/c%20%28d%29%2B%27e%27%21%2A/%D0%B6%25'],
])('address · with %j, of %j, is %s', (settings, key, address) => {
  const signer = new Signer({ ...FAKE, endpoint: 'https://s3.test', pathStyle: true, ...settings });
  expect(signer.address(key).href).toBe(address);
});

describe('pages', () => {
  afterEach(() => {
    fake.bucket.page = 1000;
    fake.bucket.objects.clear();
    fake.bucket.uploads.clear();
  });

  test('list · goes on after the first page', async () => {
    const client = new S3Client({ ...FAKE, endpoint: fake.endpoint, pathStyle: true });
    fake.bucket.page = 2;
    const keys = ['a', 'b', 'c', 'd', 'e'];
    for (const key of keys) await client.put(key, new Blob(['x']), 'text/plain');
    expect((await Array.fromAsync(client.list(''))).map((page) => page.length)).toEqual([2, 2, 1]);
    expect((await listed(client, '')).map(({ key }) => key)).toEqual(keys);
  });

  test('abortUploads · ends old uploads of ours, page by page, and no others', async () => {
    const client = new S3Client({ ...FAKE, endpoint: fake.endpoint, pathStyle: true });
    fake.bucket.page = 2;
    const upload = (key: string, since: number) =>
      fake.bucket.uploads.set(key, { key, type: '', since, parts: new Map() });
    for (const name of ['1', '2', '3', '4']) upload(`ours/${name}`, 1000);
    upload('ours/young', 5000);
    upload('theirs', 1000);
    expect(await client.abortUploads('', 5000, (key) => key.startsWith('ours/'))).toBe(4);
    expect([...fake.bucket.uploads.keys()]).toEqual(['ours/young', 'theirs']);
  });
});
