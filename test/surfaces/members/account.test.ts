import { expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { parseId } from '../../../src/lib/ids.ts';
import { onEachEngine } from '../../support/house.ts';
import { hire } from '../../support/label.ts';
import { nextPage } from '../../support/paging.ts';
import { Browser, person } from './browser.ts';

const success = { message: 'success', status: 200 };

onEachEngine("a member's account", (house) => {
  test('GET /user/get · shows itself', async () => {
    const { browser, id, username, email } = await person(house());
    const answer = await browser.call('GET', '/user/get');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ response: success, username, id, email, role: 'user', used: 0, quota: null });
  });

  test('PUT /user/update · changes what is given', async () => {
    const { browser, id, username, email } = await person(house());
    const update = (body: object) => browser.call('PUT', '/user/update', body);
    const shown = { response: success, username, email, id, role: 'user' };
    expect((await update({})).body).toEqual(shown);
    expect((await update({ username: '', email: null, password: '' })).body).toEqual(shown);
    expect((await update({ username: `${username}x` })).body).toEqual({ ...shown, username: `${username}x` });
    expect((await update({ email: `x${email}` })).body).toMatchObject({ username: `${username}x`, email: `x${email}` });
    expect((await update({ username, email })).body).toEqual(shown);
    expect((await update({ username: username.toUpperCase() })).body).toMatchObject({
      username: username.toUpperCase(),
    });
    const login = { username: email, password: 'password' };
    expect((await house().call('POST', '/user/login', { body: login })).status).toBe(200);
  });

  test('PUT /user/update · a new password ends all sessions but the one that changed it, which needs no new cookies', async () => {
    const { browser, username } = await person(house());
    const other = new Browser(house());
    await other.call('POST', '/user/login', { username, password: 'password' });
    const { token } = (await house().call('POST', '/users/login', { body: { username, password: 'password' } })).body;
    expect((await browser.call('PUT', '/user/update', { password: 'new password' })).status).toBe(200);
    expect(browser.received).toEqual([]);
    expect((await browser.call('GET', '/user/get')).status).toBe(200);
    expect((await browser.call('POST', '/user/refresh')).status).toBe(200);
    expect((await other.call('GET', '/user/get')).status).toBe(401);
    expect((await other.call('POST', '/user/refresh')).status).toBe(401);
    expect((await house().call('GET', '/user/get', { token })).status).toBe(401);
    const login = async (password: string) =>
      (await house().call('POST', '/user/login', { body: { username, password } })).status;
    expect([await login('password'), await login('new password')]).toEqual([401, 200]);
  });

  test.each<[object, string]>([
    [{ username: 'Root' }, 'username is already taken'],
    [{ email: 'TAKEN@example.org' }, 'email is already taken'],
    [{ username: 'a  b' }, 'username must be 1 to 64 letters, digits, ".", "_", "-" and single spaces between them'],
    [{ username: 5 }, 'username must be 1 to 64 letters, digits, ".", "_", "-" and single spaces between them'],
    [{ email: 'nowhere' }, 'email must be an e-mail address'],
    [{ password: 'seven77' }, 'password must have at least 8 characters'],
    [{ password: { $ne: '' } }, 'password must be a text of 8 to 256 characters'],
    [{ username: 'fine', password: 'short' }, 'password must have at least 8 characters'],
  ])('PUT /user/update · %j is refused and changes nothing: %s', async (body, message) => {
    const { services } = house();
    if ((await services.accounts.byLogin('taken')) === undefined)
      await services.accounts.register({ login: 'taken', email: 'taken@example.org', role: 'listener' });
    const { browser, username, email } = await person(house());
    expect(await browser.call('PUT', '/user/update', body)).toMatchObject({
      status: 400,
      body: { message, status: 400 },
    });
    expect((await browser.call('GET', '/user/get')).body).toMatchObject({ username, email });
  });

  test('DELETE /user/delete · is deleted with what is only its own; what it gave the catalogue stays', async () => {
    const { browser, username, token } = await person(house());
    const artist = (await house().call('POST', '/artists', { body: { name: 'Stays' }, token })).body;
    await browser.call('POST', '/user/track/favorite?track_id=x');
    await house().services.tasks.drain();
    const answer = await browser.call('DELETE', '/user/delete');
    expect(answer).toMatchObject({ status: 200, body: success });
    expect(browser.cookies.size).toBe(0);
    expect(browser.received).toHaveLength(4);
    expect((await house().call('GET', '/user/get', { token })).status).toBe(401);
    const login = await house().call('POST', '/user/login', { body: { username, password: 'password' } });
    expect(login.status).toBe(404);
    expect((await house().call('GET', `/artists/${artist._id}`)).status).toBe(200);
    expect(await house().db.read.select().from(house().db.tables.favourites)).toEqual([]);
  });

  test('DELETE /user/delete · refuses the last active root', async () => {
    const token = await house().root();
    expect(await house().call('DELETE', '/user/delete', { token })).toMatchObject({
      status: 400,
      body: { message: 'The last active root cannot be deleted', status: 400 },
    });
    expect((await house().call('GET', '/user/get', { token })).status).toBe(200);
  });

  test('DELETE /user/delete · refuses an account that the books of the label name', async () => {
    const { id, token } = await hire(house(), 'artist');
    const income = { token: await house().root(), body: { amount: 10, period: '2026 Q1' } };
    expect((await house().call('POST', `/v1/royalties/${id}/income`, income)).status).toBe(200);
    expect(await house().call('DELETE', '/user/delete', { token })).toMatchObject({
      status: 400,
      body: { message: "The label's books name this account; it can only be deactivated", status: 400 },
    });
  });

  test('PUT /user/update, DELETE /user/delete · of a change and a deletion at once neither fails otherwise than the document says', async () => {
    const { body } = await house().call('GET', '/swagger/json');
    const known = (method: string, path: string) => Object.keys(body.paths[path][method].responses).map(Number);
    for (let round = 0; round < 10; round++) {
      const { token, username } = await person(house());
      const [changed, deleted] = await Promise.all([
        house().call('PUT', '/user/update', { token, body: { username: `${username}x` } }),
        house().call('DELETE', '/user/delete', { token }),
      ]);
      expect(known('put', '/user/update')).toContain(changed.status);
      expect(known('delete', '/user/delete')).toContain(deleted.status);
    }
  });

  test('DELETE /user/delete · of two deletions at once one succeeds', async () => {
    const { token } = await person(house());
    const remove = async () => (await house().call('DELETE', '/user/delete', { token })).status;
    const statuses = await Promise.all([remove(), remove()]);
    expect(statuses).toContain(200);
    expect(statuses.every((status) => [200, 401, 404].includes(status))).toBe(true);
  });
});

