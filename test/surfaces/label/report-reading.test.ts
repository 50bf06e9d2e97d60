import { describe, expect, test } from 'bun:test';
import { type House, onEachEngine } from '../../support/house.ts';
import { MAPPING, upload, utf16, windows1251, zip } from '../../support/reports.ts';

const HEADER = 'month,title,artist,isrc,upc,store,net';
let counter = 0;
/** A file of its own each time: the same bytes are refused. */
const csv = (...lines: string[]) => `${HEADER}\n${lines.join('\n')}\n2026-01,only ${++counter},,,,,0`;
const line = (net: string, month = '2026-01') => `${month},Song,Someone,,,Store,${net}`;

onEachEngine('reports', (house) => {
  let token = '';
  const add = (content: string | Uint8Array<ArrayBuffer>, form: Record<string, string> = {}, name?: string) =>
    upload(house(), token, content, form, name);
  const lines = async (id: string) =>
    (await house().call('GET', `/v1/reports/lines?filter[report]=${id}&limit=50`, { token })).body.data;
  /** The first line that a file comes to. */
  const firstLine = async (content: string | Uint8Array<ArrayBuffer>, form?: Record<string, string>) => {
    const { status, body } = await add(content, form);
    if (status !== 201) throw new Error(JSON.stringify(body));
    return (await lines(body.id))[0];
  };

  test('PUT /reports/sources/:name saves a format of one’s own', async () => {
    token = await house().root();
    const saved = await house().call('PUT', '/v1/reports/sources/plain', { token, body: MAPPING });
    expect([saved.status, saved.body]).toEqual([200, { name: 'plain', builtin: false, ...MAPPING }]);
    const { body } = await house().call('GET', '/v1/reports/sources', { token });
    expect(body.map(({ name, builtin }: { name: string; builtin: boolean }) => [name, builtin])).toEqual([
      ['plain', false],
      ...['distrokid', 'tunecore', 'believe', 'orchard', 'bandcamp', 'beatport'].map((name) => [name, true]),
    ]);
  });

  const song = ['RUA1B2600001', '4600000000008', 'Ночь', 'Кто', 'Spotify'] as const;
  const [isrc, upc, title, artist, store] = song;
  const said = { isrc, upc, title, artist, store, sale_period: '2026-01', report_period: '2026-02', country: 'RU' };
  test.each([
    {
      source: 'distrokid',
      text: `Reporting Date,Sale Month,Store,Artist,Title,ISRC,UPC,Quantity,Team Percentage,Song/Album,Country of Sale,Songwriter Royalties Withheld,Earnings (USD)\r\n2026-02-01,2026-01,${store},${artist},${title},${isrc},${upc},7,100,Song,RU,0,-0.00412345\r\n`,
      shown: { ...said, sale_type: 'Song', gross: null, net: '-0.00412345', currency: 'USD', quantity: 7 },
    },
    {
      source: 'distrokid',
      text: `Date Inserted,Reporting Date,Sale Month,Store,Artist,Title,ISRC,UPC,Quantity,Team Percentage,Source Type,Country of Sale,Songwriter Royalties Withheld (USD),Earnings (EUR),Recoup (USD)\n2026-02-09,2026-02-01,2026-01,${store},${artist},${title},${isrc},${upc},7,100,stream,Russia,0,1.5,0\n`,
      shown: { ...said, sale_type: 'stream', gross: null, net: '1.5', currency: 'EUR', quantity: 7 },
    },
    {
      source: 'tunecore',
      text: `Sales Period,Posted Date,Store Name,Country Of Sale,Artist,Release Type,Release Title,Song Title,Label,UPC,Optional UPC,TC Song ID,Optional ISRC,Sales Type,# Units Sold,Per Unit Price,Net Sales,Net Sales Currency,Exchange Rate,Total Earned,Currency\n2026-01-01,2026-02-10,${store},RU,${artist},Single,Альбом,,L,${upc},,1,${isrc},Stream,7,0.1,0.7,USD,1,0.65,usd\n`,
      shown: { ...said, title: 'Альбом', sale_type: 'Stream', gross: '0.7', net: '0.65', currency: 'USD', quantity: 7 },
    },
    {
      source: 'believe',
      text: `Reporting month;Sales Month;Platform;Country / Region;Label Name;Artist Name;Release title;Track title;UPC;ISRC;Release Catalog nb;Streaming Subscription Type;Release type;Sales Type;Quantity;Client Payment Currency;Unit Price;Mechanical Fee;Gross Revenue;Client share rate;Net Revenue\n2026/02/01;2026/01/01;${store};Russian Federation;L;${artist};Альбом;${title};${upc};${isrc};;;Single;Streaming;7;EUR;0,1;0;0,7;90;0,63\n`,
      shown: { ...said, sale_type: 'Streaming', gross: '0.7', net: '0.63', currency: 'EUR', quantity: 7 },
    },
    {
      source: 'believe',
      text: `Месяц отчета;Месяц продажи;Платформа;страна / регион;Лейбл;Исполнитель;Название релиза;Название трека;UPC;ISRC;Каталожный номер релиза;Тип подписки;Тип релиза;Тип продажи;Количество;Валюта;Сумма вознаграждения\n2026/02/01;2026/01/01;${store};Россия;L;${artist};Альбом;${title};${upc};${isrc};;;Сингл;Стриминг;7;RUB;1 234,5\n`,
      shown: { ...said, sale_type: 'Стриминг', gross: null, net: '1234.5', currency: 'RUB', quantity: 7 },
    },
    {
      source: 'orchard',
      text: `Period,Activity Period,DMS,Territory,Orchard UPC,Manufacturer's UPC,Project Code,Product Code,Subaccount,Imprint Label,Artist Name,Product Name,Track Name,Track Artist,ISRC,Volume,Track #,Trans Type,Trans Type Description,Unit Price,Discount,Price,Quantity,Total,Adjusted Total,Split Rate,Label Share Net Receipts,Preferred Currency\n2026M02,2026M1,${store},RU,${upc},,,,,L,${artist},P,${title},,${isrc},1,1,S,Stream,0.1,0,0.1,7,0.7,0.7,80,0.56,USD\n`,
      shown: { ...said, sale_type: 'S', gross: '0.7', net: '0.56', currency: 'USD', quantity: 7 },
    },
    {
      source: 'bandcamp',
      text: `date,paid to,item type,item name,artist,currency,item price,quantity,discount code,sub total,net amount,package,catalog number,upc,isrc\n1/15/26 3:04pm,x,track,${title},${artist},USD,1,7,,7,6.12,digital,,${upc},${isrc}\n`,
      shown: {
        ...said,
        store: 'Bandcamp',
        country: 'ZZ',
        report_period: null,
        sale_type: 'track',
        gross: '7',
        net: '6.12',
        currency: 'USD',
        quantity: 7,
      },
    },
    {
      source: 'beatport',
      text: `PRODUCT_UPC,PRODUCT_CATALOGUE_NUMBER,TRACK_ISRC_CODE,LABEL,RELEASE,TRACK_TITLE,TRACK_ARTIST,REMIXER_NAME,REMIX,TERRITORY,TRANSACTION_DATE,CONTENT_TYPE,PAID_PRICE,NET_CONTENT_REVENUE,MECHANICAL_WITHHOLDING,US_TAX_WITHHOLDING\n${upc},C,${isrc},L,R,${title},${artist},,,RUS,2026-01-31,DOWNLOAD,1.29,0.6,0,0\n`,
      shown: {
        ...said,
        store: 'Beatport',
        report_period: null,
        sale_type: 'DOWNLOAD',
        gross: '1.29',
        net: '0.6',
        currency: 'USD',
        quantity: 1,
      },
    },
  ])('POST /reports knows $source by its header', async ({ source, text, shown }) => {
    const { status, body } = await add(text);
    expect([status, body.source, body.state, body.errors]).toEqual([201, source, 'draft', []]);
    const [first] = await lines(body.id);
    expect(first).toMatchObject({ ...shown, line: 2, status: 'unmatched', track: null });
  });

  describe('POST /reports reads', () => {
    const text = (break_ = '\n', delimiter = ',') =>
      csv(line('1', '2026-02').replace('Song', 'Ёлка')).replaceAll(',', delimiter).replaceAll('\n', break_);
    test.each([
      ['UTF-8', () => text()],
      ['UTF-8 with a mark', () => `\ufeff${text()}`],
      ['UTF-16, little end first', () => utf16(text('\r\n', '\t'))],
      ['UTF-16, big end first', () => utf16(text(), true)],
      ['Windows-1251', () => windows1251(text('\r\n', ';'))],
      ['semicolons', () => text('\n', ';')],
      ['tabs', () => text('\n', '\t')],
      ['CRLF', () => text('\r\n')],
      ['empty lines', () => text('\n\n  \n')],
      ['a ZIP', () => zip({ '__MACOSX/._a.csv': 'x', 'folder/a.csv': text() })],
    ])('%s', async (_, make) => {
      expect(await firstLine(make())).toMatchObject({ title: 'Ёлка', net: '1', sale_period: '2026-02' });
    });

    test.each([
      ...['1.05', '+1.05', '1,05', '0001.050', '1.05E0', '105E-2', ' 1.05 '].map((given) => [given, '1.05']),
      ...[
        ['-1.5', '-1.5'],
        ['(1.50)', '-1.5'],
        ['−2', '-2'],
        ['1.2E-05', '0.000012'],
        ['0', '0'],
        ['-0.00', '0'],
      ],
      ...[
        ['1 234,5', '1234.5'],
        ['1\u00a0234.5', '1234.5'],
        ['1,234.5', '1234.5'],
        ['1.234,5', '1234.5'],
      ],
      ...[
        ['1,234,567', '1234567'],
        ['99999999.9999999999', '99999999.9999999999'],
      ],
      ...[
        ['0.12345678905', '0.1234567891'],
        ['-0.12345678905', '-0.1234567891'],
        ['0.00000000004', '0'],
      ],
    ] as [string, string][])('the amount %s as %s', async (given, shown) => {
      expect((await firstLine(csv(line(`"${given}"`)))).net).toBe(shown);
    });

    test.each([
      ...['2026-03', '2026-03-01', '2026/03', '2026/03/31', '31.03.2026', '2026M03', '2026M3', '3/31/26', '03/31/2026'],
      ...[
        '2026-03-01T00:00:00Z',
        '2026-03-01 10:20',
        '3/1/26 3:04pm',
        '31.03.2026 23:59:59',
        '2026-03-01T01:02:03.456+03:00',
        '2026-03-31T24:00:00',
        '2026-03-31 23:59:60Z',
      ],
    ])('the date %s', async (given) => {
      expect((await firstLine(csv(line('1', given)))).sale_period).toBe('2026-03');
    });
  });

  test('POST /reports counts faulty lines, and says where they are', async () => {
    const quoted = '2026-01,"Two\nlines, ""quoted""",Someone,,,Store,1';
    const { body } = await add(
      csv(
        ...[
          line('1'),
          quoted,
          line('one'),
          line('100000000'),
          line('1', '2026-13'),
          '2026-01,short',
          '2026-01,"open,a,,,,1',
        ],
        ...[line('2'), '2026-01,"a"b,c,,,s,1', line('1.2.3'), line('1', '30.02.2026'), line('')],
      ),
    );
    expect(body).toMatchObject({ lines: 13, faulty: 9, unmatched: 4, matched: 0, ignored: 0, done: 13, total: 13 });
    expect(body.errors).toEqual([
      { line: 5, field: 'net', message: 'сумма не читается' },
      { line: 6, field: 'net', message: 'сумма должна быть меньше 100000000' },
      { line: 7, field: 'sale_period', message: 'дата не читается' },
      { line: 8, field: '', message: 'ячеек меньше, чем в заголовке' },
      { line: 9, field: '', message: 'незакрытая кавычка' },
      { line: 11, field: '', message: 'незакрытая кавычка' },
      { line: 12, field: 'net', message: 'сумма не читается' },
      { line: 13, field: 'sale_period', message: 'дата не читается' },
      { line: 14, field: 'net', message: 'сумма не читается' },
    ]);
    const shown = await lines(body.id);
    expect(shown[1]).toMatchObject({ line: 3, title: 'Two\nlines, "quoted"', status: 'unmatched' });
    expect(shown.map(({ line }: { line: number }) => line)).toEqual([2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
    expect(body.currencies).toEqual([{ currency: 'RUB', lines: 4, net: '4', rate: '1' }]);
  });

  test.each([
    ['opens a quote that the next one closes and opens again', 'x","y', ''],
    ['does so, until one has something behind its quote', 'x","y', '"a"b'],
    ['opens a quote', '2026-01,"open,a,,,,1', ''],
  ])('POST /reports · a file in which each line %s is read in time that grows with its size', async (_, bad, last) => {
    const bads = Array.from({ length: 10_000 }, () => bad);
    const { status, body } = await add(csv(line('1'), ...bads, last, line('2')));
    expect([status, body.faulty]).toEqual([201, bads.length + (last === '' ? 0 : 1)]);
    expect(body.unmatched).toBe(body.lines - body.faulty);
    expect((await lines(body.id))[0].net).toBe('1');
    expect(body.errors).toHaveLength(20);
  });

  test.each(['2026-01-02 T99:99', '2026-01-02T99:99', '2026-01-02 24:01', '2026-01-02 10:60', '2026-01-02T10:00:61Z'])(
    'POST /reports · a line of the impossible time %s is faulty',
    async (given) => {
      const { body } = await add(csv(line('1', given), line('2')));
      expect([body.faulty, body.errors]).toEqual([1, [{ line: 2, field: 'sale_period', message: 'дата не читается' }]]);
    },
  );

  test.each([',', ';', '\t', '"x",'])(
    'POST /reports refuses a header of half a million columns by %j',
    async (cell) => {
      const { status, body } = await upload(house(), token, `net,month,title${cell.repeat(200_000)}\n1,2026-01,x\n`);
      expect([status, body.message]).toEqual([400, 'Формат отчёта не распознан: в заголовке больше 1000 столбцов']);
    },
  );

  test('POST /reports reads a thousand columns, and passes over more cells of a line', async () => {
    const { status, body } = await add(
      [
        `net,month,title,artist,isrc,upc,store${',x'.repeat(993)}`,
        `1,2026-01,a,b,,,c${','.repeat(993)}`,
        `2,2026-01,a,b,,,c${','.repeat(5000)}`,
        `3,2026-01,a,b,,,c${',"x"'.repeat(5000)}`,
      ].join('\n'),
    );
    expect([status, body.faulty, body.unmatched]).toEqual([201, 0, body.lines]);
  });

  test('POST /reports reads a cell over a hundred lines, and no longer one', async () => {
    const cell = (lines: number) => `2026-01,"${'a\n'.repeat(lines - 1)}a",,,,Store,1`;
    const { body } = await add(csv(cell(100), line('1')));
    expect([body.unmatched, body.faulty]).toEqual([body.lines, 0]);
    const { body: long } = await add(csv(cell(102), line('1')));
    expect(long.errors[0]).toEqual({ line: 2, field: '', message: 'незакрытая кавычка' });
  });

  test('POST /reports shows the first twenty errors, and counts what it rounds', async () => {
    const { body } = await add(
      csv(...Array.from({ length: 30 }, () => line('x')), line('0.00000000001'), line('0.10000000000')),
    );
    expect([body.faulty, body.errors.length, body.rounded]).toEqual([30, 20, 1]);
  });

  test('POST /reports passes over what a source says to skip', async () => {
    const { body } = await add(
      'date,item type,item name,artist,currency,quantity,sub total,net amount,isrc\n1/2/26,Payout,,,USD,1,,-100,\n1/2/26,track,A,B,USD,1,1,0.9,\n1/3/26,refund,A,B,USD,-1,-1,-0.9,\n1/3/26,pending sale,A,B,USD,1,1,0.9,\n',
    );
    expect(body).toMatchObject({ lines: 4, ignored: 2, unmatched: 2, faulty: 0 });
    expect(body.currencies).toEqual([{ currency: 'USD', lines: 2, net: '0', rate: null }]);
  });

  test('POST /reports takes the period of the form, else the latest of the report, else the last of sale', async () => {
    const of = (form: Record<string, string>, header: string, row: string) =>
      add(`${header},Sale Month,Title,Artist,Store,Earnings (USD)\n${row},2026-01,A,B,S,${++counter}\n`, form);
    const periods = await Promise.all([
      of({ period: '2026-07' }, 'Reporting Date', '2026-03-01'),
      of({}, 'Reporting Date', '2026-03-01'),
      of({}, 'Other', ''),
    ]);
    expect(periods.map(({ body }) => body.period)).toEqual(['2026-07', '2026-03', '2026-01']);
  });

  const big = 'x'.repeat(1024 * 1024 + 1);
  test.each([
    ['an empty file', '', 400, 'Отчёт пуст'],
    ['a header alone', HEADER, 400, 'Отчёт пуст'],
    ['unknown columns', 'a,b\n1,2\n', 400, /^Формат отчёта не распознан: нет столбцов ./],
    ['a missing column', `${HEADER.replace('net', 'gross')}\n1`, 400, 'Формат отчёта не распознан: нет столбцов net'],
    ['a damaged ZIP', zip({ 'a.csv': HEADER }).slice(0, -30), 400, 'Архив повреждён'],
    [
      'two tables in a ZIP',
      zip({ 'a.csv': HEADER, 'b.tsv': HEADER }),
      400,
      'Архив должен содержать один файл CSV или TSV',
    ],
    ['no table in a ZIP', zip({ 'a.pdf': HEADER }), 400, 'Архив должен содержать один файл CSV или TSV'],
    ['a line without end', big, 400, 'Строка 1: длиннее 1 МБ'],
    ['a long line', `${csv(line('1'))}\n${big}`, 400, 'Строка 4: длиннее 1 МБ'],
    ['no text', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]), 400, 'Файл не является текстом'],
  ] as [string, string | Uint8Array<ArrayBuffer>, number, string | RegExp][])(
    'POST /reports refuses %s, and keeps nothing',
    async (_, content, status, message) => {
      const before = (await house().call('GET', '/v1/reports', { token })).body.pagination.total;
      const answer = await add(content);
      expect(answer.status).toBe(status);
      if (typeof message === 'string') expect(answer.body).toEqual({ message });
      else expect(answer.body.message).toMatch(message);
      expect((await house().call('GET', '/v1/reports', { token })).body.pagination.total).toBe(before);
      expect(await house().files('tmp')).toEqual([]);
    },
  );

  test.each([
    [{ source: 'nobody' }, 'Источник не найден'],
    [{ currency: 'ABC' }, 'Поле currency: код валюты ISO 4217, например USD'],
    [{ period: '2026-13' }, 'Поле period: месяц ГГГГ-ММ'],
    [{ rate: 'RUB=1' }, 'Поле rate: курсы иностранных валют, не RUB'],
    [{ rate: '0' }, /^Поле rate: /],
    [{ rate: 'RUB=1=2' }, /^Поле rate: /],
    [{ rate: 'USD=1=2' }, /^Поле rate: /],
    [{ rate: 'USD=1;USD=2' }, 'Поле rate: курс каждой валюты один раз'],
    [{ rate: '1.123456789' }, /^Поле rate: /],
    [{ rate: '92.5' }, 'Поле rate: курс единственной иностранной валюты файла, или USD=92.5;EUR=101'],
  ] as [Record<string, string>, string | RegExp][])('POST /reports refuses %j', async (form, message) => {
    const { status, body } = await add(csv(line('1')), form);
    expect(status).toBe(400);
    if (typeof message === 'string') expect(body).toEqual({ message });
    else expect(body.message).toMatch(message);
  });

  test('POST /reports asks for the file, and for a currency that nothing names', async () => {
    const none = await house().call('POST', '/v1/reports', { body: new FormData(), token });
    expect([none.status, none.body.message]).toEqual([400, 'Отсутствует обязательное поле: file']);
    const columns = { net: 'sum', sale_period: 'when', title: 'what' };
    await house().call('PUT', '/v1/reports/sources/bare', { body: { columns }, token });
    const text = `sum,when,what\n1,2026-01,x${++counter}`;
    expect((await add(text)).body).toEqual({ message: 'Отсутствует обязательное поле: currency' });
    expect((await add(text, { currency: 'eur', rate: '101' })).body.currencies).toEqual([
      { currency: 'EUR', lines: 1, net: '1', rate: '101' },
    ]);
  });

  test('POST /reports takes the same bytes once, also of two at once, packed or not, and again after DELETE', async () => {
    const text = csv(line('5'));
    const both = await Promise.all([add(text), add(zip({ 'x.csv': text }), {}, 'x.zip')]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    const [kept, refused] = both[0]?.status === 201 ? both : both.toReversed();
    expect(refused?.body).toEqual({ message: `Этот файл уже загружен: отчёт ${kept?.body.id}` });
    expect((await house().call('DELETE', `/v1/reports/${kept?.body.id}`, { token })).status).toBe(204);
    expect((await house().call('GET', `/v1/reports/${kept?.body.id}`, { token })).body).toEqual({
      message: 'Отчёт не найден',
    });
    expect((await add(text)).status).toBe(201);
  });
});

onEachEngine(
  'reports with bounds',
  (house: () => House) => {
    test('POST /reports refuses what unpacks to more than MAX_REPORT_MB', async () => {
      const token = await house().root();
      const bomb = zip({ 'a.csv': `${HEADER}\n${`${line('1')}\n`.repeat(60_000)}` });
      expect(bomb.length).toBeLessThan(100_000);
      const { status, body } = await upload(house(), token, bomb, {}, 'a.zip');
      expect([status, body]).toEqual([413, { message: 'Поле file: слишком большой размер' }]);
      expect(await house().files('tmp')).toEqual([]);
    });
  },
  { MAX_REPORT_MB: '1' },
);
