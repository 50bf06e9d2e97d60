import { describe, expect, test } from 'bun:test';
import pino from 'pino';
import { createApp } from '../../../src/app.ts';
import { openServices } from '../../../src/domain/services.ts';
import { accessTokens } from '../../../src/http/identity/access-tokens.ts';
import { frontDoor } from '../../../src/http/server/front-door.ts';
import { type House, onEachEngine } from '../../support/house.ts';
import { wav } from '../../support/releases.ts';
import { BYTES, kept, NOTHING, only, Tus } from '../../support/tus.ts';

const KEYS = { signer: accessTokens('x'.repeat(32)), refreshKey: 'y', appKeySecret: 'z' };

const MIB = 1024 * 1024;

/** Another process on the same database and folder, as far as it shares no memory with the house. */
function replica({ db, config }: House) {
  const services = openServices(db, config, KEYS);
  const app = createApp(services, { open: true, ping: db.ping }, '0.0.0', pino({ level: 'silent' }));
  return frontDoor(app, config);
}

onEachEngine('/uploads, at once', (house) => {
  test('PATCH · of several at one offset, on two replicas, one is taken and the file is whole', async () => {
    const { token } = await house().member();
    const tus = new Tus(house(), token);
    const doors = [house().handle, replica(house())];
    const path = await tus.made(10 * MIB);
    for (let offset = 0; offset < 10 * MIB; offset += MIB) {
      const answers = await Promise.all(
        Array.from({ length: 6 }, (_, at) =>
          doors[at % 2]?.(
            new Request(`http://localhost${path}`, {
              method: 'PATCH',
              headers: { token, 'tus-resumable': '1.0.0', 'upload-offset': String(offset), 'content-type': BYTES },
              body: new Uint8Array(MIB).fill(at + 1),
            }),
          ),
        ),
      );
      const statuses = answers.map((answer) => answer?.status);
      expect([...statuses].sort()).toEqual([204, 409, 409, 409, 409, 409]);
      expect(await tus.offset(path)).toBe(String(offset + MIB));
    }
    expect(await kept(house())).toEqual(only(1, 10));
    const id = path.slice('/uploads/'.length);
    const account = await house().services.accounts.identify(token);
    const { resumable, staging } = house().services.media;
    const { staged } = await resumable.assemble(account?.account.id, { id, field: 'file' }, 10 * MIB);
    const bytes = await Bun.file(staged.path).bytes();
    await staging.discard(staged);
    for (let at = 0; at < 10; at++) {
      const part = bytes.subarray(at * MIB, (at + 1) * MIB);
      expect([part[0], new Set(part).size]).toEqual([part.at(-1), 1]);
    }
    await tus.remove(path);
    expect(await kept(house())).toEqual(NOTHING);
  });

  test('PATCH, DELETE · an upload that is deleted while bytes come leaves nothing', async () => {
    const tus = new Tus(house(), (await house().member()).token);
    for (let round = 0; round < 10; round++) {
      const path = await tus.made(2 * MIB);
      const patching = tus.patch(path, 0, new Uint8Array(MIB));
      await Bun.sleep(round);
      expect((await tus.remove(path)).status).toBe(204);
      expect([204, 404]).toContain((await patching).status);
      expect(await kept(house())).toEqual(NOTHING);
    }
  });

  test('expire · of several processes at once each upload ends once, and what it held is given back', async () => {
    const tus = new Tus(house(), (await house().member()).token);
    const paths = await Promise.all(Array.from({ length: 45 }, () => tus.made(100)));
    await Promise.all(paths.slice(0, 30).map((path) => tus.patch(path, 0, new Uint8Array(50))));
    expect(await kept(house())).toEqual(only(45, 30));
    const { resumableUploads } = house().db.tables;
    await house().db.write(async (tx) => void (await tx.update(resumableUploads).set({ expiresAt: 1 })));
    const others = [house(), house(), house()].map(({ db, config }) => openServices(db, config, KEYS));
    const ended = await Promise.all(others.map(({ media }) => media.resumable.expire()));
    expect(ended.reduce((sum, count) => sum + count)).toBe(45);
    expect(await kept(house())).toEqual(NOTHING);
  });

  test('POST · of many at once no more than there is room for are taken', async () => {
    const tus = new Tus(house(), (await house().member()).token);
    const answers = await Promise.all(Array.from({ length: 8 }, () => tus.announce(100 * MIB)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 201, 429, 429, 429, 429]);
    const refused = answers.find(({ status }) => status === 429);
    expect(Number(refused?.headers.get('retry-after'))).toBeWithin(86_000, 86_402);
    expect(await refused?.json()).toEqual({
      error: 'You have too many uploads that nothing has used: use or delete some',
    });
    for (const { status, headers } of answers)
      if (status === 201) await tus.remove(new URL(headers.get('location') ?? '').pathname);
    expect(await kept(house())).toEqual(NOTHING);
  });
});

