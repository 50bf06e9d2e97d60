import { beforeAll, expect, test } from 'bun:test';
import { Books } from '../../support/booking.ts';
import { onEachEngine } from '../../support/house.ts';
import { cast, hire } from '../../support/label.ts';
import { seeded } from '../../support/random.ts';
import { MOMENT } from '../../support/shapes.ts';

const ID = expect.stringMatching(/^[0-9a-f]{24}$/);
const NOBODY = '0'.repeat(24);
const MONTH = 'Поле period: месяц YYYY-MM, не позже текущего';

onEachEngine('statements of the label', (house) => {
  let books: Books;
  let months = 0;
  beforeAll(async () => {
    books = await Books.open(house());
  });
  /** The next month that can be closed. */
  const nextMonth = (): string => {
    months++;
    return `${2000 + Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}`;
  };
  const close = async (period = nextMonth()) => books.get('POST', '/v1/statements/close', { period });
  const of = async (payee: string, period: string) => {
    const { data } = await books.get('GET', `/v1/statements?artist=${payee}&period=${period}`);
    return data[0] && books.get('GET', `/v1/statements/${data[0].id}`);
  };
  const earn = (id: string, amount: number) =>
    books.get('POST', `/v1/royalties/${id}/income`, { amount, period: 'сентябрь' });
  const pay = (id: string, amount: number) =>
    books.get('POST', `/v1/royalties/${id}/payout`, { amount, receipt_key: 'r' });
  const advance = (id: string, amount: number, type = 'advance', release: string | null = null) =>
    books.get('POST', `/v1/royalties/${id}/${type}`, { amount, release }, 201);
  const download = async (path: string, token = books.root.token) => {
    const response = await house().fetch('GET', path, { token });
    return { response, bytes: await response.bytes() };
  };

  test('POST /v1/statements/close · a statement has all that was entered, and its tables come to the earnings', async () => {
    const one = await books.artist(50);
    await close();
    await advance(one.id, 30, 'advance', one.release);
    await advance(one.id, 100, 'cost');
    const [first = '', second = ''] = one.titles;
    const report = await books.draft([
      { title: first, artist: one.name, net: '100.02', quantity: 10 },
      { title: second, artist: one.name, net: '50', store: 'Apple Music', country: 'DE', quantity: 5 },
      { title: one.title, artist: one.name, net: '150', store: '=Deezer', country: 'ZZ', quantity: 3 },
    ]);
    await books.book(report.id);
    await earn(one.id, 7.5);
    await pay(one.id, 4.25);
    const period = nextMonth();
    expect(await close(period)).toEqual({ period, statements: 1, closedAt: MOMENT });
    const statement = await of(one.id, period);
    const other = { key: '', title: 'Прочее', quantity: 0, amount: 7.5 };
    const sums = {
      ...{ opening: 0, earnings: 157.51, recouped: 30, costs: 100, payouts: 4.25, closing: 23.26, unrecouped: 0 },
    };
    const listed = {
      ...{ id: ID, number: `${period}-001`, period, payee: one.id, kind: 'artist', name: one.name, currency: 'RUB' },
      ...{ ...sums, closedAt: MOMENT },
    };
    expect(statement).toEqual({
      ...listed,
      by_release: [{ key: one.release, title: one.title, quantity: 18, amount: 150.01 }, other],
      by_track: [
        { key: '', title: one.title, quantity: 3, amount: 75 },
        { key: one.tracks[0], title: first, quantity: 10, amount: 50.01 },
        { key: one.tracks[1], title: second, quantity: 5, amount: 25 },
        other,
      ],
      by_store: [
        { key: '=Deezer', title: '=Deezer', quantity: 3, amount: 75 },
        { key: 'Spotify', title: 'Spotify', quantity: 10, amount: 50.01 },
        { key: 'Apple Music', title: 'Apple Music', quantity: 5, amount: 25 },
        other,
      ],
      by_country: [
        { key: 'ZZ', title: 'Неизвестно', quantity: 3, amount: 75 },
        { key: 'RU', title: 'Россия', quantity: 10, amount: 50.01 },
        { key: 'DE', title: 'Германия', quantity: 5, amount: 25 },
        other,
      ],
    });
    const list = await books.get('GET', `/v1/statements?artist=${one.id}`);
    expect(list).toEqual({
      data: [listed],
      pagination: { total: 1, totalPages: 1, currentPage: 1, limit: 10 },
    });

    const { response, bytes } = await download(`/v1/statements/${statement.id}.csv`);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${period}-001.csv"`);
    expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)).toBe(
      `\ufeff${[
        'section,key,title,quantity,amount,currency',
        ...Object.entries(sums).map(([sum, amount]) => `total,${sum},,,${amount.toFixed(2)},RUB`),
        `release,${one.release},${one.title},18,150.01,RUB`,
        'release,,Прочее,0,7.50,RUB',
        `track,,${one.title},3,75.00,RUB`,
        `track,${one.tracks[0]},${first},10,50.01,RUB`,
        `track,${one.tracks[1]},${second},5,25.00,RUB`,
        'track,,Прочее,0,7.50,RUB',
        "store,'=Deezer,'=Deezer,3,75.00,RUB",
        'store,Spotify,Spotify,10,50.01,RUB',
        'store,Apple Music,Apple Music,5,25.00,RUB',
        'store,,Прочее,0,7.50,RUB',
        'country,ZZ,Неизвестно,3,75.00,RUB',
        'country,RU,Россия,10,50.01,RUB',
        'country,DE,Германия,5,25.00,RUB',
        'country,,Прочее,0,7.50,RUB',
      ].join('\r\n')}\r\n`,
    );

    // The reversal belongs to the next period, and nothing else.
    await books.reverse(report.id);
    const next = nextMonth();
    await close(next);
    expect(await of(one.id, next)).toMatchObject({
      ...{ opening: 23.26, earnings: -150.01, recouped: -30, costs: -100, payouts: 0, closing: 3.25, unrecouped: 130 },
      by_release: [{ key: one.release, title: one.title, quantity: -18, amount: -150.01 }],
      by_store: [{ amount: -25 }, { amount: -50.01 }, { amount: -75 }],
    });
    // Who has a balance has a statement though nothing happened; who has nothing has none.
    const last = nextMonth();
    await close(last);
    expect(await of(one.id, last)).toMatchObject({ opening: 3.25, earnings: 0, closing: 3.25, by_release: [] });
    await pay(one.id, 3.25);
    await close();
    const empty = nextMonth();
    expect(await close(empty)).toMatchObject({ statements: 0 });
    expect(await of(one.id, empty)).toBeUndefined();
  });

  test('POST /v1/statements/close · what is booked and reversed in one period, and what recoups all, is stated', async () => {
    const [gone, all] = [await books.artist(100), await books.artist(100)];
    await advance(all.id, 500);
    const line = ({ titles, name }: typeof gone) => [{ title: titles[0] as string, artist: name, net: '40' }];
    const undone = await books.draft(line(gone));
    await books.book(undone.id);
    await books.reverse(undone.id);
    await books.book((await books.draft(line(all))).id);
    const period = nextMonth();
    await close(period);
    const nothing = { opening: 0, payouts: 0, closing: 0, costs: 0 };
    expect(await of(gone.id, period)).toMatchObject({ ...nothing, earnings: 0, recouped: 0, by_store: [] });
    expect(await of(all.id, period)).toMatchObject({
      ...{ ...nothing, earnings: 40, recouped: 40, unrecouped: 460 },
      by_store: [{ key: 'Spotify', amount: 40 }],
    });
  });

  test.each([
    [{}, 400, 'Отсутствует обязательное поле: period'],
    [{ period: '' }, 400, MONTH],
    [{ period: '2026-13' }, 400, MONTH],
    [{ period: '2026-1' }, 400, MONTH],
    [{ period: '2026-01-01' }, 400, MONTH],
    [{ period: 202601 }, 400, MONTH],
    [{ period: '9999-12' }, 400, MONTH],
    [{ period: '1999-12' }, 409, 'Период уже закрыт'],
  ])('POST /v1/statements/close · %j is refused: %i %s', async (body, status, message) => {
    await close();
    expect(await books.ask('POST', '/v1/statements/close', { body })).toMatchObject({ status, body: { message } });
  });

  test('POST /v1/statements/close · a key closes once; of several at once one closes', async () => {
    const period = nextMonth();
    const ask = (key?: string, body: object = { period }) =>
      books.ask('POST', '/v1/statements/close', { body, ...(key === undefined ? {} : { key }) });
    const first = await ask('close-1');
    expect(first).toMatchObject({ status: 200, body: { period } });
    expect(await ask('close-1')).toMatchObject({ status: 200, body: first.body });
    expect((await ask('close-1', { period: nextMonth() })).status).toBe(422);
    expect(await ask('close-2')).toMatchObject({ status: 409, body: { message: 'Период уже закрыт' } });
    const next = { period: nextMonth() };
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask(undefined, next)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
    const last = { period: nextMonth() };
    const keyed = await Promise.all(Array.from({ length: 5 }, () => ask('close-3', last)));
    expect(keyed.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
    const left = await house().db.read.select().from(house().db.tables.periodCloses);
    expect(left.filter(({ closedAt }) => closedAt === null)).toEqual([]);
  });

  test('POST /v1/statements/close · what is entered at the same moment is in one statement, and in no other', async () => {
    const artists = await Promise.all(Array.from({ length: 4 }, () => books.artist(100)));
    const periods = Array.from({ length: 4 }, nextMonth);
    const entering = artists.map(async ({ id, name, titles }, at) => {
      const line = { title: titles[0] as string, artist: name, net: '10.01', store: `Store ${at}` };
      for (let round = 1; round <= 5; round++) {
        await earn(id, round);
        const { id: report } = await books.draft([line]);
        await books.book(report);
        if (round % 2 === 0) await books.reverse(report);
        await pay(id, 1);
      }
    });
    const closing = (async () => {
      for (const period of periods) {
        for (;;) {
          const { status, body } = await books.ask('POST', '/v1/statements/close', { body: { period } });
          if (status === 200) break;
          expect(body).toEqual({ message: 'Идёт проведение отчёта' });
          await Bun.sleep(2);
        }
      }
    })();
    await Promise.all([...entering, closing]);
    const last = nextMonth();
    await close(last);
    for (const { id } of artists) {
      const all = [];
      for (const period of [...periods, last]) all.push(await of(id, period));
      const stated = all.filter((one) => one !== undefined);
      expect(stated.reduce((sum, { earnings }) => sum + Math.round(earnings * 100), 0)).toBe(1500 + 3 * 1001);
      expect(stated.reduce((sum, { payouts }) => sum + payouts, 0)).toBe(5);
      expect(stated.at(-1).closing).toBe((await books.account(id)).active_income);
      let opening = 0;
      for (const one of stated) {
        expect(one.opening).toBe(opening);
        opening = one.closing;
        for (const rows of [one.by_release, one.by_track, one.by_store, one.by_country] as { amount: number }[][])
          expect(rows.reduce((sum, { amount }) => sum + Math.round(amount * 100), 0)).toBe(
            Math.round(one.earnings * 100),
          );
      }
    }
    expect(await house().services.checkLedger()).toEqual([]);
  }, 60_000);

  test('POST /v1/statements/close · in random months closing is opening of the next, and tables come to the earnings', async () => {
    const { whole } = seeded(20_260_901);
    const pick = (below: number) => whole(0, below - 1);
    const artists = await Promise.all([100, 70, 33.33].map((percentage) => books.artist(percentage)));
    const payee = (await books.get('POST', '/v1/payees', { name: 'Соавтор' }, 201)).id;
    await books.get('PUT', `/v1/splits/releases/${artists[0]?.release}`, {
      parties: [
        { artist: artists[0]?.id, share: 6667 },
        { payee, share: 3333 },
      ],
    });
    const everybody = [...artists.map(({ id }) => id), payee];
    const before = new Map<string, number>();
    const booked: string[] = [];
    for (let month = 0; month < 3; month++) {
      for (let step = 0; step < 3; step++) {
        const lines = Array.from({ length: 1 + pick(12) }, () => {
          const { titles, name } = artists[pick(3)] as (typeof artists)[number];
          const net = ((whole(-2000, 8000) / 10_000) * 10 ** pick(5)).toFixed(pick(9));
          const place = { store: `Store ${pick(4)}`, country: ['RU', 'DE', 'KZ'][pick(3)] as string };
          return { title: titles[pick(2)] as string, artist: name, net, ...place, quantity: pick(100) };
        });
        const { id } = await books.draft(lines);
        booked.push((await books.book(id)).id);
        if (pick(3) === 0) await books.reverse(booked.splice(pick(booked.length), 1)[0] as string);
        if (pick(2) === 0) await advance(everybody[pick(3)] as string, 1 + pick(900), pick(2) ? 'advance' : 'cost');
        if (pick(2) === 0) await earn(everybody[pick(4)] as string, 1 + pick(90_000) / 100);
        const poor = everybody[pick(4)] as string;
        const { active_income } = await books.account(poor);
        if (active_income > 0) await pay(poor, active_income);
      }
      const period = nextMonth();
      await close(period);
      for (const id of everybody) {
        const one = await of(id, period);
        const cents = (sum: string) => Math.round(one[sum] * 100);
        expect(cents('opening')).toBe(before.get(id) ?? 0);
        const closing = ['recouped', 'costs', 'payouts'].reduce((sum, of) => sum - cents(of), cents('opening'));
        expect(closing + cents('earnings')).toBe(cents('closing'));
        expect(one.closing).toBe((await books.account(id)).active_income);
        if (id !== payee) expect(one.unrecouped).toBe((await books.get('GET', `/v1/royalties/${id}/recoupable`)).open);
        before.set(id, cents('closing'));
        for (const rows of [one.by_release, one.by_track, one.by_store, one.by_country] as { amount: number }[][]) {
          const amounts = rows.map(({ amount }) => Math.round(amount * 100));
          expect(amounts.reduce((sum, amount) => sum + amount, 0)).toBe(cents('earnings'));
          expect(amounts).toEqual(amounts.toSorted((one, other) => other - one));
        }
      }
    }
  }, 60_000);

  test('GET /v1/statements, /:id, .csv, .pdf · an artist sees their own, a manager those of their artists, root all', async () => {
    const people = await cast(house());
    const { 'the artist': artist, 'another artist': other } = people;
    const payee = await books.get('POST', '/v1/payees', { name: 'Продюсер' }, 201);
    for (const id of [artist.id, other.id, payee.id]) await earn(id, 5);
    const period = nextMonth();
    await close(period);
    const [own, foreign, outside] = [
      await of(artist.id, period),
      await of(other.id, period),
      await of(payee.id, period),
    ];
    expect(outside).toMatchObject({ kind: 'payee', name: 'Продюсер', payee: payee.id });
    const DENIED = { message: 'Доступ запрещен' };
    const seen = { 'the artist': 1, 'the manager': 1, 'another manager': 0, 'another artist': 1 };
    for (const [who, total] of Object.entries(seen)) {
      const { token } = people[who as keyof typeof people];
      const { status, body } = await house().call('GET', `/v1/statements?period=${period}`, { token });
      expect([who, status, body.pagination.total]).toEqual([who, 200, total]);
    }
    const table: [keyof typeof people, string, number][] = [
      ['the artist', `?artist=${artist.id}`, 200],
      ['the artist', `?artist=${other.id}`, 403],
      ['the manager', `?artist=${artist.id}`, 200],
      ['the manager', `?artist=${other.id}`, 403],
      ['root', `?artist=${payee.id}`, 200],
      ['a listener', '', 403],
      ...['', '.csv', '.pdf'].flatMap((ending): [keyof typeof people, string, number][] => [
        ['the artist', `/${own.id}${ending}`, 200],
        ['the manager', `/${own.id}${ending}`, 200],
        ['root', `/${own.id}${ending}`, 200],
        ['another artist', `/${own.id}${ending}`, 403],
        ['another manager', `/${own.id}${ending}`, 403],
        ['a listener', `/${own.id}${ending}`, 403],
        ['the artist', `/${foreign.id}${ending}`, 403],
        ['the manager', `/${outside.id}${ending}`, 403],
        ['root', `/${outside.id}${ending}`, 200],
        ['root', `/${NOBODY}${ending}`, 404],
        ['root', `/nothing${ending}`, 404],
      ]),
    ];
    for (const [who, path, status] of table) {
      const { response, bytes } = await download(`/v1/statements${path}`, people[who].token);
      expect([who, path, response.status]).toEqual([who, path, status]);
      if (status === 403) expect(JSON.parse(new TextDecoder().decode(bytes))).toEqual(DENIED);
      if (status === 404)
        expect(JSON.parse(new TextDecoder().decode(bytes))).toEqual({ message: 'Отчёт по роялти не найден' });
    }
    expect((await house().call('GET', '/v1/statements')).status).toBe(401);
    const refused = await house().call('POST', '/v1/statements/close', {
      ...{ token: people['the manager'].token, body: { period: nextMonth() } },
    });
    expect([refused.status, refused.body]).toEqual([403, DENIED]);
    // Both are told of the statement, and of payouts.
    await pay(artist.id, 2);
    const batch = await books.ask('POST', '/v1/payouts', {
      ...{ key: `batch-${period}`, body: { payouts: [artist, payee].map(({ id }) => ({ payee: id, amount: 1.5 })) } },
    });
    for (const who of ['the artist', 'the manager'] as const) {
      const { body } = await house().call('GET', '/v1/notifications', { token: people[who].token });
      expect(body.data.map(({ type, text, subject }: Record<string, unknown>) => [type, text, subject])).toEqual([
        ['payout_booked', '1.50 RUB', { kind: 'payout', id: batch.body.id }],
        ['payout_booked', '2.00 RUB', { kind: 'payout', id: artist.id }],
        ['statement_ready', own.number, { kind: 'statement', id: own.id }],
      ]);
    }
  });

  test.each([
    ['?artist=nobody', 'Поле artist: идентификатор'],
    ['?period=2026', 'Поле period: месяц YYYY-MM'],
    ['?page=0', 'Неверные параметры пагинации'],
    ['?filter[period]=2026-01', 'Поле filter[period]: неизвестный параметр'],
  ])('GET /v1/statements%s · is refused: %s', async (query, message) => {
    expect(await books.ask('GET', `/v1/statements${query}`)).toMatchObject({ status: 400, body: { message } });
  });

  test('GET /v1/statements/:id.pdf · an attachment of A4 pages, the same each time, whose text can be read', async () => {
    const one = await books.artist(100, 'Ёлка & Zürich Čapek');
    const titles = Array.from({ length: 60 }, (_, at) =>
      `Площадка ${at} «Été» ${'очень длинная '.repeat(at % 9)}`.trim(),
    );
    const lines = titles.map((store, at) => ({
      ...{ title: one.titles[0] as string, artist: one.name, store, net: String(at * 1000.5 - 2000), quantity: at },
    }));
    await books.book((await books.draft(lines)).id);
    const period = nextMonth();
    await close(period);
    const { id, number, by_store } = await of(one.id, period);
    const { response, bytes } = await download(`/v1/statements/${id}.pdf`);
    expect(response.headers.get('content-type')).toBe('application/pdf');
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${number}.pdf"`);
    const text = new TextDecoder('latin1').decode(bytes);
    expect(text.slice(0, 8)).toBe('%PDF-1.7');
    expect(text).toContain('/MediaBox [0 0 595.28 841.89]');
    // Its two fonts are in it, and none is not.
    expect(text.match(/\/FontFile2/g)).toHaveLength(2);
    expect(text.match(/\/ToUnicode/g)).toHaveLength(2);
    const pages = text.match(/\/Type \/Page\b/g)?.length ?? 0;
    expect(pages).toBeGreaterThan(2);
    const again = await Promise.all(Array.from({ length: 3 }, () => download(`/v1/statements/${id}.pdf`)));
    for (const one of again) expect(one.bytes).toEqual(bytes);
    const reader = Bun.which('pdftotext');
    if (reader === null) return;
    const read = Bun.spawn([reader, '-layout', '-', '-'], { stdin: bytes });
    const shown = (await read.stdout.text()).replaceAll('\u00a0', ' ').split('\f');
    expect(shown.length - 1).toBe(pages);
    for (const words of ['ОТЧЁТ ПО РОЯЛТИ', `№ ${number}`, 'Ёлка & Zürich Čapek', '₽', 'По площадкам', 'Россия'])
      expect(shown[0]).toContain(words);
    const stores = shown.filter((page) => /^ *Площадки/.test(page) || page.includes('Площадка'));
    for (const page of stores.slice(1)) expect(page).toMatch(/Название +Количество +Сумма, ₽/);
    for (const [at, page] of shown.slice(0, pages).entries()) expect(page).toContain(`Страница ${at + 1} из ${pages}`);
    for (const { title } of by_store as { title: string }[])
      expect(shown.join(' ')).toContain(title.split(' ').slice(0, 3).join(' '));
  });

  test.each([
    ['夜に駆ける 真夜中', '봄날 서울의 밤', 4, false],
    ['夜来香 臺灣', 'ｗｉｄｅ！', 3, false],
    ['قلب', 'Сердце', 2, true],
  ])(
    'GET /v1/statements/:id.pdf · shows %s, %s by %i fonts; what no font has is told of: %p',
    async (artist, store, fonts, isTold) => {
      const one = await books.artist(100, artist);
      await books.book((await books.draft([{ title: one.titles[0] as string, artist, store, net: '10' }])).id);
      const period = nextMonth();
      await close(period);
      const { id, number } = await of(one.id, period);
      const { bytes } = await download(`/v1/statements/${id}.pdf`);
      expect(new TextDecoder('latin1').decode(bytes).match(/\/FontFile2/g)).toHaveLength(fonts);
      const reader = Bun.which('pdftotext');
      if (reader === null) return;
      const read = Bun.spawn([reader, '-', '-'], { stdin: bytes });
      const shown = (await read.stdout.text()).replaceAll('\u00a0', ' ');
      if (!isTold) for (const words of [artist, store]) expect(shown).toContain(words);
      expect(shown.includes(`№ ${number} · знаки, показанные как «?», есть в CSV этого отчёта`)).toBe(isTold);
      expect(shown.includes('???')).toBe(isTold);
    },
  );

  test('statements · never change in the database', async () => {
    const { db } = house();
    const artist = await hire(house(), 'artist');
    await earn(artist.id, 5);
    const period = nextMonth();
    await close(period);
    const { statements, periodCloses, statementSections } = db.tables;
    const attempts: ((tx: typeof db.read) => PromiseLike<unknown>)[] = [
      (tx) => tx.update(statements).set({ closing: 0, opening: -500 }),
      (tx) => tx.delete(statements),
      (tx) => tx.update(periodCloses).set({ statements: 0 }),
      (tx) => tx.delete(periodCloses),
      (tx) => tx.update(statementSections).set({ piece: 7 }),
      (tx) => tx.delete(statementSections),
    ];
    for (const attempt of attempts) expect(db.write(async (tx) => void (await attempt(tx)))).rejects.toThrow();
    expect(await of(artist.id, period)).toMatchObject({ closing: 5 });
  });
});
