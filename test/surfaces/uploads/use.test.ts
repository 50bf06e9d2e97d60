import { afterEach, describe, expect, test } from 'bun:test';
import { fixture } from '../../support/fixtures.ts';
import type { Answer } from '../../support/house.ts';
import { onEachEngine } from '../../support/house.ts';
import { person } from '../../support/people.ts';
import { kept, NOTHING, only, Tus } from '../../support/tus.ts';
import { UPLOAD_FIELDS, type UploadField } from '../../support/upload-fields.ts';

const said = ({ body }: Answer) => body.error ?? body.message;
const RUSSIAN = 'Поле file: текст upload:<id> не называет вашей завершённой загрузки';
const refusal = (field: string, { body }: Answer) =>
  body.error === undefined && body.status !== 'error' ? RUSSIAN : `${field} names no finished upload of yours`;
const textOf = (path: string) => `upload:${path.slice('/uploads/'.length)}`;

onEachEngine('upload:<id>', (house) => {
  const clear = async () => {
    const { resumableUploads } = house().db.tables;
    await house().db.write(async (tx) => void (await tx.update(resumableUploads).set({ expiresAt: 1 })));
    await house().services.media.resumable.expire();
    expect(await kept(house())).toEqual(NOTHING);
  };
  afterEach(clear);
  const finished = ({ tus, bytes, name }: UploadField) => tus.finished(bytes, name);
  /** What is wrong with that text in the field; nothing has changed then. */
  const refuses = async ({ ask, field }: UploadField, text: string) => {
    const before = await kept(house());
    const answer = await ask(text);
    expect([answer.status, said(answer)]).toEqual([400, refusal(field, answer)]);
    expect(await kept(house())).toEqual(before);
  };

  describe.each(UPLOAD_FIELDS)('%s', (name, make) => {
    test('takes an upload once, and uses it up', async () => {
      const one = await make(house());
      const text = await finished(one);
      expect(await kept(house())).toEqual(only(1, 2));
      const { status, body } = await one.ask(text);
      expect([Math.floor(status / 100), body]).toEqual([2, expect.anything()]);
      expect(await kept(house())).toEqual(NOTHING);
      expect(await one.tus.offset(`/uploads/${text.slice(7)}`)).toBe('404');
    });

    if (!name.includes('add_track') && !name.includes('docs'))
      test('takes it as a form too', async () => {
        const one = await make(house());
        expect(Math.floor((await one.ask(await finished(one), 'form')).status / 100)).toBe(2);
      });

    test('refuses what is unknown, unfinished, another’s, expired or used', async () => {
      const one = await make(house());
      for (const unknown of ['upload:', 'upload:x', 'upload:V1StGXR8_Z5jdHi6B-myT', 'upload:../../x'])
        await refuses(one, unknown);
      const unfinished = await one.tus.made(one.bytes.length, one.name);
      await one.tus.patch(unfinished, 0, one.bytes.subarray(0, 9));
      await refuses(one, textOf(unfinished));
      const another = new Tus(house(), (await house().member()).token);
      await refuses(one, await another.finished(one.bytes, one.name));
      const expired = await finished(one);
      const { resumableUploads } = house().db.tables;
      await house().db.write(async (tx) => void (await tx.update(resumableUploads).set({ expiresAt: 1 })));
      await refuses(one, expired);
      const used = await finished(one);
      await one.ask(used);
      await refuses(one, used);
    });

    test('leaves it usable when it is refused for what it is', async () => {
      const one = await make(house());
      const text = await one.tus.finished(new TextEncoder().encode('nothing that anybody takes'), one.name);
      const { status } = await one.ask(text);
      expect(status).toBe(400);
      expect(await kept(house())).toEqual(only(1, 2));
    });
  });

  test.each([
    ['the same track', '/tracks', { image: 'small.png', audio: 'cbr.mp3' }],
    ['the same album', '/albums', { image: 'small.png' }],
  ])('two at once with one upload for %s: one wins', async (_, path, fields) => {
    const { token } = await house().member();
    const tus = new Tus(house(), token);
    const make = async (where: string, body: object) => (await house().call('POST', where, { token, body })).body._id;
    const artist = await make('/artists', { name: 'Artist' });
    const album = await make('/albums', { name: 'Album', artist });
    const files = await Promise.all(
      Object.entries(fields).map(async ([field, name]) => [
        field,
        await tus.finished(new Uint8Array(await fixture(name)), name),
      ]),
    );
    const body = { name: 'Once', artist, album, ...Object.fromEntries(files) };
    const answers = await Promise.all(Array.from({ length: 6 }, () => house().call('POST', path, { token, body })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400, 400]);
    for (const { status, body: answer } of answers)
      if (status === 400) expect(answer.error).toMatch(/^(image|audio) names no finished upload of yours$/);
    expect(await kept(house())).toEqual(NOTHING);
  });

  test('an upload that is deleted, or expires, while it is used: one of both', async () => {
    const { token } = await house().member();
    const tus = new Tus(house(), token);
    const bytes = new Uint8Array(await fixture('small.png'));
    const { resumable } = house().services.media;
    const { resumableUploads } = house().db.tables;
    const ends = [
      (path: string) => tus.remove(path),
      async () => {
        await house().db.write(async (tx) => void (await tx.update(resumableUploads).set({ expiresAt: 1 })));
        await resumable.expire();
      },
    ];
    for (let round = 0; round < 12; round++) {
      const image = await tus.finished(bytes, 'a.png');
      const using = house().call('POST', '/artists', { token, body: { name: 'x', image } });
      await Bun.sleep(round);
      await ends[round % 2]?.(`/uploads/${image.slice(7)}`);
      const answer = await using;
      if (answer.status !== 200)
        expect([answer.status, answer.body.error]).toEqual([400, 'image names no finished upload of yours']);
      expect(await kept(house())).toEqual(NOTHING);
    }
  });

  test('a field’s limit is that of its file, and is told before a byte is copied', async () => {
    const { id, token } = await person(house());
    const tus = new Tus(house(), token);
    const file = await tus.finished(new Uint8Array(6 * 1024 * 1024), 'large.png');
    const answer = await house().call('POST', '/media/upload/avatar', { token, body: { userId: id, file } });
    expect([answer.status, answer.body.error]).toEqual([413, 'file is larger than 5242880 bytes']);
    expect(await kept(house())).toEqual(only(1, 2));
  });

  test('one upload is for one field', async () => {
    const { token } = await house().member();
    const upload = await new Tus(house(), token).finished(new Uint8Array(await fixture('small.png')), 'a.png');
    const body = { name: 'x', album: '0'.repeat(24), image: upload, audio: upload };
    const answer = await house().call('POST', '/tracks', { token, body });
    expect([answer.status, answer.body.error]).toEqual([400, 'image names the same upload as another field']);
  });

  test('a request that fails for another reason leaves it usable', async () => {
    const { token } = await house().member();
    const image = await new Tus(house(), token).finished(new Uint8Array(await fixture('small.png')), 'a.png');
    const ask = (path: string, body: object) => house().call('POST', path, { token, body: { ...body, image } });
    expect((await ask('/artists', {})).status).toBe(400);
    expect((await ask('/albums', { name: 'x', artist: '0'.repeat(24) })).status).toBe(400);
    expect(await kept(house())).toEqual(only(1, 2));
    expect((await ask('/artists', { name: 'x' })).status).toBe(200);
  });

  test('an entry with the name of its present file keeps it, and takes an upload in place of it', async () => {
    const { token } = await house().member();
    const tus = new Tus(house(), token);
    const bytes = new Uint8Array(await fixture('small.png'));
    const { body: made } = await house().call('POST', '/artists', {
      token,
      body: { name: 'x', image: await tus.finished(bytes, 'a.png') },
    });
    const path = `/artists/${made._id}`;
    expect((await house().call('PUT', path, { token, body: { image: made.image } })).body).toEqual(made);
    const image = await tus.finished(bytes, 'b.png');
    const { body: changed } = await house().call('PUT', path, { token, body: { ...made, image } });
    expect([changed.image === made.image, await house().files('artists')]).toEqual([
      false,
      expect.arrayContaining([changed.image]),
    ]);
    expect(await house().files('artists')).not.toContain(made.image);
  });

  test('what it is called comes from its metadata', async () => {
    const { id, token } = await person(house());
    const file = await new Tus(house(), token).finished(new Uint8Array(await fixture('pcm-16.wav')), 'Ёлка.wav');
    const ask = (more: object) => house().call('POST', '/media/upload/track', { token, body: { userId: id, ...more } });
    const { body } = await ask({ file });
    expect(body.file.originalName).toBe('Ёлка.wav');
    const another = await new Tus(house(), token).finished(new Uint8Array(await fixture('pcm-16.wav')), 'x.wav');
    const { body: titled } = await ask({ file: another, title: ' Mine ' });
    const names = [body, titled].map(async ({ file: { fileId } }) => {
      const { body: track } = await house().call('GET', `/tracks/${fileId}`, { token });
      return track.name;
    });
    expect(await Promise.all(names)).toEqual(['Ёлка', 'Mine']);
  });

  test('POST /add_track tells all that is wrong at once, and no stranger what an upload is called', async () => {
    const { body: key } = await house().call('POST', '/register', { body: { user_name: 'Анна' } });
    const wav_file = await new Tus(house(), key.user_access_token).finished(new Uint8Array(9), 'song.mp3');
    const ask = async (token: string) => {
      const body = new FormData();
      for (const [name, value] of Object.entries({ wav_file, user_id: String(key.user_id), user_access_token: token }))
        body.set(name, value);
      const answer = await house().call('POST', '/add_track', { body });
      return [answer.status, answer.body.message];
    };
    expect(await ask(key.user_access_token)).toEqual([400, 'wav_file must have a name that ends in .wav']);
    expect(await ask('wrong')).toEqual([400, 'Invalid credentials']);
  });

  test('an account that is deleted takes its uploads along', async () => {
    const { token } = await person(house());
    const tus = new Tus(house(), token);
    await tus.finished(new Uint8Array(99), 'a');
    await tus.made(99);
    expect((await house().call('DELETE', '/user/delete', { token })).status).toBe(200);
    expect(await kept(house())).toEqual(NOTHING);
  });
});

onEachEngine(
  'upload:<id> with CATALOGUE_WRITES=open',
  (house) => {
    test('a stranger has no uploads', async () => {
      const { token } = await house().member();
      const image = await new Tus(house(), token).finished(new Uint8Array(await fixture('small.png')), 'a.png');
      const { status, body } = await house().call('POST', '/artists', { body: { name: 'x', image } });
      expect([status, body.error]).toEqual([400, 'image names no finished upload of yours']);
    });
  },
  { CATALOGUE_WRITES: 'open' },
);
