import { expect, test } from 'bun:test';
import { parseBlob } from 'music-metadata';
import { fixture } from '../../support/fixtures.ts';
import { type House, onEachEngine } from '../../support/house.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const wav = () => fixture('pcm-16.wav');

interface Person {
  user_id: number;
  user_access_token: string;
}

async function person(house: House, user_name = 'Анна'): Promise<Person> {
  return (await house.call('POST', '/register', { body: { user_name } })).body;
}

function form({ user_id, user_access_token }: Person, bytes: Uint8Array<ArrayBuffer>, name = 'song.wav'): FormData {
  const made = new FormData();
  made.append('wav_file', new File([bytes], name));
  made.append('user_id', String(user_id));
  made.append('user_access_token', user_access_token);
  return made;
}

async function leftovers(house: House): Promise<string[]> {
  return [...(await house.files('tmp')), ...(await house.files('recordings'))];
}

onEachEngine('the recorder', (house) => {
  test('POST /register · registering answers a number and a token; names need not be unique', async () => {
    const first = await house().call('POST', '/register', { body: { user_name: 'Анна' } });
    expect(first.status).toBe(201);
    expect(first.headers.get('cache-control')).toBe('no-store');
    expect(Object.keys(first.body)).toEqual(['status', 'user_id', 'user_access_token']);
    expect(first.body.status).toBe('success');
    expect(first.body.user_access_token).toMatch(UUID);
    const second = await person(house());
    expect(second.user_id).toBeGreaterThan(first.body.user_id);
    expect(second.user_access_token).not.toBe(first.body.user_access_token);
  });

  test.each([
    [{}, 400, 'user_name is required'],
    [{ user_name: '' }, 400, 'user_name must be a text of 1 to 150 characters'],
    [{ user_name: 7 }, 400, 'user_name must be a text of 1 to 150 characters'],
    [{ user_name: 'x'.repeat(151) }, 400, 'user_name must be a text of 1 to 150 characters'],
    [{ user_name: 'a\0' }, 400, 'user_name contains characters that cannot be stored'],
  ])('POST /register · %j: %d %s', async (body, status, message) => {
    expect(await house().call('POST', '/register', { body })).toMatchObject({
      status,
      body: { status: 'error', message },
    });
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', ''])(
    'POST /register · a body of type %j is 415',
    async (type) => {
      const answer = await house().call('POST', '/register', {
        body: '{"user_name":"x"}',
        headers: { 'content-type': type },
      });
      expect(answer.status).toBe(415);
      expect(answer.body.status).toBe('error');
    },
  );

  test('POST /add_track, GET /record · a WAV becomes an MP3 that is had by the link in Location', async () => {
    const anna = await person(house());
    const { status, headers, body } = await house().call('POST', '/add_track', {
      body: form(anna, await wav(), 'Моя "песня".WAV'),
    });
    expect([status, body]).toEqual([201, { status: 'success' }]);
    const link = headers.get('location') ?? '';
    expect(link).toMatch(
      new RegExp(
        `^http://localhost/record\\?id=[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}&user=${anna.user_id}$`,
      ),
    );
    const path = link.replace('http://localhost', '');
    const record = await house().fetch('GET', path);
    expect([record.status, record.headers.get('content-type')]).toEqual([200, 'audio/mpeg']);
    expect(record.headers.get('content-disposition')).toBe(
      `attachment; filename="___ _______.mp3"; filename*=UTF-8''%D0%9C%D0%BE%D1%8F%20%22%D0%BF%D0%B5%D1%81%D0%BD%D1%8F%22.mp3`,
    );
    const bytes = await record.bytes();
    const { format, common } = await parseBlob(new Blob([bytes]));
    expect([format.codec, format.bitrate, common.title, common.artist]).toEqual([
      'MPEG 1 Layer 3',
      128_000,
      'Моя "песня"',
      'Анна',
    ]);
    expect(format.duration).toBeCloseTo(1, 1);
    const part = await house().fetch('GET', path, { headers: { range: 'bytes=10-19' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 10-19/${bytes.length}`]);
    expect(await part.bytes()).toEqual(bytes.slice(10, 20));
    const head = await house().fetch('HEAD', path);
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(bytes.length)]);
    expect(await house().files('tmp')).toEqual([]);
  });

  test('POST /register · the token opens the other dialects too, where its owner is called as they said', async () => {
    const anna = await person(house(), 'Анна Каренина');
    expect((await house().call('GET', '/trackHistory', { token: anna.user_access_token })).status).toBe(200);
    const { account } = await house().services.accounts.byKey(anna.user_id, anna.user_access_token);
    const { body } = await house().call('GET', `/users/username/${account.login}`);
    expect(body.data.displayName).toBe('Анна Каренина');
    const { accessKeys } = house().db.tables;
    const rows = JSON.stringify(await house().db.read.select().from(accessKeys));
    expect(rows).not.toContain(anna.user_access_token);
  });

  test.each([
    ['another number', (anna: Person) => ({ ...anna, user_id: anna.user_id + 1000 })],
    ['another token', (anna: Person) => ({ ...anna, user_access_token: crypto.randomUUID() })],
    ['a token that is none', (anna: Person) => ({ ...anna, user_access_token: 'x' })],
  ])('POST /add_track · %s is refused and leaves nothing', async (_, change) => {
    const anna = await person(house());
    const before = await leftovers(house());
    expect(await house().call('POST', '/add_track', { body: form(change(anna), await wav()) })).toMatchObject({
      status: 400,
      body: { status: 'error', message: 'Invalid credentials' },
    });
    expect(await leftovers(house())).toEqual(before);
  });

  test("POST /add_track · another's token with one's own number is refused", async () => {
    const [anna, boris] = [await person(house()), await person(house(), 'Борис')];
    const mixed = { user_id: anna.user_id, user_access_token: boris.user_access_token };
    expect((await house().call('POST', '/add_track', { body: form(mixed, await wav()) })).body.message).toBe(
      'Invalid credentials',
    );
  });

  test('POST /add_track · everything that is missing is listed at once', async () => {
    const answer = await house().call('POST', '/add_track', { body: new FormData() });
    expect(answer).toMatchObject({ status: 400, body: { status: 'error' } });
    expect(answer.body.message).toEqual([
      'user_id is required',
      'user_access_token is required',
      'wav_file is required',
    ]);
  });

  test('POST /add_track · 150 characters of any script are not too long a name', async () => {
    const anna = await person(house());
    const answer = await house().call('POST', '/add_track', {
      body: form(anna, await wav(), `${'😀'.repeat(150)}.wav`),
    });
    expect(answer.status).toBe(201);
  });

  test.each([
    ['song.mp3', 'wav_file must have a name that ends in .wav'],
    ['.wav', 'wav_file must have a name that ends in .wav'],
    [`${'x'.repeat(151)}.wav`, 'wav_file must have a name of at most 150 characters before .wav'],
  ])('POST /add_track · a file called %s is refused', async (name, message) => {
    const anna = await person(house());
    const before = await leftovers(house());
    expect(await house().call('POST', '/add_track', { body: form(anna, await wav(), name) })).toMatchObject({
      status: 400,
      body: { status: 'error', message },
    });
    expect(await leftovers(house())).toEqual(before);
  });

  test.each([
    ['text', Buffer.from('RIFF no WAVE at all')],
    ['nothing', Buffer.alloc(0)],
    ['an MP3', null],
  ])('POST /add_track · %s with the name of a WAV is refused and leaves nothing', async (_, bytes) => {
    const anna = await person(house());
    const before = await leftovers(house());
    const content = bytes ?? (await fixture('cbr.mp3'));
    const answer = await house().call('POST', '/add_track', { body: form(anna, content) });
    expect(answer).toMatchObject({ status: 400, body: { status: 'error' } });
    expect(answer.body.message).toContain('wav_file');
    expect(await leftovers(house())).toEqual(before);
  });

  test('POST /add_track · a body that is no form is 415', async () => {
    expect((await house().call('POST', '/add_track', { body: { user_id: 1 } })).status).toBe(415);
    expect((await house().call('POST', '/add_track')).status).toBe(415);
  });

  test.each([
    ['/record', ['id is required', 'user is required']],
    ['/record?id=x', 'user is required'],
    ['/record?id=x&user=1', 'id must be the id of a record'],
    ['/record?id=01234567-89ab-8cde-8f01-234567000000&user=x', 'user must be a whole number, as /register answers it'],
    ['/record?id=01234567-89ab-8cde-8f01-234567000000&user=1', 'Invalid credentials'],
    ['/record?id=%00&user=1', 'id must be the id of a record'],
  ])('GET %s · is 400', async (path, message) => {
    expect(await house().call('GET', path)).toMatchObject({ status: 400, body: { status: 'error', message } });
  });

  test("GET /record · a record is not had by another's number", async () => {
    const [anna, boris] = [await person(house()), await person(house(), 'Борис')];
    const { headers } = await house().call('POST', '/add_track', { body: form(anna, await wav()) });
    const path = (headers.get('location') ?? '')
      .replace('http://localhost', '')
      .replace(/user=\d+/, `user=${boris.user_id}`);
    expect((await house().call('GET', path)).body).toEqual({ status: 'error', message: 'Invalid credentials' });
  });

  test.each([
    ['GET', '/register', 405],
    ['DELETE', '/record', 405],
    ['GET', '/record/x', 404],
  ])('%s %s · is %d in the words of the dialect', async (method, path, status) => {
    expect(await house().call(method, path)).toMatchObject({ status, body: { status: 'error' } });
  });

  test('DELETE /user/delete · deleting the account deletes its records', async () => {
    const anna = await person(house());
    const before = await leftovers(house());
    await house().call('POST', '/add_track', { body: form(anna, await wav()) });
    expect(await leftovers(house())).toHaveLength(before.length + 1);
    expect((await house().call('DELETE', '/user/delete', { token: anna.user_access_token })).status).toBe(200);
    expect(await leftovers(house())).toEqual(before);
  });
});

onEachEngine(
  'POST /add_track, with a public address and a limit',
  (house) => {
    test('stands in Location', async () => {
      const anna = await person(house());
      const { headers } = await house().call('POST', '/add_track', { body: form(anna, await wav()) });
      expect(headers.get('location')).toStartWith('https://music.example/record?id=');
    });

    test('a WAV beyond the limit is 413 and leaves nothing', async () => {
      const anna = await person(house());
      const before = await leftovers(house());
      expect(
        (await house().call('POST', '/add_track', { body: form(anna, Buffer.alloc(1024 * 1024 + 1)) })).status,
      ).toBe(413);
      expect(await leftovers(house())).toEqual(before);
    });
  },
  { PUBLIC_URL: 'https://music.example/', MAX_TRACK_MB: '1' },
);
