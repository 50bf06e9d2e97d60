import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { type Id, parseId, toUuid } from '../../src/lib/ids.ts';
import { fixture } from '../support/fixtures.ts';
import { freshDatabase } from '../support/postgres.ts';
import { Program } from '../support/program.ts';
import { cover, form, wav } from '../support/releases.ts';

const PASSWORD = 'one for all of it';
const PDF = new TextEncoder().encode('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n');

/** Somebody who uses the executable, with the token that they were given. */
class Person {
  /** As the catalogue and the label spell it. */
  id = '' as Id;
  /** As the others do. */
  uuid = '';
  token = '';

  constructor(
    readonly program: Program,
    readonly name: string,
  ) {}

  get email(): string {
    return `${this.name}@example.com`;
  }

  /** Takes the id, in either spelling, and the token that they were given. */
  is(id: string, token: string): void {
    this.id = parseId(id) as Id;
    this.uuid = toUuid(this.id);
    this.token = token;
  }

  fetch(path: string, { headers, ...init }: RequestInit = {}): Promise<Response> {
    const shown = new Headers(headers);
    if (this.token !== '') shown.set('token', this.token);
    return this.program.fetch(path, { ...init, headers: shown });
  }

  /** A request with a JSON body or a form, and the JSON that it answers, if it answers anything. */
  async ask(method: string, path: string, body?: object, headers: Record<string, string> = {}) {
    const isForm = body instanceof FormData;
    const response = await this.fetch(path, {
      method,
      headers: body && !isForm ? { 'content-type': 'application/json', ...headers } : headers,
      ...(body ? { body: isForm ? body : JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of an answer; the type would say it twice.
    return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as any) };
  }

  get = (path: string) => this.ask('GET', path);

  /** A part of a file: its bytes, and what is said about them. */
  async part(path: string, range: string) {
    const response = await this.fetch(path, { headers: { range: `bytes=${range}` } });
    const { status, headers } = response;
    return { status, range: headers.get('content-range'), bytes: Buffer.from(await response.arrayBuffer()) };
  }

  /** Asks until the answer is as it will be: what is done a moment later is waited for. */
  async until(path: string, isDone: (body: Awaited<ReturnType<Person['ask']>>['body']) => boolean) {
    for (;;) {
      const { status, body } = await this.get(path);
      if (status !== 200) throw new Error(`${path}: ${status}`);
      if (isDone(body)) return body;
      await Bun.sleep(20);
    }
  }
}

const cast = (program: Program) => ({
  root: new Person(program, 'root'),
  manager: new Person(program, 'manager'),
  artist: new Person(program, 'artist'),
  listener: new Person(program, 'listener'),
  musician: new Person(program, 'musician'),
  stranger: new Person(program, 'stranger'),
});

/** One story: each test goes on where the one before it has stopped. */
describe.each(['sqlite', 'postgres'])('tonearm serve on %s: a label, its listeners and a band next door', (engine) => {
  let program: Program;
  let people: ReturnType<typeof cast>;
  const release = { id: '', tracks: [] as Id[] };
  const sound = { wav: wav(2), flac: new Uint8Array() };

  beforeAll(async () => {
    const settings: Record<string, string> = { ROOT_PASSWORD: PASSWORD, RATE_LIMIT: 'off' };
    if (engine === 'postgres') settings.DATABASE_URL = await freshDatabase();
    program = await Program.start(settings);
    people = cast(program);
    sound.flac = new Uint8Array(await fixture('tone-16.flac'));
  }, 60_000);
  afterAll(() => program?.remove());

  async function signInAtLabel(person: Person): Promise<void> {
    const { status, body } = await person.ask('POST', '/v1/auth/login', { login: person.name, password: PASSWORD });
    expect(status).toBe(200);
    person.is(body.user.id, body.accessToken);
  }
  const setStatus = (person: Person, status: string, message?: string) =>
    person.ask('PATCH', `/v1/releases/${release.id}/status`, { status, userId: person.id, message });
  const ids = (body: { _id: string }[]) => body.map(({ _id }) => _id);

  test('POST /v1/auth/register, PATCH /v1/artists/:id/manager · root hires a manager and an artist, and puts the one in charge of the other', async () => {
    const { root, manager, artist } = people;
    await signInAtLabel(root);
    for (const person of [manager, artist]) {
      const { name, email } = person;
      const body = { login: name, email, password: PASSWORD, role: name };
      const { status, body: answer } = await root.ask('POST', '/v1/auth/register', body);
      expect([status, answer]).toEqual([201, { user: { id: expect.any(String), login: name, role: name } }]);
      await signInAtLabel(person);
    }
    const data = { surname: 'Орлова', firstname: 'Мария', contact: '+7 900 000-00-00' };
    expect((await manager.ask('PUT', `/v1/users/${manager.id}`, data)).status).toBe(200);
    const renamed = await root.ask('PATCH', `/v1/artists/${artist.id}/name`, { stageName: 'Северный ветер' });
    expect(renamed).toMatchObject({ status: 200, body: { stage_name: 'Северный ветер', manager: { surname: '' } } });
    expect((await manager.get(`/v1/managers/${manager.id}/artists`)).status).toBe(404);
    const entrusted = await root.ask('PATCH', `/v1/artists/${artist.id}/manager`, { managerId: manager.id });
    expect(entrusted).toMatchObject({ status: 200, body: { id: artist.id, manager: data } });
    expect(await manager.get(`/v1/managers/${manager.id}/artists`)).toMatchObject({
      status: 200,
      body: [{ id: artist.id, stage_name: 'Северный ветер' }],
    });
  });

  test('POST /v1/releases/:id/new, PATCH /v1/releases/:id · the artist makes a release of a cover and two tracks, and hands it in', async () => {
    const { artist } = people;
    const made = await artist.ask('POST', `/v1/releases/${artist.id}/new`);
    expect(made).toMatchObject({ status: 201, body: { artist: { user_id: artist.id } } });
    release.id = made.body.id;
    const again = await artist.ask('POST', `/v1/releases/${artist.id}/new`);
    expect([again.status, again.body.message]).toEqual([
      400,
      expect.stringContaining('Черновик релиза уже существует'),
    ]);

    const place = `/v1/media/${artist.id}/releases/${release.id}`;
    const pictured = await artist.ask('POST', `${place}/cover`, form({ file: await cover() }));
    expect(pictured).toMatchObject({ status: 201, body: { message: 'Обложка успешно загружена.' } });
    for (const [number, title, fileType] of [
      ['1', 'Лёд', 'wav'],
      ['2', 'Пламя', 'flac'],
    ] as const) {
      const file = form({ file: sound[fileType], trackNumber: number, trackTitle: title, fileType });
      const stored = await artist.ask('POST', `${place}/track`, file);
      expect(stored).toMatchObject({ status: 201, body: { fileName: `${number}-${title}.${fileType}` } });
      const track = await artist.ask('POST', `/v1/tracks/${release.id}`, { fileKey: stored.body.key });
      expect(track).toMatchObject({ status: 201, body: { index: Number(number), name: title, release: release.id } });
      release.tracks.push(track.body._id);
    }

    const lacking = await artist.ask('PATCH', `/v1/releases/${release.id}`);
    expect([lacking.status, lacking.body.message]).toEqual([
      400,
      'Отсутствует обязательное поле: name, type, date, cover_key, authors',
    ]);
    const authors = { lyricists: ['А. Северный'], producers: ['Б. Южный'] };
    const data = { name: 'Полюс', type: 'ep', date: '2025-03-01', cover_key: pictured.body.key, authors };
    expect((await artist.ask('PUT', `/v1/releases/${release.id}`, data)).status).toBe(200);
    expect(await artist.ask('PATCH', `/v1/releases/${release.id}`)).toMatchObject({
      status: 200,
      body: {
        ...{ name: 'Полюс', type: 'ep', date: '2025-03-01', cover: pictured.body.key, authors },
        artist: { stageName: 'Северный ветер', userId: artist.id },
        status: { label: 'pending' },
        tracks: [
          { id: release.tracks[0], title: 'Лёд', duration: 2 },
          { id: release.tracks[1], title: 'Пламя', duration: 0.2 },
        ],
      },
    });
  });

  test('PATCH /v1/releases/:id/status · the manager sees it through, and with the last step it is in the catalogue', async () => {
    const { root, manager, artist, stranger } = people;
    expect((await setStatus(artist, 'approved')).status).toBe(403);
    for (const [person, status] of [
      [manager, 'approved'],
      [manager, 'delivered'],
      [root, 'finalized'],
    ] as const) {
      expect((await stranger.get('/albums')).body).toEqual([]);
      expect((await stranger.get(`/media/track/${release.tracks[0]}`)).status).toBe(404);
      expect(await setStatus(person, status)).toMatchObject({ status: 200, body: { status: { label: status } } });
    }
    const { history } = (await manager.get(`/v1/releases/${release.id}`)).body.status;
    expect(history.map(({ editor, status }: { editor: string; status: object }) => [editor, status])).toMatchObject([
      [artist.id, { label: 'draft' }],
      [artist.id, { label: 'pending' }],
      [manager.id, { label: 'approved' }],
      [manager.id, { label: 'delivered' }],
      [root.id, { label: 'finalized' }],
    ]);
  });

  test('GET /tracks/:artist, /media/track/:trackId · a listener finds it there, and plays it in parts', async () => {
    const { artist, listener } = people;
    const { name, email } = listener;
    const body = { username: name, email, password: PASSWORD };
    const registered = await listener.ask('POST', '/user/register', body);
    expect(registered).toMatchObject({ status: 200, body: { response: { status: 200 }, username: name, email } });
    const signedIn = await listener.ask('POST', '/user/login', { username: name, password: PASSWORD });
    expect(signedIn).toMatchObject({ status: 200, body: { id: registered.body.id } });
    listener.is(signedIn.body.id, signedIn.body.token);

    const [found] = (await listener.get('/artists')).body;
    expect(found).toMatchObject({ _id: artist.id, name: 'Северный ветер' });
    const { body: albums } = await listener.get(`/albums?artist=${encodeURIComponent('Северный ветер')}`);
    expect(albums).toMatchObject([{ _id: release.id, name: 'Полюс', year: '2025', artist: artist.id }]);
    const picture = await listener.fetch(`/uploads/albums/${albums[0].image}`);
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    const { body: tracks } = await listener.get(`/tracks/${encodeURIComponent('Северный ветер')}`);
    expect(ids(tracks)).toEqual(release.tracks);
    expect(tracks).toMatchObject([
      { name: 'Лёд', duration: '00:02', album: { _id: release.id, artist: { name: 'Северный ветер' } } },
      { name: 'Пламя', album: { name: 'Полюс' } },
    ]);

    const address = `/media/track/${release.tracks[0]}`;
    const size = sound.wav.length;
    const [beginning, rest] = [await listener.part(address, '0-9999'), await listener.part(address, '10000-')];
    expect([beginning.status, beginning.range]).toEqual([206, `bytes 0-9999/${size}`]);
    expect([rest.status, rest.range]).toEqual([206, `bytes 10000-${size - 1}/${size}`]);
    expect(Buffer.concat([beginning.bytes, rest.bytes])).toEqual(Buffer.from(sound.wav));
  });

  test('POST /user/track/favorite, /trackHistory · the listener has a favourite and a history', async () => {
    const { listener } = people;
    const [first, second] = release.tracks as [Id, Id];
    const liked = await listener.ask('POST', `/user/track/favorite?track_id=${first}`);
    expect(liked).toEqual({ status: 200, body: { message: 'success', status: 200 } });
    const { tracks } = await listener.until('/user/track/favorite', ({ tracks }) => tracks.length > 0);
    expect(tracks).toEqual([{ track_id: toUuid(first), created_at: expect.any(String) }]);

    for (const track of [first, second])
      expect(await listener.ask('POST', '/trackHistory', { track })).toMatchObject({
        status: 200,
        body: { user: listener.id, track, __v: 0 },
      });
    const user = { _id: listener.id, username: 'listener' };
    expect((await listener.get('/trackHistory')).body).toMatchObject([
      { user, track: { _id: second, name: 'Пламя', album: release.id } },
      { user, track: { _id: first, name: 'Лёд', album: release.id, duration: '00:02' } },
    ]);
  });

  test('POST /media/upload/track, GET /social/feed · a musician next door uploads a song, which a follower finds in the feed and plays', async () => {
    const { listener, musician } = people;
    const { name, email } = musician;
    const body = { username: name, email, password: PASSWORD, role: 'musician' };
    const registered = await musician.ask('POST', '/auth/register', body);
    expect(registered).toMatchObject({ status: 200, body: { success: true, user: { username: name, role: name } } });
    musician.is(registered.body.user.id, registered.body.accessToken);

    const song = await fixture('cbr.mp3');
    const files = new FormData();
    files.set('file', new File([new Uint8Array(song)], 'garage.mp3'));
    files.set('userId', musician.uuid);
    const uploaded = await musician.ask('POST', '/media/upload/track', files);
    expect(uploaded).toMatchObject({ status: 200, body: { file: { type: 'track', size: song.length } } });
    const upload = uploaded.body.file.fileId;

    const follow = { followerId: listener.uuid };
    expect(await listener.ask('POST', `/social/follow/${musician.uuid}`, follow)).toMatchObject({
      status: 200,
      body: { success: true, data: { followerId: listener.uuid, followingId: musician.uuid } },
    });
    expect((await listener.ask('POST', `/social/follow/${musician.uuid}`, follow)).status).toBe(409);
    const { body: feed } = await listener.get(`/social/feed?userId=${listener.uuid}`);
    expect(feed.data).toMatchObject([{ username: name, action: 'track_published', trackId: upload }]);
    const { body: track } = await listener.get(`/tracks/${upload}`);
    expect(track).toMatchObject({ _id: parseId(upload), album: { artist: { name } } });
    expect(feed.data[0].trackTitle).toBe(track.name);

    expect(await listener.part(`/media/track/${upload}`, '0-')).toEqual({
      status: 206,
      range: `bytes 0-${song.length - 1}/${song.length}`,
      bytes: Buffer.from(song),
    });
    const { data } = await listener.until(`/users/${musician.id}/profile`, ({ data }) => data.stats.totalPlays > 0);
    expect(data.stats).toEqual({ tracksCount: 1, followersCount: 1, followingCount: 0, totalPlays: 1 });
  });

  test('POST /add_track, GET /record · somebody hands in a WAV and gets an MP3 by its link', async () => {
    const { root, stranger } = people;
    const { status, body } = await stranger.ask('POST', '/register', { user_name: 'Иван' });
    expect([status, body]).toEqual([
      201,
      { status: 'success', user_id: expect.any(Number), user_access_token: expect.any(String) },
    ]);
    const handIn = () => {
      const files = new FormData();
      files.set('user_id', String(body.user_id));
      files.set('user_access_token', body.user_access_token);
      files.set('wav_file', new File([sound.wav], 'Голос.WAV'));
      return stranger.fetch('/add_track', { method: 'POST', body: files });
    };
    const handedIn = await handIn();
    expect([handedIn.status, await handedIn.json()]).toEqual([201, { status: 'success' }]);
    const link = handedIn.headers.get('location') ?? '';
    expect(link).toStartWith(`${program.origins[0]}/record?id=`);
    const record = await fetch(link);
    expect([record.status, record.headers.get('content-type')]).toEqual([200, 'audio/mpeg']);
    expect(record.headers.get('content-disposition')).toContain(encodeURIComponent('Голос.mp3'));
    // 128 kbit/s for two seconds, and a frame more or less.
    expect(Math.abs((await record.arrayBuffer()).byteLength - 32_000)).toBeLessThan(3000);

    // The key is as good a token as any, until root deactivates its owner.
    const whoAmI = () => stranger.ask('GET', '/user/get', undefined, { token: body.user_access_token });
    const { id } = (await whoAmI()).body;
    expect((await root.ask('POST', `/v1/auth/${id}/deactivate`)).status).toBe(200);
    expect((await whoAmI()).status).toBe(401);
    const refused = await handIn();
    expect([refused.status, await refused.json()]).toEqual([400, { status: 'error', message: 'Invalid credentials' }]);
    expect((await fetch(link)).status).toBe(200);
  });

  test('PATCH /v1/releases/:id/status · a release that is not final any more is gone, and comes back as the same', async () => {
    const { artist, manager, listener, stranger } = people;
    const [first] = release.tracks as [Id, Id];
    const before = (await stranger.get(`/tracks?album=${release.id}`)).body;
    const gone = async () => ({
      artists: ids((await stranger.get('/artists')).body).includes(artist.id),
      albums: ids((await stranger.get('/albums')).body).includes(release.id),
      tracks: ids((await stranger.get('/tracks')).body).includes(first),
      album: (await stranger.get(`/albums/${release.id}`)).status,
      stream: (await stranger.part(`/media/track/${first}`, '0-9')).status,
      history: (await listener.get('/trackHistory')).body.length,
    });
    expect(await setStatus(manager, 'rejected', 'Опечатка')).toMatchObject({
      status: 200,
      body: { status: { label: 'rejected', message: 'Опечатка' } },
    });
    expect(await gone()).toEqual({ artists: false, albums: false, tracks: false, album: 404, stream: 404, history: 0 });
    expect((await setStatus(manager, 'finalized')).status).toBe(200);
    expect(await gone()).toEqual({ artists: true, albums: true, tracks: true, album: 200, stream: 206, history: 2 });
    expect((await stranger.get(`/tracks?album=${release.id}`)).body).toEqual(before);
    expect(ids(before)).toEqual(release.tracks);
  });

  test('POST /v1/royalties/:id/payout · the artist is paid what the release has earned, once', async () => {
    const { root, artist } = people;
    const place = `/v1/royalties/${artist.id}`;
    const book = (kind: string, body: object, key: string) =>
      root.ask('POST', `${place}/${kind}`, body, { 'idempotency-key': key });
    const receipt = await root.ask('POST', `/v1/docs/${artist.id}/receipt/spring`, form({ file: PDF }));
    expect(receipt.status).toBe(201);

    expect((await artist.ask('PATCH', place, { details: '40817 8100 0000' })).status).toBe(200);
    expect((await book('payout', { amount: 1, receipt_key: 'x' }, 'early')).body.message).toBe(
      'Выплата возможна только при активном статусе',
    );
    const income = await book('income', { amount: 100.1, period: '2025-Q1' }, 'income-1');
    expect(income).toMatchObject({
      status: 200,
      body: { active_income: 100.1, total_income: 100.1, status: 'active' },
    });
    expect(await book('income', { amount: 100.1, period: '2025-Q1' }, 'income-1')).toEqual(income);
    expect((await book('income', { amount: 100.2, period: '2025-Q1' }, 'income-1')).status).toBe(422);
    await book('income', { amount: 0.2, period: '2025-Q2' }, 'income-2');
    const tooMuch = await book('payout', { amount: 100.31, receipt_key: receipt.body.key }, 'payout-0');
    expect(tooMuch).toEqual({ status: 400, body: { message: 'Недостаточно средств' } });
    const payout = { amount: 60.05, receipt_key: receipt.body.key };
    const paid = await book('payout', payout, 'payout-1');
    expect(paid).toMatchObject({ status: 200, body: { active_income: 40.25, total_income: 100.3, status: 'active' } });
    expect(await book('payout', payout, 'payout-1')).toEqual(paid);
    const rest = { amount: 40.25, receipt_key: receipt.body.key };
    expect((await book('payout', rest, 'payout-2')).status).toBe(409);
    await book('payout', { ...rest, receipt_key: 'on paper' }, 'payout-2');

    const [ledger] = (await artist.get(place)).body;
    expect(ledger).toMatchObject({ active_income: 0, total_income: 100.3, status: 'paid', details: '40817 8100 0000' });
    const entries = ledger.history.map(({ type, amount }: { type: string; amount: number }) => [type, amount]);
    expect(entries).toEqual([
      ['income', 100.1],
      ['income', 0.2],
      ['payout', 60.05],
      ['payout', 40.25],
    ]);
    const pdf = await artist.fetch(`/v1/docs/${artist.id}/receipt/${ledger.history[2].receipt_key}`);
    expect([pdf.status, new Uint8Array(await pdf.arrayBuffer())]).toEqual([200, PDF]);
  });

  test('POST /v1/contracts/:id · a contract is made, appended to and ended', async () => {
    const { root, artist } = people;
    const place = `/v1/contracts/${artist.id}`;
    const number = `${new Date().getUTCFullYear()}-001`;
    expect(await root.ask('POST', place, { percentage: 70.5 })).toEqual({
      status: 201,
      body: { contract_number: number },
    });
    expect((await root.ask('POST', place, { percentage: 70 })).status).toBe(409);
    expect(await root.ask('POST', `${place}/appendix`)).toEqual({
      status: 201,
      body: { appendix_number: `${number}-1` },
    });
    const filed = await root.ask('PATCH', `/v1/contracts/appendix/${number}-1`, { pdf_key: 'appendix' });
    expect(filed).toMatchObject({ status: 200, body: { type: 'appendix', number: `${number}-1`, file: 'appendix' } });
    expect((await root.ask('PATCH', `${place}/termination`, { pdf_key: 'end' })).status).toBe(404);
    expect(await root.ask('POST', `${place}/termination`)).toMatchObject({
      status: 201,
      body: { appendix_number: `${number}-2` },
    });
    expect((await root.ask('POST', `${place}/termination`)).status).toBe(400);
    expect((await artist.get(place)).body.status).toBe('active');
    expect(await root.ask('PATCH', `${place}/termination`, { pdf_key: 'end' })).toEqual({
      status: 200,
      body: { message: 'Расторжение подтверждено' },
    });
    expect(await artist.get(place)).toMatchObject({
      status: 200,
      body: {
        ...{ artist_id: artist.id, email: artist.email, number, percentage: 70.5, status: 'terminated' },
        appendices: [
          { type: 'appendix', number: `${number}-1`, file: 'appendix' },
          { type: 'termination', number: `${number}-2`, file: 'end' },
        ],
      },
    });
  });

  /** How one signs in, once for each dialect, and the field of the answer that has the token. */
  const logins = ({ name, email }: Person) =>
    [
      ['/users/login', { username: name, password: PASSWORD }, 'token'],
      ['/user/login', { username: name, password: PASSWORD }, 'token'],
      ['/auth/login', { email, password: PASSWORD }, 'accessToken'],
      ['/v1/auth/login', { login: name, password: PASSWORD }, 'accessToken'],
    ] as const;
  /** What each dialect tells its callers only. */
  const protectedPaths = ({ id, uuid }: Person) =>
    ['/trackHistory', '/user/get', `/social/feed?userId=${uuid}`, `/v1/royalties/${id}`] as const;
  const tokens: string[] = [];

  test('POST /users/login, /user/login, /auth/login, /v1/auth/login · the artist is one and the same in every dialect, with one password, and so is the id', async () => {
    const { artist, stranger } = people;
    for (const [login, body, field] of logins(artist)) {
      const { status, body: answer } = await stranger.ask('POST', login, body);
      expect([login, status]).toEqual([login, 200]);
      tokens.push(answer[field]);
    }
    for (const token of tokens) {
      for (const [name, value] of [
        ['token', token],
        ['authorization', `Bearer ${token}`],
        ['cookie', `jwt-access=${token}`],
      ] as const)
        for (const path of protectedPaths(artist))
          expect([path, (await stranger.ask('GET', path, undefined, { [name]: value })).status]).toEqual([path, 200]);
    }
    expect((await artist.get('/user/get')).body).toMatchObject({ id: artist.uuid, username: 'artist' });
    for (const id of [artist.id, artist.uuid]) {
      expect((await artist.get(`/v1/users/${id}`)).body).toMatchObject([{ id: artist.id, login: 'artist' }]);
      expect((await artist.get(`/users/${id}/profile`)).body).toMatchObject({
        data: { userId: artist.uuid, _id: artist.id, username: 'artist', role: 'musician' },
      });
      expect(ids((await artist.get(`/albums?artist=${id}`)).body)).toEqual([release.id]);
    }
    const [first] = release.tracks as [Id, Id];
    for (const id of [first, toUuid(first)]) expect((await artist.part(`/media/track/${id}`, '0-0')).status).toBe(206);
  });

  test('POST /v1/auth/:id/deactivate · whom root deactivates is refused everywhere at the next request, and let in again', async () => {
    const { root, artist, manager, listener, stranger } = people;
    const statuses = async () =>
      Promise.all(
        tokens.flatMap((token) =>
          protectedPaths(artist).map(async (path) => (await stranger.ask('GET', path, undefined, { token })).status),
        ),
      );
    const signIns = async () =>
      Promise.all(logins(artist).map(async ([login, body]) => (await stranger.ask('POST', login, body)).status));

    expect(await root.ask('POST', `/v1/auth/${artist.uuid}/deactivate`)).toEqual({
      status: 200,
      body: { message: `Аккаунт пользователя ${artist.id} деактивирован` },
    });
    expect(new Set(await statuses())).toEqual(new Set([401]));
    expect(await signIns()).toEqual([400, 401, 401, 400]);
    for (const other of [manager, listener]) expect((await other.get('/user/get')).status).toBe(200);
    expect((await stranger.part(`/media/track/${release.tracks[0]}`, '0-0')).status).toBe(206);

    expect((await root.ask('POST', `/v1/auth/${artist.id}/unblock`)).status).toBe(200);
    expect(await signIns()).toEqual([200, 200, 200, 200]);
  });
});
