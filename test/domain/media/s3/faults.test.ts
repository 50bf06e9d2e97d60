import { describe, expect, test } from 'bun:test';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Known } from '../../../../src/domain/media/file-store.ts';
import { StoreUnusable } from '../../../../src/domain/media/s3/probe.ts';
import { S3Store } from '../../../../src/domain/media/s3/s3-store.ts';
import { type How, startFakeS3 } from '../../../support/fake-s3.ts';
import { fakeSettings } from '../../../support/s3-settings.ts';
import { pattern, put as putFile, sent } from '../../../support/stored.ts';

const MIB = 1024 * 1024;

/** A store with two files, and another process that has no copies of them. */
async function scene() {
  const fake = await startFakeS3();
  const root = await mkdtemp(join(tmpdir(), 's3-faults-'));
  const put = (size: number, by = store) => putFile(by, root, size);
  const store = new S3Store(fakeSettings(root, fake));
  await store.ownCache();
  const keeper = new S3Store(fakeSettings(join(root, 'another'), fake));
  const [small, large] = [await put(200_000, keeper), await put(5 * MIB, keeper)];
  fake.requests.length = 0;
  return {
    ...{ fake, store, keeper, small, large, put },
    whole: (file: Known) => sent(store.open(file, { start: 0, end: file.size }), 0, file.size),
    copies: async () => (await readdir(join(root, 'cache'), { recursive: true })).filter((name) => name.includes('.')),
    [Symbol.asyncDispose]: async () => {
      await fake.leave();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** What a promise rejects with. Beside others `expect` cannot wait for it: nobody else goes on meanwhile. */
const thrownBy = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

/**
 * Whether a timer of so many milliseconds that is begun now has gone off: a clock that stands still while this process gets
 * no processor, as the timers of the store do.
 */
function lateAfter(limit: number): () => boolean {
  let isOver = false;
  setTimeout(() => {
    isOver = true;
  }, limit).unref();
  return () => isOver;
}

const BUSY = { kind: 'busy', detail: { retryAfter: 5 } };

/** They wait most of the time. */
describe.concurrent('a store that fails', () => {
  const AWAY: How[] = ['busy', 'reset', 'short', 'hang', 'stall', { status: 500, code: 'InternalError' }];
  test.each(AWAY)('open · is busy within 3 s when the store only gives %j; then all is well', async (how) => {
    await using given = await scene();
    const { fake, store, whole, small, large, copies } = given;
    fake.fail({ how });
    const isLate = lateAfter(3_000);
    const range = store.open(large, { start: 0, end: 1000 });
    const outcomes = await Promise.allSettled([whole(small), whole(large), range]);
    expect(isLate()).toBe(false);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 'rejected', reason: BUSY });
    expect(await copies()).toEqual([]);
    fake.heal();
    expect(await whole(small)).toEqual(pattern(small.size));
    expect(await whole(large)).toEqual(pattern(large.size));
  });

  test.each(['busy', 'reset', 'short', 'slow'] as How[])('open · gets over %j that passes', async (how) => {
    await using given = await scene();
    const { fake, whole, large } = given;
    fake.fail({ how, times: 1 });
    expect(await whole(large)).toEqual(pattern(large.size));
    // Of a body that broke off, only the rest is asked for.
    if (how === 'short') expect(fake.requests.at(-1)).toMatch(/ bytes=\d{6,}-5242879$/);
  });

  test('open · is busy while connections are refused; then all is well', async () => {
    await using given = await scene();
    const { fake, whole, small } = given;
    await fake.leave();
    const isLate = lateAfter(3_000);
    expect(await thrownBy(whole(small))).toMatchObject(BUSY);
    expect(isLate()).toBe(false);
    await fake.come();
    expect(await whole(small)).toEqual(pattern(small.size));
  });

  test.each<[How, string]>([
    [{ status: 403, code: 'AccessDenied' }, 'the S3 store answered GET with 403 AccessDenied'],
    [{ status: 404, code: 'NoSuchBucket' }, 'the S3 store answered GET with 404 NoSuchBucket'],
  ])('open · is busy at once for %j, and says why', async (how, message) => {
    await using given = await scene();
    const { fake, whole, small } = given;
    fake.fail({ how });
    expect(await thrownBy(whole(small))).toMatchObject({ ...BUSY, cause: { message } });
    expect(fake.requests).toHaveLength(1);
  });

  test('open · sends away those that wait, within 3 s, when the store gives no answer', async () => {
    await using given = await scene();
    const { fake, keeper, put, whole } = given;
    const files = await Promise.all(Array.from({ length: 30 }, () => put(10, keeper)));
    fake.fail({ how: 'hang' });
    const isLate = lateAfter(3_000);
    const outcomes = await Promise.allSettled(files.map(whole));
    expect(isLate()).toBe(false);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 'rejected', reason: BUSY });
    fake.heal();
    for (const file of files) expect(await whole(file)).toEqual(pattern(10));
  });

  test.each(['hang', 'busy', 'reset'] as How[])('open · waits for no other file that only gives %j', async (how) => {
    await using given = await scene();
    const { fake, whole, small, large } = given;
    fake.fail({ how, key: large.name });
    const failing = whole(large).catch(() => {});
    expect(await whole(small)).toEqual(pattern(small.size));
    await failing;
  });

  test.each<[How, number]>([
    ['busy', 100],
    ['reset', 100],
    ['hang', 100],
    ['hang', 20 * MIB],
    [{ status: 403, code: 'AccessDenied' }, 20 * MIB],
  ])(
    'put · is busy within 10 s when the store only gives %j (%d bytes); then all is well',
    async (how, size) => {
      await using given = await scene();
      const { fake, put, whole, copies } = given;
      fake.fail({ how });
      const isLate = lateAfter(10_000);
      expect(await thrownBy(put(size))).toMatchObject(BUSY);
      expect(isLate()).toBe(false);
      expect(await copies()).toEqual([]);
      fake.heal();
      expect(await whole(await put(size))).toEqual(pattern(size));
    },
    30_000,
  );

  test('put · gives up the parts of a large file when one of them fails', async () => {
    await using given = await scene();
    const { fake, put } = given;
    fake.fail({ how: { status: 403, code: 'AccessDenied' }, method: 'PUT', times: 1 });
    expect(await thrownBy(put(20 * MIB))).toMatchObject(BUSY);
    for (let waited = 0; fake.bucket.uploads.size > 0 && waited < 100; waited++) await Bun.sleep(20);
    expect(fake.bucket.uploads.size).toBe(0);
  });

  test('put, remove · get over what passes', async () => {
    await using given = await scene();
    const { fake, store, put, whole } = given;
    fake.fail({ how: 'busy', times: 2 });
    const file = await put(20 * MIB);
    expect(await whole(file)).toEqual(pattern(file.size));
    fake.fail({ how: 'reset', times: 1, method: 'DELETE' });
    await store.remove(file.place, file.name);
    expect([...fake.bucket.objects.keys()].filter((key) => key.includes(file.name))).toEqual([]);
  });

  test('remove · is busy within 3 s when the store gives no answer', async () => {
    await using given = await scene();
    const { fake, store, small } = given;
    fake.fail({ how: 'hang' });
    const isLate = lateAfter(3_000);
    expect(await thrownBy(store.remove(small.place, small.name))).toMatchObject(BUSY);
    expect(isLate()).toBe(false);
  });
});