onEachEngine('GET /user/all', (house) => {
  test('are for root', async () => {
    const { browser } = await person(house());
    expect(await browser.call('GET', '/user/all')).toMatchObject({
      status: 403,
      body: { message: 'Only an admin may see all users', status: 403 },
    });
  });

  test('come newest first, page by page', async () => {
    const token = await house().root();
    for (let at = 0; at < 5; at++) await person(house());
    const whole = await house().call('GET', '/user/all', { token });
    expect(whole.status).toBe(200);
    expect(whole.body.response).toEqual(success);
    expect(whole.headers.get('link')).toBeNull();
    const { users } = whole.body;
    expect(users).toHaveLength(7);
    expect(users.at(-1)).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      username: 'root',
      email: '',
      role: 'admin',
    });
    expect(users[0]).toMatchObject({ role: 'user', email: expect.stringMatching(/@example\.org$/) });
    expect(Object.keys(users[0]).sort()).toEqual(['email', 'id', 'role', 'username']);

    const pages: object[][] = [];
    let path: string | undefined = '/user/all?limit=3';
    while (path !== undefined) {
      const page = await house().call('GET', path, { token });
      pages.push(page.body.users);
      path = nextPage(page.headers);
    }
    expect(pages.map((page) => page.length)).toEqual([3, 3, 1]);
    expect(pages.flat()).toEqual(users);
  });

  test.each([
    ['limit=0', 'limit must be a whole number from 1'],
    ['limit=x', 'limit must be a whole number from 1'],
    ['cursor=x', 'cursor is not one that this list gave'],
    [`cursor=${Buffer.from('["a","b"]').toString('base64url')}`, 'cursor is not one that this list gave'],
  ])('?%s is refused: %s', async (query, message) => {
    const token = await house().root();
    expect(await house().call('GET', `/user/all?${query}`, { token })).toMatchObject({
      status: 400,
      body: { message, status: 400 },
    });
  });

  test('a role that was taken away is gone at once, whatever the token says', async () => {
    const { browser, id } = await person(house());
    const { accounts } = house().db.tables;
    const setRole = (role: 'root' | 'listener') =>
      house().db.write(async (tx) => {
        await tx
          .update(accounts)
          .set({ role })
          .where(eq(accounts.id, parseId(id) as string));
      });
    await setRole('root');
    expect((await browser.call('GET', '/user/all')).status).toBe(200);
    await setRole('listener');
    expect((await browser.call('GET', '/user/all')).status).toBe(403);
  });
});

onEachEngine('GET /swagger/json, members', (house) => {
  test.each([
    ['get', '/user/get', '200 401 503'],
    ['get', '/user/all', '200 400 401 403 503'],
    ['put', '/user/update', '200 400 401 403 404 413 415 503'],
    ['delete', '/user/delete', '200 400 401 403 404 503'],
    ['post', '/user/register', '200 400 403 413 415 429 503'],
    ['post', '/user/login', '200 400 401 403 404 413 415 429 503'],
    ['post', '/user/refresh', '200 401 403 503'],
    ['post', '/user/logout', '200 401 403 503'],
    ['post', '/user/track/favorite', '200 400 401 403 413 415 503'],
    ['delete', '/user/track/favorite', '200 400 401 403 413 415 503'],
    ['get', '/user/track/favorite', '200 400 401 503'],
  ])('%s %s · knows %s', async (method, path, statuses) => {
    const { body } = await house().call('GET', '/swagger/json');
    expect(Object.keys(body.paths[path][method].responses).join(' ')).toBe(statuses);
  });
});

onEachEngine('addresses of members', (house) => {
  test.each([
    ['GET', '/user', 404, 'Not found'],
    ['GET', '/user/nothing', 404, 'Not found'],
    ['GET', '/user/login', 405, 'Method Not Allowed'],
    ['POST', '/user/get', 405, 'Method Not Allowed'],
    ['PUT', '/user/track/favorite', 405, 'Method Not Allowed'],
  ])('%s %s · is %i', async (method, path, status, message) => {
    expect(await house().call(method, path)).toMatchObject({ status, body: { message, status } });
  });
});
