import { beforeAll, expect, test } from 'bun:test';
import { type House, onEachEngine } from '../../support/house.ts';
import { type Cast, cast, hire } from '../../support/label.ts';
import { MOMENT } from '../../support/shapes.ts';

const PDF = '%PDF-1.7\n%âãÏÓ\n1 0 obj << >> endobj\n%%EOF\n';
const MEBIBYTE = 1024 * 1024;
const NOBODY = '0'.repeat(24);

let documents = 0;

function form(content: string | Uint8Array<ArrayBuffer>, field = 'file'): FormData {
  const made = new FormData();
  made.append(field, new File([content], 'anything.exe', { type: 'image/png' }));
  return made;
}

const stored = async (house: House) => [...(await house.files('tmp')), ...(await house.files('documents'))];

onEachEngine('documents of the label', (house) => {
  let actors: Cast;
  let token: string;
  beforeAll(async () => {
    actors = await cast(house());
    token = actors.root.token;
  });
  const fresh = (type = 'contract') => `/v1/docs/${actors['the artist'].id}/${type}/2024-${++documents}`;
  const put = (path: string, body: FormData | object = form(PDF)) => house().call('POST', path, { token, body });

  test.each(['contract', 'receipt'])(
    'POST, GET, DELETE /v1/docs/:id/:type/:documentId · a %s is uploaded once, downloaded, and deleted',
    async (type) => {
      const path = fresh(type);
      const documentId = path.split('/').at(-1);
      expect(await put(path)).toMatchObject({
        status: 201,
        body: { message: 'Документ успешно загружен.', key: documentId },
      });
      expect(await put(path)).toMatchObject({ status: 409, body: { message: 'Файл уже существует' } });

      const served = await house().fetch('GET', path, { token: actors['the artist'].token });
      expect(served.status).toBe(200);
      expect(await served.text()).toBe(PDF);
      expect(served.headers.get('content-type')).toBe('application/pdf');
      expect(served.headers.get('content-disposition')).toBe(`attachment; filename="${documentId}.pdf"`);
      expect(served.headers.get('cache-control')).toBe('private, no-cache');
      expect(served.headers.get('x-content-type-options')).toBe('nosniff');

      const deleted = await house().fetch('DELETE', path, { token });
      expect([deleted.status, await deleted.text()]).toEqual([204, '']);
      const absent = { status: 404, body: { message: 'Документ не найден' } };
      expect(await house().call('DELETE', path, { token })).toMatchObject(absent);
      expect(await house().call('GET', path, { token })).toMatchObject(absent);
      expect(await stored(house())).toEqual([]);
      expect((await put(path)).status).toBe(201);
      await house().fetch('DELETE', path, { token });
    },
  );

  test('POST, GET /v1/docs/:id/:type/:documentId · one id names a contract and a receipt, of each artist', async () => {
    const paths = ['the artist', 'another artist'].flatMap((who) =>
      ['contract', 'receipt'].map((type) => `/v1/docs/${actors[who as keyof Cast].id}/${type}/same`),
    );
    for (const [n, path] of paths.entries()) expect((await put(path, form(`${PDF}${n}`))).status).toBe(201);
    for (const [n, path] of paths.entries())
      expect(await (await house().fetch('GET', path, { token })).text()).toBe(`${PDF}${n}`);
    for (const path of paths) await house().fetch('DELETE', path, { token });
  });

  test('GET, HEAD /v1/docs/:id/:type/:documentId · parts, validators and HEAD are answered as everywhere', async () => {
    const path = fresh();
    await put(path);
    const part = await house().fetch('GET', path, { token, headers: { range: 'bytes=0-4' } });
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
      206,
      `bytes 0-4/${Buffer.byteLength(PDF)}`,
      '%PDF-',
    ]);
    const etag = part.headers.get('etag') ?? '';
    expect((await house().fetch('GET', path, { token, headers: { 'if-none-match': etag } })).status).toBe(304);
    const head = await house().fetch('HEAD', path, { token });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(Buffer.byteLength(PDF))]);
    expect((await house().fetch('HEAD', path)).status).toBe(401);
    await house().fetch('DELETE', path, { token });
    await put(path);
    expect((await house().fetch('GET', path, { token, headers: { 'if-none-match': etag } })).status).toBe(200);
    await house().fetch('DELETE', path, { token });
  });

  test('POST /v1/docs/:id/:type/:documentId · of ten uploads at once one is kept, and nothing of the others', async () => {
    const path = fresh();
    const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => put(path, form(`${PDF}${n}`))));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(409)]);
    expect(await stored(house())).toHaveLength(1);
    const winner = answers.findIndex(({ status }) => status === 201);
    expect(await (await house().fetch('GET', path, { token })).text()).toBe(`${PDF}${winner}`);
    await house().fetch('DELETE', path, { token });
  });

  test('POST /v1/docs/:id/:type/:documentId · 10 MB are taken, a byte more is not', async () => {
    const path = fresh();
    const bytes = (size: number) => {
      const content = new Uint8Array(size);
      content.set(Buffer.from(PDF));
      return content;
    };
    expect((await put(path, form(bytes(10 * MEBIBYTE + 1)))).status).toBe(413);
    expect(await stored(house())).toEqual([]);
    expect((await put(path, form(bytes(10 * MEBIBYTE)))).status).toBe(201);
    await house().fetch('DELETE', path, { token });
  });

  test.each([
    ['text', () => form('hello'), 'Недопустимый тип документа'],
    ['an empty file', () => form(''), 'Недопустимый тип документа'],
    ['a picture', () => form('\x89PNG\r\n\x1a\n'), 'Недопустимый тип документа'],
    ['no file', () => new FormData(), 'Файл не был загружен'],
    ['a text in its place', () => ({ file: 'contract.pdf' }), 'Файл не был загружен'],
    ['null in its place', () => ({ file: null }), 'Файл не был загружен'],
    ['a file in another field', () => form(PDF, 'document'), 'Поле document: недопустимое значение'],
  ])('POST /v1/docs/:id/:type/:documentId · %s is refused', async (_, body, message) => {
    expect(await put(fresh(), body())).toMatchObject({ status: 400, body: { message } });
    expect(await stored(house())).toEqual([]);
  });

  test.each([
    [400, () => fresh('passport'), 'Недопустимый тип документа'],
    [400, () => `${fresh()}%00`, 'Поле documentId: от 1 до 200 символов'],
    [400, () => `${fresh()}${'x'.repeat(200)}`, 'Поле documentId: от 1 до 200 символов'],
    [404, () => `/v1/docs/${NOBODY}/contract/1`, 'Артист не найден'],
    [404, () => '/v1/docs/no-id/contract/1', 'Артист не найден'],
    [404, () => `/v1/docs/${actors['the manager'].id}/contract/1`, 'Артист не найден'],
  ])('POST /v1/docs/:id/:type/:documentId · an address is refused with %i', async (status, path, message) => {
    expect(await put(path())).toMatchObject({ status, body: { message } });
    expect(await stored(house())).toEqual([]);
  });

  test('POST, GET /v1/docs/:id/:type/:documentId · an id of any letters keeps its place and its name', async () => {
    const path = `/v1/docs/${actors['the artist'].id}/receipt/${encodeURIComponent('../Чек №1')}`;
    expect((await put(path)).status).toBe(201);
    const served = await house().fetch('GET', path, { token });
    expect(served.headers.get('content-disposition')).toContain(
      `filename*=UTF-8''${encodeURIComponent('.._Чек №1.pdf')}`,
    );
    await house().fetch('DELETE', path, { token });
  });

  test('GET /v1/docs/:id/:type/:documentId · an id that ends in .pdf is a file name already', async () => {
    const path = `/v1/docs/${actors['the artist'].id}/receipt/Check.PDF`;
    await put(path);
    const served = await house().fetch('GET', path, { token });
    expect(served.headers.get('content-disposition')).toBe('attachment; filename="Check.pdf"');
    await house().fetch('DELETE', path, { token });
  });

  test('accounts.remove · an account with documents cannot be deleted', async () => {
    const path = `/v1/docs/${actors['another artist'].id}/receipt/1`;
    await put(path);
    const { accounts } = house().services;
    const attempt = accounts.remove(actors['another artist'].id);
    await expect(attempt).rejects.toMatchObject({ kind: 'conflict', detail: { subject: 'kept_account' } });
    expect((await house().fetch('GET', path, { token })).status).toBe(200);
    await house().fetch('DELETE', path, { token });
  });

  test('GET /v1/docs/:id · lists an artist’s documents by type and id, in pages, to those who may read one', async () => {
    const { id, token: own } = actors['another artist'];
    const list = (query = '', as = own) => house().call('GET', `/v1/docs/${id}${query}`, { token: as });
    expect((await list()).body).toEqual({
      data: [],
      pagination: { total: 0, totalPages: 0, currentPage: 1, limit: 10 },
    });
    const paths = ['receipt/b', 'contract/c', 'receipt/a', 'contract/a'].map((rest) => `/v1/docs/${id}/${rest}`);
    for (const path of paths) await put(path);
    const { status, body } = await list();
    expect(status).toBe(200);
    expect(body.data.map(({ type, key }: { type: string; key: string }) => `${type}/${key}`)).toEqual([
      ...['contract/a', 'contract/c', 'receipt/a', 'receipt/b'],
    ]);
    expect(body.data[0]).toEqual({
      ...{ type: 'contract', key: 'a', size: Buffer.byteLength(PDF) },
      createdAt: MOMENT,
    });
    expect((await list('?limit=3&page=2')).body).toMatchObject({
      data: [{ type: 'receipt', key: 'b' }],
      pagination: { total: 4, totalPages: 2, currentPage: 2, limit: 3 },
    });
    expect((await list('?page=1000000000000000')).body.data).toEqual([]);
    expect(await list('?page=0')).toMatchObject({ status: 400, body: { message: 'Неверные параметры пагинации' } });
    expect((await list('', actors['the artist'].token)).status).toBe(403);
    expect((await list('', token)).status).toBe(200);
    for (const nobody of [NOBODY, 'no-id', actors['the manager'].id])
      expect(await house().call('GET', `/v1/docs/${nobody}`, { token })).toMatchObject({
        status: 404,
        body: { message: 'Артист не найден' },
      });
    for (const path of paths) await house().fetch('DELETE', path, { token });
  });
});

