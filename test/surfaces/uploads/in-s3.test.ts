import { afterAll, beforeEach, expect, test } from 'bun:test';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { FAKE, startFakeS3 } from '../../support/fake-s3.ts';
import { fixture } from '../../support/fixtures.ts';
import { onEachEngine } from '../../support/house.ts';
import { kept, NOTHING, Tus } from '../../support/tus.ts';

const s3 = await startFakeS3();
afterAll(() => s3.leave());
beforeEach(() => {
  s3.heal();
  s3.bucket.objects.clear();
});

const keys = () => [...s3.bucket.objects.keys()].sort();

onEachEngine(
  '/uploads in S3',
  (house) => {
    const anna = async () => new Tus(house(), (await house().member()).token);
    const gone = async () => {
      for (let patience = 200; keys().length > 0 && patience > 0; patience--) await Bun.sleep(10);
      expect(keys()).toEqual([]);
      expect(await kept(house())).toEqual(NOTHING);
    };

    test('PATCH, DELETE · each piece is an object with the upload’s id in its key', async () => {
      const tus = await anna();
      const path = await tus.made(10);
      const id = path.slice('/uploads/'.length);
      for (const at of [0, 4, 8]) await tus.patch(path, at, new Uint8Array(Math.min(4, 10 - at)));
      const piece = (at: number) => expect.stringMatching(new RegExp(`^music/pieces/${id}-${at}-[\\w-]{21}$`));
      expect(keys()).toEqual([piece(0), piece(4), piece(8)] as unknown[] as string[]);
      expect((await tus.remove(path)).status).toBe(204);
      await gone();
    });

    test('upload:<id> · is put together of what lies there', async () => {
      const tus = await anna();
      const bytes = new Uint8Array(await fixture('small.png'));
      const image = await tus.finished(bytes, 'a.png');
      const { token = '' } = tus;
      const { status, body } = await house().call('POST', '/artists', { token, body: { name: 'x', image } });
      expect(status).toBe(200);
      while (keys().length > 1) await Bun.sleep(10);
      expect(keys()).toEqual([`music/artists/${body.image}`]);
      expect((await house().fetch('GET', `/uploads/artists/${body.image}`)).status).toBe(200);
      await house().call('DELETE', `/artists/${body._id}`, { token });
      await gone();
    });

    test('upload:<id> · is put together although a piece is moved to the folder meanwhile', async () => {
      const tus = await anna();
      const bytes = new Uint8Array(await fixture('small.png'));
      const image = await tus.finished(bytes, 'a.png');
      const [first = '', second = ''] = keys();
      s3.fail({ how: 'slow', key: first.slice('music/'.length) });
      const { token = '' } = tus;
      const using = house().call('POST', '/artists', { token, body: { name: 'x', image } });
      await Bun.sleep(50);
      const { config, db } = house();
      const name = second.slice('music/pieces/'.length);
      await Bun.write(join(config.dataDir, 'pieces', name), bytes.subarray(Math.floor(bytes.length / 2)));
      const { uploadPieces } = db.tables;
      await db.write(
        async (tx) => void (await tx.update(uploadPieces).set({ store: 'folder' }).where(eq(uploadPieces.name, name))),
      );
      s3.bucket.objects.delete(second);
      const { status, body } = await using;
      s3.heal();
      expect(status).toBe(200);
      while ((await house().files('pieces')).length > 0) await Bun.sleep(10);
      await house().call('DELETE', `/artists/${body._id}`, { token });
      await gone();
    });

    test('DELETE · what was moved just now goes from both stores', async () => {
      const tus = await anna();
      const { token = '' } = tus;
      const image = await tus.finished(new Uint8Array(await fixture('small.png')), 'a.png');
      const { body } = await house().call('POST', '/artists', { token, body: { name: 'x', image } });
      const path = await tus.made(10);
      await tus.patch(path, 0, new Uint8Array(10));
      let isMoved = false;
      const moving = house().services.media.move('folder', ({ files }) => {
        isMoved = files === 2;
      });
      while (!isMoved) await Bun.sleep(10);
      expect((await house().call('DELETE', `/artists/${body._id}`, { token })).status).toBe(200);
      expect((await tus.remove(path)).status).toBe(204);
      expect(await moving).toEqual([]);
      await gone();
      expect(await house().files('artists')).toEqual([]);
    });

    test('PATCH, upload:<id> · while the store is away: 503, and nothing is lost', async () => {
      const tus = await anna();
      const bytes = new Uint8Array(await fixture('small.png'));
      const path = await tus.made(bytes.length, 'a.png');
      await tus.patch(path, 0, bytes.subarray(0, 100));
      s3.fail({ how: 'busy' });
      const answer = await tus.patch(path, 100, bytes.subarray(100));
      expect([answer.status, answer.headers.get('retry-after') === null]).toEqual([503, false]);
      expect(await answer.json()).toEqual({ error: expect.any(String) });
      expect(await tus.offset(path)).toBe('100');
      s3.heal();
      expect((await tus.patch(path, 100, bytes.subarray(100))).status).toBe(204);
      s3.fail({ how: 'busy' });
      const body = { name: 'x', image: `upload:${path.slice('/uploads/'.length)}` };
      const { token = '' } = tus;
      expect((await house().call('POST', '/artists', { token, body })).status).toBe(503);
      s3.heal();
      const { status, body: artist } = await house().call('POST', '/artists', { token, body });
      expect(status).toBe(200);
      await house().call('DELETE', `/artists/${artist._id}`, { token });
      // What could not be erased while the store was away is the janitor's.
      await Bun.sleep(100);
      await house().services.media.eraseLeft(Date.now() + 1);
      await gone();
    });
  },
  {
    ...{ MEDIA_STORE: `s3://${FAKE.bucket}/music`, S3_ENDPOINT: s3.endpoint, S3_REGION: FAKE.region },
    ...{ S3_ACCESS_KEY_ID: FAKE.accessKeyId, S3_SECRET_ACCESS_KEY: FAKE.secretAccessKey },
  },
);