describe.concurrent('a start', () => {
  const never = new Promise<never>(() => {});
  async function probing(changes: Partial<ReturnType<typeof fakeSettings>>, how?: How, times?: number) {
    const fake = await startFakeS3();
    if (how) fake.fail({ how, ...(times === undefined ? {} : { times }) });
    const began = performance.now();
    const outcome = await new S3Store({ ...fakeSettings('/nowhere', fake), ...changes })
      .probe(never)
      .catch((error) => error);
    const left = fake.bucket.objects.size;
    await fake.leave();
    return { outcome, left, seconds: (performance.now() - began) / 1000 };
  }

  test('probe · leaves nothing behind', async () => {
    expect(await probing({})).toMatchObject({ outcome: undefined, left: 0 });
    expect(await probing({}, 'busy', 9)).toMatchObject({ outcome: undefined, left: 0 });
  });

  test.each([
    [
      { s3AccessKeyId: 'nobody' },
      'S3_ACCESS_KEY_ID or S3_SECRET_ACCESS_KEY: the S3 store answered PUT with 403 InvalidAccessKeyId',
    ],
    [
      { s3SecretAccessKey: 'wrong' },
      'S3_ACCESS_KEY_ID or S3_SECRET_ACCESS_KEY: the S3 store answered PUT with 403 SignatureDoesNotMatch',
    ],
    [{ mediaStore: { bucket: 'nowhere', prefix: '' } }, 'MEDIA_STORE: the S3 store answered PUT with 404 NoSuchBucket'],
    [{ s3Region: 'elsewhere' }, 'S3_ENDPOINT, S3_REGION or S3_PATH_STYLE: the S3 store answered PUT with 400'],
    [{ s3PathStyle: false }, 'S3_ENDPOINT, S3_REGION or S3_PATH_STYLE: a bucket cannot stand before 127.0.0.1'],
  ])('probe · ends at once when the settings are wrong: %j', async (changes, message) => {
    const { outcome, left, seconds } = await probing(changes as object);
    expect(outcome).toBeInstanceOf(StoreUnusable);
    expect(outcome.message).toStartWith(message);
    expect(left).toBe(0);
    expect(seconds).toBeLessThan(2);
  });

  test.each<[string, () => ReturnType<typeof probing>]>([
    ['refuses connections', () => probing({ s3Endpoint: 'http://127.0.0.1:1' })],
    ['gives no answer', () => probing({}, 'hang')],
    ['fails', () => probing({}, 'busy')],
  ])(
    'probe · tries for 15 s a store that %s, then names S3_ENDPOINT',
    async (_what, probed) => {
      const { outcome, seconds } = await probed();
      expect(outcome).toBeInstanceOf(StoreUnusable);
      expect(outcome.message).toStartWith('S3_ENDPOINT: ');
      expect(seconds).toBeGreaterThan(13);
      expect(seconds).toBeLessThan(17);
    },
    30_000,
  );

  test('probe · ends when the start does', async () => {
    const fake = await startFakeS3();
    fake.fail({ how: 'hang' });
    const stopping = Bun.sleep(50).then(() => Promise.reject(new Error('stopped')));
    expect(await thrownBy(new S3Store(fakeSettings('/nowhere', fake)).probe(stopping))).toMatchObject({
      message: 'stopped',
    });
    await fake.leave();
  });
});