onEachEngine('documents that something names', (house) => {
  let token: string;
  beforeAll(async () => {
    token = (await hire(house(), 'root')).token;
  });
  const ask = (method: string, path: string, body?: object) =>
    house().call(method, `/v1/${path}`, body ? { token, body } : { token });
  /** An artist with a contract, some money and a document. */
  async function signed(type: 'contract' | 'receipt') {
    const { id } = await hire(house(), 'artist');
    await ask('POST', `contracts/${id}`, { percentage: 50 });
    await ask('POST', `royalties/${id}/income`, { amount: 100, period: 'x' });
    const path = `docs/${id}/${type}/paper`;
    expect((await ask('POST', path, form(PDF))).status).toBe(201);
    return { id, path };
  }
  const pay = (id: string, receipt_key = 'paper') => ask('POST', `royalties/${id}/payout`, { amount: 1, receipt_key });
  const IN_USE = {
    status: 409,
    body: { message: 'Документ нельзя удалить: на него ссылается выплата, договор или приложение' },
  };
  const USED = { status: 409, body: { message: 'Эта квитанция уже использована для другой выплаты' } };

  test('DELETE /v1/docs/:id/:type/:documentId · keeps the receipt of a payout', async () => {
    const { id, path } = await signed('receipt');
    await ask('PATCH', `contracts/${id}`, { pdf_key: 'paper' });
    expect((await pay(id, ' paper ')).status).toBe(200);
    expect(await ask('DELETE', path)).toMatchObject(IN_USE);
    expect((await house().fetch('GET', `/v1/${path}`, { token })).status).toBe(200);
  });

  test.each([
    ['a contract', async (id: string, pdf_key: string) => ask('PATCH', `contracts/${id}`, { pdf_key })],
    [
      'an appendix',
      async (id: string, pdf_key: string) => {
        const { appendix_number } = (await ask('POST', `contracts/${id}/appendix`)).body;
        return ask('PATCH', `contracts/appendix/${appendix_number}`, { pdf_key });
      },
    ],
    [
      'a termination',
      async (id: string, pdf_key: string) => {
        await ask('POST', `contracts/${id}/termination`);
        return ask('PATCH', `contracts/${id}/termination`, { pdf_key });
      },
    ],
  ])('DELETE /v1/docs/:id/:type/:documentId · keeps the PDF of %s', async (what, name) => {
    const { id, path } = await signed('contract');
    await pay(id);
    expect((await name(id, 'paper')).status).toBe(200);
    expect(await ask('DELETE', path)).toMatchObject(IN_USE);
    if (what === 'an appendix') return;
    await name(id, 'another');
    expect((await ask('DELETE', path)).status).toBe(204);
  });

  test('DELETE /v1/docs/:id/:type/:documentId · takes what others name by the same id', async () => {
    const [one, other] = [await signed('receipt'), await signed('receipt')];
    await pay(other.id);
    await ask('PATCH', `contracts/${one.id}`, { pdf_key: 'paper' });
    expect((await ask('DELETE', one.path)).status).toBe(204);
  });

  test('POST /v1/royalties/:id/payout · takes an uploaded receipt once, also when several come at once', async () => {
    const { id } = await signed('receipt');
    const answers = await Promise.all(Array.from({ length: 8 }, () => pay(id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(409)]);
    expect(answers.find(({ status }) => status === 409)).toMatchObject(USED);
    expect((await ask('GET', `royalties/${id}`)).body).toMatchObject([{ active_income: 99, history: { length: 2 } }]);
    const other = await signed('receipt');
    expect((await pay(other.id)).status).toBe(200);
  });

  test('POST /v1/royalties/:id/payout · takes a receipt that was not uploaded as often as it is named', async () => {
    const { id } = await signed('contract');
    for (const _ of ['first', 'second']) expect((await pay(id)).status).toBe(200);
    await ask('POST', `docs/${id}/receipt/paper`, form(PDF));
    expect(await pay(id)).toMatchObject(USED);
    expect(await ask('DELETE', `docs/${id}/receipt/paper`)).toMatchObject(IN_USE);
  });

  test('POST /v1/royalties/:id/payout · is repeated under a key, and the same receipt under another key is refused', async () => {
    const { id } = await signed('receipt');
    const keyed = (key: string) =>
      house().call('POST', `/v1/royalties/${id}/payout`, {
        ...{ token, headers: { 'idempotency-key': key } },
        body: { amount: 1, receipt_key: 'paper' },
      });
    const first = await keyed('one');
    expect(first.status).toBe(200);
    expect((await keyed('one')).body).toEqual(first.body);
    expect(await keyed('two')).toMatchObject(USED);
  });

  test.each([
    ['a payout', 'receipt' as const, (id: string) => pay(id)],
    ['a contract', 'contract' as const, (id: string) => ask('PATCH', `contracts/${id}`, { pdf_key: 'paper' })],
  ])(
    'DELETE /v1/docs/:id/:type/:documentId · and %s that names it at once: either it was gone before, or it stays',
    async (_, type, name) => {
      for (let round = 0; round < 10; round++) {
        const { id, path } = await signed(type);
        const [named, deleted] = await Promise.all(
          round % 2 === 0 ? [name(id), ask('DELETE', path)] : [ask('DELETE', path), name(id)].toReversed(),
        );
        expect(named?.status).toBe(200);
        const isThere = (await house().fetch('GET', `/v1/${path}`, { token })).status === 200;
        expect([deleted?.status, isThere]).toEqual(deleted?.status === 204 ? [204, false] : [409, true]);
      }
    },
  );
});
