import { describe, expect, test } from 'bun:test';
import { sql } from 'drizzle-orm';
import { parseId, toUuid } from '../../../src/lib/ids.ts';
import { Arriving, part } from '../../support/arriving.ts';
import { fixture } from '../../support/fixtures.ts';
import { type House, onEachEngine } from '../../support/house.ts';
import { person } from '../../support/people.ts';
import { wav } from '../../support/releases.ts';
import { upload, uploaded } from '../../support/uploads.ts';

const MIB = 1024 * 1024;
/** Some 861 KiB of audio. */
const song = () => new File([wav(10)], 'song.wav');

/** What an account keeps, as it is counted and as its files add up. */
async function kept(house: House, id: string) {
  const { accounts, files } = house.db.tables;
  const account = parseId(id) as string;
  const [row] = await house.db.read.select().from(accounts).where(sql`${accounts.id} = ${account}`);
  const rows = await house.db.read.select().from(files).where(sql`${files.createdBy} = ${account}`);
  return { used: row?.used, sum: rows.reduce((sum, { size }) => sum + size, 0), reserved: row?.reserved };
}

const setQuota = async (house: House, body: object, token?: string) =>
  house.call('PUT', '/user/quota', { token: token ?? (await house.root()), body });

onEachEngine(
  'what accounts keep',
  (house) => {
    describe('GET /user/get', () => {
      test('shows what is used and what may be', async () => {
        const anna = await person(house());
        const { size } = await uploaded(house(), anna, 'track', song());
        const { body } = await house().call('GET', '/user/get', { token: anna.token });
        expect([body.used, body.quota]).toEqual([size, 2 * MIB]);
      });
    });

    describe('POST /media/upload/track', () => {
      test('counts each file, and refuses what is too much with what is left', async () => {
        const anna = await person(house());
        await uploaded(house(), anna, 'track', song());
        await uploaded(house(), anna, 'track', song());
        const answer = await upload(house(), anna, 'track', song());
        expect([answer.status, answer.body]).toEqual([413, { success: false, error: 'Quota exceeded: 0.3 MB left' }]);
        const { used, sum } = await kept(house(), anna.id);
        expect([used, sum]).toEqual([2 * wav(10).length, used]);
      });

      test('of many at once takes as many as there is room for', async () => {
        const anna = await person(house());
        const answers = await Promise.all(Array.from({ length: 5 }, () => upload(house(), anna, 'track', song())));
        expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 413, 413, 413]);
        const { used, sum } = await kept(house(), anna.id);
        expect([used, sum]).toEqual([2 * wav(10).length, used]);
      });

      test('refuses by Content-Length before the body is read', async () => {
        const anna = await person(house());
        const pieces = [
          part('name="userId"', anna.id),
          '--b\r\nContent-Disposition: form-data; name="file"; filename="x.wav"\r\n\r\n',
        ];
        const arriving = new Arriving('/media/upload/track', pieces, true);
        arriving.request.headers.set('content-length', String(3 * MIB));
        arriving.request.headers.set('authorization', `Bearer ${anna.token}`);
        const answer = await house().handle(arriving.request);
        expect([answer.status, arriving.read]).toEqual([413, 0]);
        expect(await answer.json()).toEqual({ success: false, error: 'Quota exceeded: 2.0 MB left' });
      });

      test('by root for somebody else counts for root', async () => {
        const anna = await person(house());
        const token = await house().root();
        const before = await house().call('GET', '/user/get', { token });
        await uploaded(house(), { id: anna.id, token }, 'track', 'cbr.mp3');
        const after = await house().call('GET', '/user/get', { token });
        expect(after.body.used - before.body.used).toBe((await fixture('cbr.mp3')).length);
        expect(await kept(house(), anna.id)).toMatchObject({ used: 0 });
      });
    });

    test('DELETE /media/track/:id, POST /media/upload/avatar · what goes, or is replaced, gives its room back', async () => {
      const anna = await person(house());
      const { fileId } = await uploaded(house(), anna, 'track', song());
      await uploaded(house(), anna, 'avatar', 'small.png');
      await uploaded(house(), anna, 'avatar', 'turned.jpg');
      const before = await kept(house(), anna.id);
      expect(before.used).toBe(before.sum);
      await house().call('DELETE', `/media/track/${fileId}`, { token: anna.token });
      const after = await kept(house(), anna.id);
      expect([after.used, after.used]).toEqual([after.sum, (before.used ?? 0) - wav(10).length]);
    });

    test('PUT /tracks/:id · a file in the place of another is taken when there is room without the other', async () => {
      const { id, token } = await house().member();
      const form = (fields: Record<string, string | File>) => {
        const body = new FormData();
        for (const [name, value] of Object.entries(fields)) body.set(name, value);
        return body;
      };
      const artist = await house().call('POST', '/artists', { token, body: { name: 'A' } });
      const album = await house().call('POST', '/albums', { token, body: { name: 'B', artist: artist.body._id } });
      const long = new File([wav(20)], 'long.wav');
      const body = form({ name: 'C', album: album.body._id, audio: long });
      const track = await house().call('POST', '/tracks', { token, body });
      const path = `/tracks/${track.body._id}`;
      const replaced = await house().call('PUT', path, { token, body: form({ audio: new File([wav(22)], 'x.wav') }) });
      expect(replaced.status).toBe(200);
      expect(await kept(house(), id)).toMatchObject({ used: wav(22).length, sum: wav(22).length });
      const more = await house().call('PUT', path, { token, body: form({ audio: new File([wav(30)], 'x.wav') }) });
      expect([more.status, more.body]).toEqual([413, { error: 'Quota exceeded: 0.1 MB left' }]);
      expect(await kept(house(), id)).toMatchObject({ used: wav(22).length, sum: wav(22).length });
    });

    test('DELETE /user/delete · takes with it what it keeps', async () => {
      const anna = await person(house());
      await uploaded(house(), anna, 'track', song());
      expect((await house().call('DELETE', '/user/delete', { token: anna.token })).status).toBe(200);
      expect(await kept(house(), anna.id)).toEqual({ used: undefined, sum: 0, reserved: undefined });
    });

    describe('PUT /user/quota', () => {
      test.each([
        [1.5, 1.5 * MIB],
        [0, null],
        [null, 2 * MIB],
      ])('%p is shown as %p bytes', async (quota_mb, quota) => {
        const { id, name, token } = await house().member();
        const answer = await setQuota(house(), { user_id: toUuid(id), quota_mb });
        expect([answer.status, answer.body]).toEqual([
          200,
          {
            response: { message: 'success', status: 200 },
            ...{ id: toUuid(id), username: name, email: '', role: 'user', used: 0, quota },
          },
        ]);
        const shown = await house().call('GET', '/user/get', { token });
        expect(shown.body.quota).toBe(quota);
      });

      test('holds at once, also below what is kept', async () => {
        const anna = await person(house());
        await uploaded(house(), anna, 'track', song());
        await setQuota(house(), { user_id: anna.id, quota_mb: 0.5 });
        const answer = await upload(house(), anna, 'track', 'cbr.mp3');
        expect([answer.status, answer.body.error]).toEqual([413, 'Quota exceeded: 0.0 MB left']);
        await setQuota(house(), { user_id: anna.id, quota_mb: 0 });
        expect((await upload(house(), anna, 'track', 'cbr.mp3')).status).toBe(200);
      });

      test.each<[string, unknown, number, string]>([
        ['user_id', toUuid('5eed01000000000000dead00'), 404, 'User not found'],
        ['user_id', 'nobody', 400, 'user_id must be the id of an account'],
        ['user_id', 7, 400, 'user_id must be the id of an account'],
        ['quota_mb', -1, 400, 'quota_mb must be a number from 0 to 1073741824, or null'],
        ['quota_mb', '5', 400, 'quota_mb must be a number from 0 to 1073741824, or null'],
        ['quota_mb', 2 ** 31, 400, 'quota_mb must be a number from 0 to 1073741824, or null'],
        ['quota_mb', undefined, 400, 'quota_mb is required'],
      ])('refuses a %s of %p: %d %s', async (field, value, status, message) => {
        const { id } = await house().member();
        const answer = await setQuota(house(), { user_id: id, quota_mb: 1, [field]: value });
        expect([answer.status, answer.body]).toEqual([status, { message, status }]);
      });

      test('is for root alone', async () => {
        const { id, token } = await house().member();
        expect((await setQuota(house(), { user_id: id, quota_mb: 0 }, token)).status).toBe(403);
        const answer = await house().call('PUT', '/user/quota', { body: { user_id: id, quota_mb: 0 } });
        expect(answer.status).toBe(401);
      });
    });
  },
  { QUOTA_MB: '2' },
);

onEachEngine(
  'a disk that is nearly full',
  (house) => {
    test('POST /media/upload/track · is refused as busy', async () => {
      const anna = await person(house());
      const answer = await upload(house(), anna, 'track', 'cbr.mp3');
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '60']);
    });

    test('POST /artists · without a file is made', async () => {
      const { token } = await house().member();
      expect((await house().call('POST', '/artists', { token, body: { name: 'x' } })).status).toBe(200);
    });
  },
  { MIN_FREE_MB: String(2 ** 30) },
);
