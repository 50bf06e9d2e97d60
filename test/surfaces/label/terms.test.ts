import { beforeAll, expect, test } from 'bun:test';
import { newId } from '../../../src/lib/ids.ts';
import { onEachEngine } from '../../support/house.ts';
import { type Cast, cast, hire, type Person } from '../../support/label.ts';
import { Work } from '../../support/releases.ts';
import { MOMENT } from '../../support/shapes.ts';

const NOBODY = '0'.repeat(24);
const ID = expect.stringMatching(/^[0-9a-f]{24}$/);
const DATE = 'дата в формате ГГГГ-ММ-ДД';
const today = () => new Date().toISOString().slice(0, 10);

onEachEngine('terms and splits of the label', (house) => {
  let people: Cast;
  let root: Person;
  beforeAll(async () => {
    people = await cast(house());
    root = people.root;
  });
  const ask = (method: string, path: string, body?: object, { token }: { token: string } = root) =>
    house().call(method, `/v1/${path}`, body ? { token, body } : { token });
  const album = async (artist?: Person): Promise<{ artist: Person; release: string; track: string }> => {
    const work = await Work.draft(house(), artist);
    const track = (await work.track('Первый'))._id;
    return { artist: work.artist, release: work.id, track };
  };

  test('POST, GET, DELETE /v1/terms/:artist · a rule is made, listed with the contract, and goes', async () => {
    const { artist, release, track } = await album();
    await ask('POST', `contracts/${artist.id}`, { percentage: 50 });
    const made = await ask('POST', `terms/${artist.id}`, { percentage: 60.5 });
    const bare = {
      ...{ id: ID, artist: artist.id, percentage: 60.5, release: null, track: null, territories: [], stores: [] },
      ...{ sale_types: [], from: null, to: null, createdAt: MOMENT },
    };
    expect([made.status, made.body]).toEqual([201, bare]);
    const told = {
      ...{ percentage: 0, release, track, territories: ['RU', 'de', 'RU'], stores: [' Apple Music ', 'Apple Music'] },
      ...{ sale_types: ['Stream'], from: '2026-01-01', to: '2026-12-31', unknown: 1 },
    };
    const { body: narrow } = await ask('POST', `terms/${artist.id}`, told);
    const { unknown, ...shown } = told;
    expect(narrow).toEqual({ ...bare, ...shown, territories: ['RU', 'DE'], stores: ['Apple Music'] });
    const contract = [{ percentage: 50, from: null, to: null }];
    const seen = await ask('GET', `terms/${artist.id}`, undefined, artist);
    expect([seen.status, seen.body]).toEqual([200, { contract, rules: [narrow, made.body] }]);
    const gone = await ask('DELETE', `terms/${artist.id}/${made.body.id}`);
    expect([gone.status, gone.body]).toEqual([204, undefined]);
    expect((await ask('GET', `terms/${artist.id}`)).body.rules).toEqual([narrow]);
    const absent = { status: 404, body: { message: 'Условие не найдено' } };
    expect(await ask('DELETE', `terms/${artist.id}/${made.body.id}`)).toMatchObject(absent);
    expect(await ask('DELETE', `terms/${people['the artist'].id}/${narrow.id}`)).toMatchObject(absent);
    expect(await ask('DELETE', `terms/${artist.id}/no-id`)).toMatchObject(absent);
  });

  test.each([
    [{}, 'Отсутствует обязательное поле: percentage'],
    [{ percentage: '50' }, 'Поле percentage: число от 0 до 100, не более двух знаков после запятой'],
    [{ percentage: 100.01 }, 'Поле percentage: число от 0 до 100, не более двух знаков после запятой'],
    [{ percentage: -1 }, 'Поле percentage: число от 0 до 100, не более двух знаков после запятой'],
    [{ percentage: 33.333 }, 'Поле percentage: число от 0 до 100, не более двух знаков после запятой'],
    [{ percentage: 5, territories: 'RU' }, 'Поле territories: список до 300 двухбуквенных кодов стран'],
    [{ percentage: 5, territories: ['RUS'] }, 'Поле territories: список до 300 двухбуквенных кодов стран'],
    [{ percentage: 5, territories: ['=1'] }, 'Поле territories: список до 300 двухбуквенных кодов стран'],
    [{ percentage: 5, stores: Array(101).fill('x') }, 'Поле stores: список до 100 строк от 1 до 200 символов'],
    [{ percentage: 5, stores: [''] }, 'Поле stores: список до 100 строк от 1 до 200 символов'],
    [{ percentage: 5, sale_types: ['x'.repeat(201)] }, 'Поле sale_types: список до 100 строк от 1 до 200 символов'],
    [{ percentage: 5, from: '2026-02-30' }, `Поле from: ${DATE}`],
    [{ percentage: 5, from: '01.02.2026' }, `Поле from: ${DATE}`],
    [{ percentage: 5, to: 7 }, `Поле to: ${DATE}`],
    [{ percentage: 5, from: '2026-02-02', to: '2026-02-01' }, 'Поле to: день не раньше, чем в поле from'],
  ])('POST /v1/terms/:artist · %j is refused: %s', async (body, message) => {
    const { id } = people['the artist'];
    expect(await ask('POST', `terms/${id}`, body)).toMatchObject({ status: 400, body: { message } });
    expect((await ask('GET', `terms/${id}`)).body.rules).toEqual([]);
  });

  test('POST /v1/terms/:artist, PUT /v1/splits/… · a thousand rules of an artist and splits of a track are enough', async () => {
    const { artist, track } = await album();
    const { termRules, splits } = house().db.tables;
    const rule = {
      releaseId: null,
      trackId: null,
      territories: [],
      stores: [],
      saleTypes: [],
      fromDay: null,
      toDay: null,
    };
    const common = { ...rule, artistId: artist.id, percentage: 5000, createdAt: 0 };
    await house().db.write(async (tx) => {
      for (let at = 0; at < 999; at += 333) {
        const some = Array.from({ length: 333 }, () => ({ ...common, id: newId() }));
        await tx.insert(termRules).values(some);
        await tx.insert(splits).values(some.map(() => ({ trackId: track, fromDay: null, createdAt: 0 })));
      }
    });
    const addRule = async () => {
      const { status, body } = await ask('POST', `terms/${artist.id}`, { percentage: 60 });
      return [status, body.message, body.id];
    };
    const [, , id] = await addRule();
    const many = [400, 'Поле artist: у артиста может быть не больше 1000 условий', undefined];
    expect(await addRule()).toEqual(many);
    await ask('DELETE', `terms/${artist.id}/${id}`);
    expect((await addRule())[0]).toBe(201);
    const split = async () => {
      const { status, body } = await ask('PUT', `splits/tracks/${track}`, { parties: [] });
      return [status, body.message];
    };
    expect(await split()).toEqual([200, undefined]);
    expect(await split()).toEqual([400, 'Поле parties: доли можно задать не больше 1000 раз']);
  });

  test('POST /v1/terms/:artist · names of nothing, or of what is another artist’s, are not found', async () => {
    const [mine, other] = [await album(), await album()];
    const second = await mine.artist;
    const cases = [
      [NOBODY, {}, 'Артист не найден'],
      ['no-id', {}, 'Артист не найден'],
      [root.id, {}, 'Артист не найден'],
      [second.id, { release: NOBODY }, 'Релиз не найден'],
      [second.id, { release: 'no-id' }, 'Релиз не найден'],
      [second.id, { release: '' }, 'Релиз не найден'],
      [second.id, { release: other.release }, 'Релиз не найден'],
      [second.id, { track: NOBODY }, 'Трек не найден'],
      [second.id, { track: 'no-id' }, 'Трек не найден'],
      [second.id, { track: other.track }, 'Трек не найден'],
    ] as const;
    for (const [id, conditions, message] of cases)
      expect(await ask('POST', `terms/${id}`, { percentage: 5, ...conditions })).toMatchObject({
        status: 404,
        body: { message },
      });
    expect(await ask('GET', `terms/${NOBODY}`)).toMatchObject({ status: 404, body: { message: 'Артист не найден' } });
  });

  test('PUT, GET /v1/splits/releases/:id, /v1/splits/tracks/:id · shares from a day on, the newest first', async () => {
    const { artist, release, track } = await album();
    const guest = await hire(house(), 'artist');
    const payee = (await ask('POST', 'payees', { name: 'Продюсер' })).body;
    for (const path of [`splits/releases/${release}`, `splits/tracks/${track}`]) {
      expect((await ask('GET', path, undefined, artist)).body).toEqual({ current: null, history: [] });
      const shares = [
        { artist: artist.id, share: 6000 },
        { payee: payee.id, share: 1 },
        { artist: guest.id, payee: null, share: 3999 },
      ];
      const first = await ask('PUT', path, { parties: shares });
      const parties = [
        { artist: artist.id, payee: null, name: artist.login, share: 6000 },
        { artist: null, payee: payee.id, name: 'Продюсер', share: 1 },
        { artist: guest.id, payee: null, name: guest.login, share: 3999 },
      ];
      expect([first.status, first.body]).toEqual([200, { from: null, parties, createdAt: MOMENT }]);
      const future = (await ask('PUT', path, { from: '2999-01-01', parties: [{ payee: payee.id, share: 10_000 }] }))
        .body;
      expect((await ask('GET', path)).body).toEqual({ current: first.body, history: [future, first.body] });
      const alone = (await ask('PUT', path, { from: today(), parties: [] })).body;
      expect(alone).toEqual({ from: today(), parties: [], createdAt: MOMENT });
      expect((await ask('GET', path)).body).toEqual({ current: alone, history: [alone, future, first.body] });
    }
  });

  const SUM = 'Поле parties: сумма долей должна быть 10000';
  test.each<[(artist: string, other: string) => unknown, string]>([
    [() => undefined, 'Отсутствует обязательное поле: parties'],
    [() => 'x', SUM],
    [() => [5], SUM],
    [(artist) => [{ artist, share: 9999 }], SUM],
    [
      (artist, other) => [
        { artist, share: 5000 },
        { artist: other, share: 5001 },
      ],
      SUM,
    ],
    [
      (artist) => [
        { artist, share: 5000 },
        { artist, share: 5000 },
      ],
      SUM,
    ],
    [
      (artist, other) => [
        { artist, share: 10_000 },
        { artist: other, share: 0 },
      ],
      SUM,
    ],
    [
      (artist, other) => [
        { artist, share: 10_001 },
        { artist: other, share: -1 },
      ],
      SUM,
    ],
    [(artist) => [{ artist, share: '10000' }], SUM],
    [
      (artist, other) => [
        { artist, share: 9999.5 },
        { artist: other, share: 0.5 },
      ],
      SUM,
    ],
    [(artist) => Array.from({ length: 51 }, () => ({ artist, share: 200 })), SUM],
    [() => [{ share: 10_000 }], 'Поле parties: у каждой доли либо artist, либо payee'],
    [(artist) => [{ artist, payee: artist, share: 10_000 }], 'Поле parties: у каждой доли либо artist, либо payee'],
  ])('PUT /v1/splits/releases/:id · wrong parties, case %#, are refused: %s', async (parties, message) => {
    const { artist, release } = await album();
    const body = { parties: parties(artist.id, people['the artist'].id) };
    expect(await ask('PUT', `splits/releases/${release}`, body)).toMatchObject({ status: 400, body: { message } });
    expect((await ask('GET', `splits/releases/${release}`)).body).toEqual({ current: null, history: [] });
  });

  test('PUT /v1/splits/… · what is not there is not found', async () => {
    const { artist, release, track } = await album();
    const payee = (await ask('POST', 'payees', { name: 'Продюсер' })).body.id;
    const whole = (party: object) => ({ parties: [{ ...party, share: 10_000 }] });
    const cases = [
      [`splits/releases/${NOBODY}`, whole({ payee }), 'Релиз не найден'],
      [`splits/releases/no-id`, whole({ payee }), 'Релиз не найден'],
      [`splits/releases/${track}`, whole({ payee }), 'Релиз не найден'],
      [`splits/tracks/${NOBODY}`, whole({ payee }), 'Трек не найден'],
      [`splits/tracks/${release}`, whole({ payee }), 'Трек не найден'],
      [`splits/tracks/${track}`, whole({ payee: NOBODY }), 'Получатель не найден'],
      [`splits/tracks/${track}`, whole({ payee: 'no-id' }), 'Получатель не найден'],
      [`splits/tracks/${track}`, whole({ payee: artist.id }), 'Получатель не найден'],
      [`splits/tracks/${track}`, whole({ artist: payee }), 'Артист не найден'],
      [`splits/tracks/${track}`, whole({ artist: root.id }), 'Артист не найден'],
    ] as const;
    for (const [path, body, message] of cases)
      expect([path, await ask('PUT', path, body)]).toMatchObject([path, { status: 404, body: { message } }]);
    for (const path of ['splits/tracks/no-id', `splits/tracks/${NOBODY}`])
      expect(await ask('GET', path)).toMatchObject({ status: 404, body: { message: 'Трек не найден' } });
  });

  test('DELETE /v1/releases/:id · a draft goes with its rules and splits, but stays while an advance names it', async () => {
    const { artist, release, track } = await album();
    await ask('POST', `terms/${artist.id}`, { percentage: 5, release, track });
    for (const path of [`splits/releases/${release}`, `splits/tracks/${track}`])
      await ask('PUT', path, { parties: [{ artist: artist.id, share: 10_000 }] });
    const advance = await ask('POST', `royalties/${artist.id}/advance`, { amount: 5, release });
    expect(advance.status).toBe(201);
    const kept = { status: 409, body: { message: 'Релиз нельзя удалить: его называет аванс или расход' } };
    expect(await ask('DELETE', `releases/${release}`)).toMatchObject(kept);
    expect((await ask('GET', `splits/tracks/${track}`)).body.history).toHaveLength(1);
    const other = await album();
    await ask('POST', `terms/${other.artist.id}`, { percentage: 5, release: other.release, track: other.track });
    await ask('PUT', `splits/tracks/${other.track}`, { parties: [{ artist: artist.id, share: 10_000 }] });
    expect((await ask('DELETE', `releases/${other.release}`)).status).toBe(200);
    expect((await ask('GET', `terms/${other.artist.id}`)).body.rules).toEqual([]);
  });

  test('PATCH, POST /v1/contracts/:id · the days of percentages and of the contract are in the terms', async () => {
    const artist = await hire(house(), 'artist');
    const terms = async () => (await ask('GET', `terms/${artist.id}`)).body.contract;
    expect(await terms()).toEqual([]);
    await ask('POST', `contracts/${artist.id}`, { percentage: 50, from: '2025-01-01', to: '2999-12-31' });
    expect(await terms()).toEqual([{ percentage: 50, from: '2025-01-01', to: '2999-12-31' }]);
    const changed = await ask('PATCH', `contracts/${artist.id}`, { percentage: 60, from: '2026-05-01', to: null });
    expect(changed).toMatchObject({
      status: 200,
      body: { percentage: 60, to: null, shares: [{ from: '2025-01-01' }, { percentage: 60, from: '2026-05-01' }] },
    });
    await ask('PATCH', `contracts/${artist.id}`, { percentage: 70 });
    expect(await terms()).toMatchObject([
      { percentage: 50, from: '2025-01-01', to: '2026-04-30' },
      { percentage: 60, from: '2026-05-01' },
      { percentage: 70, from: today(), to: null },
    ]);
    await ask('POST', `contracts/${artist.id}/termination`);
    await ask('PATCH', `contracts/${artist.id}/termination`, { pdf_key: 'end.pdf' });
    expect((await terms()).at(-1).percentage).toBe(60);
    await ask('POST', `contracts/${artist.id}`, { percentage: 80 });
    expect((await terms()).at(-1)).toEqual({ percentage: 80, from: today(), to: null });
  });

  test.each([
    [{ percentage: 50, from: 'x' }, `Поле from: ${DATE}`],
    [{ percentage: 50, to: '2026-02-31' }, `Поле to: ${DATE}`],
    [{ percentage: 50, from: '2026-02-02', to: '2026-02-01' }, 'Поле to: день не раньше, чем в поле from'],
    [{ from: '2026-02-02' }, 'Отсутствует обязательное поле: percentage'],
  ])('PATCH /v1/contracts/:id · %j is refused: %s', async (body, message) => {
    const artist = await hire(house(), 'artist');
    await ask('POST', `contracts/${artist.id}`, { percentage: 50 });
    expect(await ask('PATCH', `contracts/${artist.id}`, body)).toMatchObject({ status: 400, body: { message } });
    expect((await ask('GET', `contracts/${artist.id}`)).body.shares).toHaveLength(1);
  });

  test('DELETE of an account · who shares in a split, or was given an advance, stays', async () => {
    const { release } = await album();
    const [sharer, debtor, free] = [
      await hire(house(), 'artist'),
      await hire(house(), 'artist'),
      await hire(house(), 'artist'),
    ];
    await ask('PUT', `splits/releases/${release}`, { parties: [{ artist: sharer.id, share: 10_000 }] });
    await ask('POST', `royalties/${debtor.id}/advance`, { amount: 5 });
    await ask('POST', `terms/${free.id}`, { percentage: 5 });
    const { accounts } = house().services;
    for (const { id } of [sharer, debtor])
      await expect(accounts.remove(id)).rejects.toMatchObject({
        kind: 'conflict',
        detail: { subject: 'kept_account' },
      });
    await accounts.remove(free.id);
  });
});