onEachEngine('the bounds of uploads', (house) => {
  test('POST · an account has at most 100 at a time; those that have expired do not count', async () => {
    const tus = new Tus(house(), (await house().member()).token);
    for (let at = 0; at < 100; at++) await tus.made(1);
    expect((await tus.announce(1)).status).toBe(429);
    const { resumableUploads } = house().db.tables;
    await house().db.write(async (tx) => void (await tx.update(resumableUploads).set({ expiresAt: 1 })));
    expect((await tus.announce(1)).status).toBe(201);
  });

  test('PATCH · an upload comes in at most 10000 pieces', async () => {
    const tus = new Tus(house(), (await house().member()).token);
    const path = await tus.made(20_000);
    const { resumableUploads, uploadPieces } = house().db.tables;
    const upload = path.slice('/uploads/'.length);
    const pieces = Array.from({ length: 10_000 }, (_, start) => ({
      ...{ upload, start, size: 1, store: 'folder' as const },
      name: `${upload}-${start}-${'x'.repeat(21)}`,
    }));
    await house().db.write(async (tx) => {
      for (let at = 0; at < pieces.length; at += 1000)
        await tx.insert(uploadPieces).values(pieces.slice(at, at + 1000));
      await tx.update(resumableUploads).set({ received: 10_000 });
    });
    const answer = await tus.patch(path, 10_000, new Uint8Array(1));
    expect([answer.status, await answer.json()]).toEqual([
      413,
      { error: 'The upload came in more than 10000 pieces: delete it, begin anew and send larger ones' },
    ]);
    expect((await tus.remove(path)).status).toBe(204);
  });
});

describe('room', () => {
  onEachEngine(
    '/uploads and quotas',
    (house) => {
      test('POST · keeps room free for all that was announced, and gives it back', async () => {
        const { token } = await house().member();
        const tus = new Tus(house(), token);
        const first = await tus.made(600 * 1024);
        const answer = await tus.announce(600 * 1024);
        expect([answer.status, await answer.json()]).toEqual([413, { error: 'Quota exceeded: 0.4 MB left' }]);
        const second = await tus.made(400 * 1024);
        expect(await kept(house())).toEqual(only(2, 0));
        // A form that comes in between finds no more room than is left.
        const make = async (where: string, body: object) =>
          (await house().call('POST', where, { token, body })).body._id;
        const album = await make('/albums', { name: 'x', artist: await make('/artists', { name: 'x' }) });
        const form = new FormData();
        form.set('name', 'x');
        form.set('album', album);
        form.set('audio', new File([wav(1)], 'a.wav'));
        const { status, body } = await house().call('POST', '/tracks', { token, body: form });
        expect([status, body.error]).toEqual([413, 'Quota exceeded: 0.0 MB left']);
        await tus.remove(first);
        await tus.remove(second);
        await tus.made(1024 * 1024);
        const { resumableUploads } = house().db.tables;
        await house().db.write(async (tx) => void (await tx.update(resumableUploads).set({ expiresAt: 1 })));
        await house().services.media.resumable.expire();
        await tus.made(1024 * 1024);
        expect(await kept(house())).toEqual(only(1, 0));
      });

      test('PATCH · of what was announced is never refused for the quota, nor is its use', async () => {
        const { token } = await house().member();
        const tus = new Tus(house(), token);
        const picture = await Bun.file('test/fixtures/small.png').bytes();
        await tus.made(1024 * 1024 - picture.length);
        const image = await tus.finished(picture, 'a.png');
        expect((await house().call('POST', '/artists', { token, body: { name: 'x', image } })).status).toBe(200);
        expect((await kept(house())).wrong).toEqual([]);
      });
    },
    { QUOTA_MB: '1' },
  );

  onEachEngine(
    '/uploads on a disk that is nearly full',
    (house) => {
      test('POST · is refused before anything comes', async () => {
        const answer = await new Tus(house(), (await house().member()).token).announce(11);
        expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '60']);
        expect(await answer.json()).toEqual({ error: 'there is no room for files just now' });
        expect(await kept(house())).toEqual(NOTHING);
      });
    },
    { MIN_FREE_MB: '100000000' },
  );

  onEachEngine(
    'POST /media/upload/track and its limit',
    (house) => {
      test('counts files, and no uploads', async () => {
        const { body: made } = await house().call('POST', '/auth/register', {
          body: { email: 'a@example.com', username: 'anna', password: 'password123' },
        });
        const token: string = made.accessToken;
        const tus = new Tus(house(), token);
        const ask = (body: object) => house().call('POST', '/media/upload/track', { token, body });
        const song = await Bun.file('test/fixtures/cbr.mp3').bytes();
        const named = async () => ({ userId: made.user.id, file: await tus.finished(song, 'a.mp3') });
        const brought = () => {
          const form = new FormData();
          form.set('userId', made.user.id);
          form.set('file', new File([song], 'a.mp3'));
          return form;
        };
        const statuses = [];
        for (let at = 0; at < 7; at++) statuses.push((await ask(await named())).status);
        for (let at = 0; at < 6; at++) statuses.push((await ask(brought())).status);
        statuses.push((await ask(await named())).status, (await ask({})).status);
        expect(statuses).toEqual([...Array(12).fill(200), 429, 200, 429]);
      });
    },
    { RATE_LIMIT: 'on' },
  );
});
