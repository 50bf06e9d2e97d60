import { expect, test } from 'bun:test';
import { DomainError, type ErrorKind, invalid } from '../../../src/errors.ts';
import { labelDialect } from '../../../src/surfaces/label/errors.ts';
import { onEachEngine } from '../../support/house.ts';

const { refusals } = labelDialect({ passwordMinLength: 12 });

test('labelDialect · no English leaves the label, whatever the domain says', () => {
  for (const kind of Object.keys(refusals) as ErrorKind[])
    for (const detail of [{}, { field: 'год' }, { subject: 'toString' }, { field: 'год', rule: 'four digits' }]) {
      const [status, text] = refusals[kind](new DomainError(kind, 'Something in English', detail));
      expect(status).toBeWithin(400, 600);
      expect(text).not.toMatch(/[a-z]/i);
    }
});

test('labelDialect · a wrong field is named, with what it takes where that is known', () => {
  const said = (field: string, detail = {}) => refusals.invalid(invalid(field, 'is wrong', detail))[1];
  expect(said('password')).toBe('Поле password: минимум 12 символов, максимум 256');
  expect(said('login')).toContain('Поле login: ');
  expect(said('upc')).toBe('Поле upc: недопустимое значение');
  expect(said('upc', { rule: 'must be 12 digits' })).toBe('Поле upc: недопустимое значение');
  expect(said('upc', { rule: '12 или 13 цифр' })).toBe('Поле upc: 12 или 13 цифр');
  expect(said('upc', { rule: '12 или 13 цифр', missing: true })).toBe('Отсутствует обязательное поле: upc');
  expect(said('upc', { refusal: 'Всё не так' })).toBe('Всё не так');
});

onEachEngine('addresses of the label', (house) => {
  test.each(['/v1', '/v1/', '/v1/nowhere', '/v1/auth', '/v1/users/1/2/3', '/v1/%zz/x'])(
    'GET %s · is nowhere',
    async (path) => {
      expect(await house().call('GET', path)).toMatchObject({ status: 404, body: { message: 'Не найдено' } });
    },
  );

  test.each([
    ['DELETE', '/v1/auth/login', ['POST']],
    ['POST', '/v1/auth/refresh', ['GET', 'HEAD']],
    ['POST', '/v1/users', ['GET', 'HEAD']],
    ['DELETE', '/v1/users/x', ['PUT', 'GET', 'HEAD']],
    ['PUT', '/v1/artists/x/name', ['PATCH']],
  ])('%s %s · is a wrong method', async (method, path, allowed) => {
    const answer = await house().call(method, path);
    expect(answer).toMatchObject({ status: 405, body: { message: 'Метод не поддерживается' } });
    expect(answer.headers.get('allow')?.split(', ').sort()).toEqual(allowed.toSorted());
  });

  test.each([
    [400, '{"login": ', 'application/json', 'Некорректное тело запроса'],
    [400, '["login"]', 'application/json', 'Некорректное тело запроса'],
    [400, 'null', 'application/json', 'Некорректное тело запроса'],
    [415, 'login=root', 'text/plain', 'Неподдерживаемый тип содержимого'],
    [413, `{"login": "${'x'.repeat(1024 * 1024)}"}`, 'application/json', 'Слишком большой запрос'],
  ])('POST /v1/auth/login · %i for the body %.12s as %s', async (status, body, type, message) => {
    const answer = await house().call('POST', '/v1/auth/login', { body, headers: { 'content-type': type } });
    expect(answer).toMatchObject({ status, body: { message } });
  });

  test.each([
    ['GET', '/v1/users/%zz', undefined, 400, 'Неверный формат или пустой список ID пользователей'],
    ['PUT', '/v1/users/%E0%A4%A', { surname: 'a', firstname: 'b', contact: 'c' }, 404, 'Пользователь не найден'],
    ['PATCH', '/v1/artists/a%/name', { stageName: 'x' }, 404, 'Артист не найден'],
  ])('%s %s · is no percent-encoding, and so names nobody', async (method, path, body, status, message) => {
    const answer = await house().call(method, path, { token: await house().root(), ...(body ? { body } : {}) });
    expect(answer).toMatchObject({ status, body: { message } });
  });

  test('GET /v1x · an address that looks like it is another surface’s', async () => {
    expect((await house().call('GET', '/v1x')).body).toEqual({ success: false, error: 'Not found' });
  });
});

onEachEngine('routes of the label that have no use for a body', (house) => {
  const NOBODY = '0'.repeat(24);

  test.each([
    ['POST', `auth/${NOBODY}/deactivate`, 404],
    ['POST', `auth/${NOBODY}/unblock`, 404],
    ['POST', 'auth/logout', 401],
    ['POST', `releases/${NOBODY}/new`, 404],
    ['PATCH', `releases/${NOBODY}`, 404],
    ['DELETE', `releases/${NOBODY}`, 404],
    ['DELETE', `tracks/${NOBODY}/${NOBODY}`, 404],
    ['DELETE', `media/${NOBODY}/releases/${NOBODY}/delete/x`, 404],
    ['DELETE', `docs/${NOBODY}/receipt/x`, 404],
    ['POST', `contracts/${NOBODY}/appendix`, 404],
    ['POST', `contracts/${NOBODY}/termination`, 404],
    ['PATCH', `royalties/${NOBODY}/block`, 404],
  ])('%s /v1/%s · reads none', async (method, path, status) => {
    const token = await house().root();
    for (const type of ['multipart/form-data', 'multipart/form-data; boundary=x', 'application/json', 'text/x-odd']) {
      const headers = { 'content-type': type };
      const answer = await house().call(method, `/v1/${path}`, { token, headers, body: '{"half": ' });
      expect({ type, status: answer.status }).toEqual({ type, status });
    }
  });
});
