import { describe, expect, test } from 'bun:test';
import { onEachEngine } from '../../support/house.ts';
import { cast, hire } from '../../support/label.ts';
import { catalogued, upload } from '../../support/reports.ts';

const HEADER = 'Sale Month,Store,Artist,Title,ISRC,UPC,Quantity,Country of Sale,Earnings (USD)';
let counter = 0;

onEachEngine('reports', (house) => {
  let token = '';
  type Made = Awaited<ReturnType<typeof catalogued>>;
  let night: Made;
  let twins: Made;
  const ask = (method: string, path: string, body?: object) =>
    house().call(method, `/v1/reports${path}`, { token, ...(body && { body }) });
  const add = async (rows: readonly string[], form: Record<string, string> = {}) => {
    const text = `${HEADER}\n${rows.join('\n')}\n2026-01,Store,only,nothing ${++counter},,,0,ZZ,0\n`;
    const { status, body } = await upload(house(), token, text, form);
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body;
  };
  const row = ({
    title = '',
    artist = '',
    isrc = '',
    upc = '',
    net = '1',
    country = 'RU',
    store = 'Store',
    month = '2026-01',
  }) => `${month},${store},${artist},${title},${isrc},${upc},2,${country},${net}`;

  test('the label has releases', async () => {
    token = await house().root();
    const [one, other] = [await hire(house(), 'artist'), await hire(house(), 'artist')];
    night = await catalogued(
      house(),
      { id: one.id, stageName: 'Артём Ёж' },
      {
        ...{ name: 'Белые ночи', upc: '4600000000008' },
        tracks: [{ name: 'Ночь (feat. Гость)', isrc: 'RUA1B2600001' }, { name: 'Белые ночи' }, { name: 'День' }],
      },
    );
    // The same names twice, and a release that is called as one of its tracks of another's.
    twins = await catalogued(
      house(),
      { id: other.id, stageName: 'Twins' },
      {
        ...{ name: 'Double', upc: '036000291452'.padStart(13, '0') },
        tracks: [{ name: 'Same' }, { name: 'SAME!' }, { name: 'Single' }],
      },
    );
    await catalogued(house(), { id: other.id, stageName: 'Twins' }, { name: 'Alone', tracks: [] });
    await catalogued(house(), { id: other.id, stageName: 'Twins' }, { name: 'Again', tracks: [{ name: 'Single' }] });
  });

  const [ISRC, UPC] = ['RUA1B2600001', '4600000000008'];
  describe('POST /reports matches', () => {
    test.each([
      ['by ISRC', { isrc: ISRC, title: 'Anything' }, () => night.tracks[0]],
      ['by ISRC with hyphens', { isrc: 'ru-a1b-26-00001' }, () => night.tracks[0]],
      ['by UPC and title', { upc: UPC, title: 'НОЧЬ' }, () => night.tracks[0]],
      [
        'by UPC and the title of track and release: the track',
        { upc: UPC, title: 'белые ночи' },
        () => night.tracks[1],
      ],
      ['by a malformed ISRC as by none', { isrc: 'X', upc: UPC, title: 'День' }, () => night.tracks[2]],
      ['by title and artist', { title: 'Ночь ft. Другой', artist: 'АРТЕМ ЕЖ feat. X' }, () => night.tracks[0]],
    ])('%s', async (_, given, track) => {
      const { id, matched } = await add([row(given)]);
      const [first] = (await ask('GET', `/lines?filter[report]=${id}`)).body.data;
      expect([matched, first.track, first.release, first.artist_id, first.status]).toEqual([
        1,
        track() ?? '',
        night.release,
        night.artist,
        'matched',
      ]);
    });

    test.each([
      ['by UPC of 12 digits without a title', { upc: '036000291452' }, () => twins.release],
      ['by UPC and the release’s name', { upc: '0036000291452', title: 'double' }, () => twins.release],
    ])('%s: the release', async (_, given, release) => {
      const { id } = await add([row(given)]);
      const [first] = (await ask('GET', `/lines?filter[report]=${id}`)).body.data;
      expect([first.track, first.release, first.status]).toEqual([null, release(), 'matched']);
    });

    test.each([
      ['title', { upc: UPC, title: 'Other', artist: 'Артём Ёж' }],
      ['ambiguous', { upc: '036000291452', title: 'same', artist: 'twins' }],
      ['ambiguous', { title: 'same', artist: 'Twins' }],
      ['ambiguous', { title: 'Single', artist: 'Twins' }],
      ['not_found', { title: 'Single', artist: 'Others' }],
      ['not_found', { title: 'Single' }],
      ['not_found', { isrc: 'RUA1B2699999', upc: '4600000000015', title: 'feat. X', artist: 'Twins' }],
    ])('nothing: %s for %j', async (reason, given) => {
      const { id } = await add([row(given)]);
      const { body } = await ask('GET', `/unmatched?filter[report]=${id}`);
      expect(body.data.map((one: { reason: string }) => one.reason).sort()).toEqual([reason, 'not_found'].sort());
    });

    test('a title and artist that only a release has: the release', async () => {
      const { id } = await add([row({ title: 'ALONE', artist: 'twins' })]);
      const [first] = (await ask('GET', `/lines?filter[report]=${id}`)).body.data;
      expect([first.track, first.status]).toEqual([null, 'matched']);
    });
  });

  test('PUT /reports/unmatched/:key matches the lines of all drafts and of later reports', async () => {
    const lines = [
      row({ title: 'Mystery', artist: 'Who', net: '0.1' }),
      row({ title: 'MYSTERY (feat. Y)', artist: 'who' }),
    ];
    const [first, second] = [await add(lines), await add(lines)];
    expect(first.reasons).toEqual({ not_found: 3, title: 0, ambiguous: 0 });
    const { body: list } = await ask('GET', '/unmatched?limit=50');
    const found = list.data.find(({ title }: { title: string }) => /mystery/i.test(title));
    expect(found).toMatchObject({
      lines: 4,
      sums: [{ currency: 'USD', net: '2.2' }],
      reports: [first.id, second.id].sort(),
    });

    const put = (body: object, key = found.key) => ask('PUT', `/unmatched/${key}`, body);
    const none = { key: found.key, track: null, release: null, label: false };
    expect((await put({ release: twins.release })).body).toEqual({ ...none, release: twins.release, lines: 4 });
    const [, track = ''] = night.tracks;
    expect((await put({ track })).body).toEqual({ ...none, track, release: night.release, lines: 4 });
    for (const id of [first.id, second.id]) {
      const { body } = await ask('GET', `/${id}`);
      expect([body.matched, body.unmatched, body.reasons.not_found]).toEqual([2, 1, 1]);
    }
    const later = await add(lines);
    expect((await ask('GET', `/lines?filter[report]=${later.id}&filter[track]=${track}`)).body.pagination.total).toBe(
      2,
    );
    expect((await put({ label: true })).body).toEqual({ ...none, label: true, lines: 6 });
    const { body: mine } = await ask('GET', `/lines?filter[report]=${later.id}&filter[status]=matched`);
    expect(mine.data.map((one: { release: string }) => one.release)).toEqual([null, null]);

    const refused = async (body: object, key?: string) => {
      const answer = await put(body, key);
      return [answer.status, answer.body.message];
    };
    expect(await refused({ label: true }, 'f'.repeat(24))).toEqual([404, 'Строки не найдены']);
    expect(await refused({ track: 'f'.repeat(24) })).toEqual([404, 'Трек не найден']);
    expect(await refused({ release: 'x' })).toEqual([404, 'Релиз не найден']);
    for (const body of [{}, { track, label: true }, { label: false }]) expect((await refused(body))[0]).toBe(400);
  });

  test('GET /reports/lines?groupBy= adds up exactly what the filters leave', async () => {
    const isrc = ISRC;
    const { id } = await add([
      row({ isrc, net: '99999999.9999999999', country: 'Germany', store: 'A' }),
      row({ isrc, net: '99999999.9999999999', country: 'DE', store: 'B' }),
      row({ isrc, net: '-0.0000000001', country: 'RUS', store: 'A', month: '2026-02' }),
      row({ title: 'Nobody', net: '0.3', country: 'RU', store: 'A' }),
      row({ title: 'Nobody', net: 'wrong', country: 'RU', store: 'A' }),
    ]);
    const groups = async (by: string, filter = '') =>
      (await ask('GET', `/lines?groupBy=${by}&filter[report]=${id}&limit=50${filter}`)).body.data.map(
        ({ group, lines, quantity, net }: Record<string, unknown>) => [group, lines, quantity, net],
      );
    const [track] = night.tracks;
    const both = '199999999.9999999997';
    expect(await groups('store')).toEqual([
      ['A', 3, 6, '100000000.2999999998'],
      ['B', 1, 2, '99999999.9999999999'],
      ['Store', 1, 0, '0'],
    ]);
    expect(await groups('country')).toEqual([
      ['DE', 2, 4, '199999999.9999999998'],
      ['RU', 2, 4, '0.2999999999'],
      ['ZZ', 1, 0, '0'],
    ]);
    expect(await groups('month')).toEqual([
      ['2026-01', 4, 6, '200000000.2999999998'],
      ['2026-02', 1, 2, '-0.0000000001'],
    ]);
    for (const [by, group] of [
      ['track', track],
      ['release', night.release],
      ['artist', night.artist],
    ] as const)
      expect(await groups(by)).toEqual([
        [group, 3, 6, both],
        [null, 2, 2, '0.3'],
      ]);
    expect(await groups('track', '&filter[store]=A')).toEqual([
      [track, 2, 4, '99999999.9999999998'],
      [null, 1, 2, '0.3'],
    ]);
    expect(await groups('store', `&filter[artist]=${night.artist}&filter[country]=DE`)).toEqual([
      ['A', 1, 2, '99999999.9999999999'],
      ['B', 1, 2, '99999999.9999999999'],
    ]);
    expect(await groups('country', '&filter[status]=unmatched&filter[from]=2026-01&filter[to]=2026-01')).toEqual([
      ['RU', 1, 2, '0.3'],
      ['ZZ', 1, 0, '0'],
    ]);
    expect(await groups('month', '&filter[isrc]=ru-a1b-26-00001&filter[from]=2026-02')).toEqual([
      ['2026-02', 1, 2, '-0.0000000001'],
    ]);
    expect(await groups('store', '&filter[status]=faulty')).toEqual([]);
  });

  test('GET /reports/lines pages through what the filters leave, newest report first', async () => {
    const rows = (n: number) =>
      Array.from({ length: n }, (_, at) => row({ title: `Page ${at}`, store: at % 2 ? 'Odd' : 'Even', isrc: ISRC }));
    const [old, young] = [await add(rows(5), { source: 'distrokid' }), await add(rows(7))];
    const page = async (query: string) => {
      const { body } = await ask('GET', `/lines?${query}`);
      const { total, totalPages } = body.pagination;
      return [total, totalPages, body.data.map((one: { report: string; line: number }) => [one.report, one.line])];
    };
    const odd = 'filter[store]=Odd&limit=2';
    expect(await page(`${odd}&page=1`)).toEqual([
      5,
      3,
      [
        [young.id, 3],
        [young.id, 5],
      ],
    ]);
    expect(await page(`${odd}&page=2`)).toEqual([
      5,
      3,
      [
        [young.id, 7],
        [old.id, 3],
      ],
    ]);
    expect(await page(`${odd}&page=3`)).toEqual([5, 3, [[old.id, 5]]]);
    expect(await page(`${odd}&page=4`)).toEqual([5, 3, []]);
    expect(await page(`filter[report]=${old.id}&limit=4&page=2`)).toEqual([
      6,
      2,
      [
        [old.id, 6],
        [old.id, 7],
      ],
    ]);
    expect(await page(`${odd}&filter[isrc]=${ISRC}&page=2`)).toEqual([
      5,
      3,
      [
        [young.id, 7],
        [old.id, 3],
      ],
    ]);
    expect((await page('filter[source]=nobody&limit=1'))[0]).toBe(0);
    for (const query of ['page=0', 'limit=x'])
      expect((await ask('GET', `/lines?${query}`)).body).toEqual({ message: 'Неверные параметры пагинации' });
    for (const query of [
      'groupBy=x',
      'filter[x]=1',
      'filter[status]=x',
      'filter[from]=2026',
      'filter[artist]=x',
      'filter[country]=DEU',
    ])
      expect((await ask('GET', `/lines?${query}`)).status).toBe(400);
  });

  test('GET /reports/lines · the Link header leads from page to page, as the numbers do, and stays where it is when reports come', async () => {
    const rows = (n: number) =>
      Array.from({ length: n }, (_, at) => row({ title: `Link ${at}`, store: at % 3 ? 'Many' : 'Few' }));
    await add(rows(11), { source: 'distrokid' });
    await add(rows(8));
    const numbered = async (query: string, page: number) => (await ask('GET', `/lines?${query}&page=${page}`)).body;
    for (const query of [
      'limit=3&filter[source]=distrokid',
      'limit=4&filter[store]=Many',
      'limit=7&filter[status]=unmatched',
    ]) {
      let link: string | undefined = `/lines?${query}`;
      for (let page = 1; link !== undefined; page++) {
        const { body, headers } = await ask('GET', link);
        expect(body).toEqual(await numbered(query, page));
        const next: string | undefined = /<[^>]*?\/reports(\/lines[^>]*)>; rel="next"/.exec(
          headers.get('link') ?? '',
        )?.[1];
        expect(next === undefined).toBe(page >= body.pagination.totalPages);
        link = next;
      }
    }
    const { headers } = await ask('GET', '/lines?limit=3&filter[store]=Few');
    const second = /<[^>]*?\/reports(\/lines[^>]*)>/.exec(headers.get('link') ?? '')?.[1] as string;
    const shown = async () => (await ask('GET', second)).body.data;
    const before = await shown();
    await add(rows(9));
    expect(await shown()).toEqual(before);
    expect((await ask('GET', '/lines?groupBy=store&limit=1')).headers.get('link')).toBeNull();
    for (const parts of [
      'x',
      '[]',
      '[1,2]',
      '[1,2,3,4]',
      '["a",2,3]',
      '[1,-2,3]',
      '[1,2,0]',
      '[3000000000,1,1]',
      '{}',
    ]) {
      const { status, body } = await ask('GET', `/lines?cursor=${Buffer.from(parts).toString('base64url')}`);
      expect([status, body.message]).toEqual([400, 'Поле cursor: значение из заголовка Link предыдущей страницы']);
    }
  });

  test('PATCH and DELETE /reports/:id change drafts alone', async () => {
    const { id, currencies } = await add([row({ title: 'Changed' })]);
    expect(currencies).toEqual([{ currency: 'USD', lines: 2, net: '1', rate: null }]);
    const changed = await ask('PATCH', `/${id}`, { rates: { USD: '92.5000' }, period: '2026-05' });
    expect([changed.body.period, changed.body.currencies[0].rate]).toEqual(['2026-05', '92.5']);
    for (const body of [
      {},
      { period: '2026' },
      { rates: { RUB: '1' } },
      { rates: { EUR: '1' } },
      { rates: { USD: 'x' } },
      { rates: { USD: -1 } },
    ])
      expect((await ask('PATCH', `/${id}`, body)).status).toBe(400);
    const { reports } = house().db.tables;
    const { eq } = await import('drizzle-orm');
    for (const [state, method, message] of [
      ['booked', 'DELETE', 'Проведённый отчёт можно только отменить'],
      ['booked', 'PATCH', 'Отчёт уже проведён'],
      ['reversed', 'DELETE', 'Проведённый отчёт можно только отменить'],
    ] as const) {
      await house().db.write(async (tx) => void (await tx.update(reports).set({ state }).where(eq(reports.id, id))));
      const { status, body } = await ask(method, `/${id}`, method === 'PATCH' ? { period: '2026-05' } : undefined);
      expect([status, body.message]).toEqual([409, message]);
    }
    // A reversed one's lines are seen when it is asked for, and its bytes may come again.
    expect((await ask('GET', `/lines?filter[report]=${id}`)).body.pagination.total).toBe(2);
    expect((await ask('GET', '/lines?filter[state]=reversed')).body.pagination.total).toBe(0);
    for (const method of ['GET', 'DELETE'])
      expect((await ask(method, '/nothing')).body).toEqual({ message: 'Отчёт не найден' });
  });

  test('DELETE /reports/:id leaves no row behind', async () => {
    const { id } = await add([row({ title: 'Gone' })]);
    const { reports, reportLines } = house().db.tables;
    const { eq } = await import('drizzle-orm');
    const [found] = await house().db.read.select().from(reports).where(eq(reports.id, id));
    await ask('DELETE', `/${id}`);
    await house().services.reports.sweep();
    expect(await house().db.read.select().from(reports).where(eq(reports.id, id))).toEqual([]);
    expect(
      await house()
        .db.read.select()
        .from(reportLines)
        .where(eq(reportLines.report, found?.number ?? 0)),
    ).toEqual([]);
  });

  test('what is being read is gone when the process starts again', async () => {
    const { id } = await add([row({ title: 'Killed' })]);
    const { reports, reportLines } = house().db.tables;
    const { eq } = await import('drizzle-orm');
    const killed = { state: 'reading', holder: 'another', heldUntil: 1 } as const;
    await house().db.write(async (tx) => void (await tx.update(reports).set(killed).where(eq(reports.id, id))));
    const [{ number = 0 } = {}] = await house().db.read.select().from(reports).where(eq(reports.id, id));
    expect((await ask('GET', `/${id}`)).status).toBe(404);
    await house().services.reports.begin();
    await house().services.reports.sweep();
    expect(await house().db.read.select().from(reportLines).where(eq(reportLines.report, number))).toEqual([]);
  });

  test('an assignment that is made while a report is read holds in it', async () => {
    const lines = [row({ title: 'Meanwhile', artist: 'Who' })];
    const { id } = await add(lines);
    const { body } = await ask('GET', `/unmatched?filter[report]=${id}&limit=50`);
    const key = body.data.find(({ title }: { title: string }) => title === 'Meanwhile').key;
    const many = Array.from({ length: 3000 }, (_, at) => row({ title: `Many ${at % 50}`, artist: 'Who' }));
    const reading = add([...lines, ...many]);
    await ask('PUT', `/unmatched/${key}`, { label: true });
    const second = await reading;
    expect((await ask('GET', `/${second.id}`)).body.matched).toBe(1);
    expect((await ask('GET', `/lines?filter[report]=${second.id}&filter[status]=matched`)).body.pagination.total).toBe(
      1,
    );
  });

  test('PUT /reports/sources/:name is held to its rules, and chosen by its header', async () => {
    const put = (name: string, body: object) => ask('PUT', `/sources/${name}`, body);
    const columns = { net: 'Sum', sale_period: 'When', title: 'What' };
    const refused = [
      ['Upper', { columns }],
      ['believe', { columns }],
      ['mine', {}],
      ['mine', { columns: { sale_period: 'When', title: 'What' } }],
      ['mine', { columns: { net: 'Sum', sale_period: 'When' } }],
      ['mine', { columns: { ...columns, net: 'x'.repeat(201) } }],
      ['mine', { columns, constants: { currency: 'XYZ1' } }],
      ['mine', { columns, delimiter: '|' }],
      ['mine', { columns, encoding: 'koi8-r' }],
      ['mine', { columns, skip: { Type: 'payout' } }],
    ] as const;
    for (const [name, body] of refused) expect((await put(name, body)).status).toBe(400);
    expect((await put('mine', { columns: { sale_period: 'When', title: 'What' } })).body.message).toBe(
      'Отсутствует обязательное поле: columns.net',
    );
    const constants = { store: 'Own', currency: 'usd' };
    expect((await put('mine', { columns, constants, decimal: ',', skip: { Kind: ['Total'] } })).status).toBe(200);
    const report = (
      await upload(house(), token, `sum;WHEN;what;kind;more\n1.234,5;2026-01;A;sale;\n9;2026-01;A;TOTAL;\n`)
    ).body;
    expect(report).toMatchObject({ source: 'mine', ignored: 1, currencies: [{ currency: 'USD', net: '1234.5' }] });
    expect((await ask('DELETE', '/sources/mine')).status).toBe(204);
    for (const name of ['mine', 'believe', 'No'])
      expect((await ask('DELETE', `/sources/${name}`)).body).toEqual({ message: 'Источник не найден' });
  });

  test('every operation is root’s alone', async () => {
    const people = await cast(house());
    const operations = [
      ['GET', ''],
      ['GET', '/lines'],
      ['GET', '/unmatched'],
      ['GET', '/sources'],
      ['GET', `/${'f'.repeat(24)}`],
      ['DELETE', `/${'f'.repeat(24)}`],
      ['PATCH', `/${'f'.repeat(24)}`],
      ['PUT', '/sources/x'],
      ['DELETE', '/sources/x'],
      ['PUT', '/unmatched/x'],
      ['POST', ''],
    ] as const;
    for (const [method, path] of operations) {
      const body = ['PATCH', 'PUT', 'POST'].includes(method) ? { body: {} } : {};
      for (const who of ['the artist', 'the manager', 'a listener'] as const) {
        const answer = await house().call(method, `/v1/reports${path}`, { token: people[who].token, ...body });
        expect([method, path, answer.status, answer.body]).toEqual([method, path, 403, { message: 'Доступ запрещен' }]);
      }
      const stranger = await house().call(method, `/v1/reports${path}`, body);
      expect([stranger.status, stranger.body]).toEqual([401, { message: 'Пользователь не авторизован' }]);
    }
  });
});
