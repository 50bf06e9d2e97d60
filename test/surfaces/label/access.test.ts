import { beforeAll, expect, test } from 'bun:test';
import { parseId, toUuid } from '../../../src/lib/ids.ts';
import { onEachEngine } from '../../support/house.ts';
import { type Cast, cast } from '../../support/label.ts';

type Actor = keyof Cast;

/** Who passes each level, in the words of the document; everybody else is refused. */
const LEVELS = {
  root: ['root'],
  'personal, of the artist': ['the artist', 'root'],
  'artist, of the artist': ['the artist', 'root'],
  'manager, of the manager': ['the manager', 'root'],
  'manager, of the artist': ['the manager', 'root'],
  'label, of the artist': ['the artist', 'the manager', 'root'],
  'label, of the manager': ['the artist', 'the manager', 'root'],
  'label, of two artists': ['root'],
  'everybody of the label': ['the artist', 'another artist', 'the manager', 'another manager', 'root'],
} satisfies Record<string, Actor[]>;

interface Row {
  level: keyof typeof LEVELS;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: (cast: Cast) => string;
  /**
   * What those who pass are answered. Rows leave the world as it is: what would change something is asked for without a
   * body, or of somebody who is not there, so 400 or 404 says that the caller was let in.
   */
  passed: 200 | 400 | 404;
}

/** Releases of the artist: one that is a draft, and one that is pending; a track of the draft. */
const releases = { draft: '', pending: '', track: '1'.repeat(24) };
const media = (all: Cast) => `/v1/media/${artist(all)}/releases/${releases.draft}`;

const NOBODY = '0'.repeat(24);
const artist = (actors: Cast) => actors['the artist'].id;
const manager = (actors: Cast) => actors['the manager'].id;
const spelledAsUuid = (id: string) => toUuid(parseId(id) as string);

/** Every route under /v1 that has an access level. */
const ROWS: Row[] = [
  // Аутентификация
  { level: 'root', method: 'POST', path: () => '/v1/auth/register', passed: 400 },
  { level: 'root', method: 'POST', path: () => `/v1/auth/${NOBODY}/deactivate`, passed: 404 },
  { level: 'root', method: 'POST', path: () => `/v1/auth/${NOBODY}/unblock`, passed: 404 },
  { level: 'root', method: 'POST', path: () => '/v1/auth/no-id/unblock', passed: 404 },
  { level: 'personal, of the artist', method: 'PUT', path: (all) => `/v1/auth/${artist(all)}/password`, passed: 400 },
  { level: 'personal, of the artist', method: 'PUT', path: (all) => `/v1/auth/${artist(all)}/email`, passed: 400 },
  // Рабочий стол
  { level: 'everybody of the label', method: 'GET', path: () => '/v1/desk/releases', passed: 200 },
  { level: 'everybody of the label', method: 'GET', path: () => '/v1/desk/artists', passed: 200 },
  { level: 'everybody of the label', method: 'GET', path: () => '/v1/desk/contracts', passed: 200 },
  { level: 'everybody of the label', method: 'GET', path: () => '/v1/desk/documents', passed: 200 },
  { level: 'everybody of the label', method: 'GET', path: () => '/v1/desk/balances', passed: 200 },
  { level: 'everybody of the label', method: 'GET', path: () => '/v1/desk/income', passed: 200 },
  { level: 'root', method: 'GET', path: () => '/v1/desk/close', passed: 200 },
  {
    level: 'manager, of the artist',
    method: 'POST',
    path: () => `/v1/desk/releases/${releases.draft}/decision`,
    passed: 400,
  },
  {
    level: 'label, of the artist',
    method: 'POST',
    path: () => `/v1/desk/releases/${releases.draft}/tracks/${releases.track}/hearing`,
    passed: 404,
  },
  // Пользователи
  { level: 'personal, of the artist', method: 'PUT', path: (all) => `/v1/users/${artist(all)}`, passed: 400 },
  {
    level: 'personal, of the artist',
    method: 'PUT',
    path: (all) => `/v1/users/${spelledAsUuid(artist(all))}`,
    passed: 400,
  },
  { level: 'label, of the artist', method: 'GET', path: (all) => `/v1/users/${artist(all)}`, passed: 200 },
  { level: 'label, of the manager', method: 'GET', path: (all) => `/v1/users/${manager(all)}`, passed: 200 },
  {
    level: 'label, of the artist',
    method: 'GET',
    path: (all) => `/v1/users/${artist(all)},${manager(all)}`,
    passed: 200,
  },
  {
    level: 'label, of two artists',
    method: 'GET',
    path: (all) => `/v1/users/${artist(all)},${all['another artist'].id}`,
    passed: 200,
  },
  { level: 'root', method: 'GET', path: () => `/v1/users/${NOBODY}`, passed: 200 },
  { level: 'root', method: 'GET', path: (all) => `/v1/users/${all['a listener'].id}`, passed: 200 },
  { level: 'root', method: 'GET', path: () => '/v1/users', passed: 200 },
  // Артисты
  { level: 'root', method: 'PATCH', path: (all) => `/v1/artists/${artist(all)}/name`, passed: 400 },
  { level: 'root', method: 'PATCH', path: (all) => `/v1/artists/${artist(all)}/manager`, passed: 400 },
  { level: 'label, of the artist', method: 'GET', path: (all) => `/v1/artists/${artist(all)}`, passed: 200 },
  {
    level: 'label, of two artists',
    method: 'GET',
    path: (all) => `/v1/artists/${artist(all)},${all['another artist'].id}`,
    passed: 200,
  },
  { level: 'root', method: 'GET', path: () => '/v1/artists', passed: 200 },
  // Менеджеры
  {
    level: 'manager, of the manager',
    method: 'GET',
    path: (all) => `/v1/managers/${manager(all)}/artists`,
    passed: 200,
  },
  { level: 'root', method: 'GET', path: () => `/v1/managers/${NOBODY}/artists`, passed: 404 },
  { level: 'root', method: 'GET', path: () => '/v1/managers', passed: 200 },
  // Файлы документов
  { level: 'root', method: 'POST', path: (all) => `/v1/docs/${artist(all)}/receipt/1`, passed: 400 },
  { level: 'root', method: 'DELETE', path: (all) => `/v1/docs/${artist(all)}/receipt/1`, passed: 404 },
  { level: 'label, of the artist', method: 'GET', path: (all) => `/v1/docs/${artist(all)}/receipt/1`, passed: 404 },
  { level: 'label, of the artist', method: 'GET', path: (all) => `/v1/docs/${artist(all)}`, passed: 200 },
  // Договоры
  { level: 'root', method: 'POST', path: (all) => `/v1/contracts/${artist(all)}`, passed: 400 },
  { level: 'root', method: 'POST', path: () => `/v1/contracts/${NOBODY}/appendix`, passed: 404 },
  { level: 'root', method: 'POST', path: () => `/v1/contracts/${NOBODY}/termination`, passed: 404 },
  { level: 'root', method: 'PATCH', path: (all) => `/v1/contracts/${artist(all)}/termination`, passed: 400 },
  { level: 'root', method: 'PATCH', path: () => '/v1/contracts/appendix/2024-001-1', passed: 400 },
  { level: 'root', method: 'PATCH', path: (all) => `/v1/contracts/${artist(all)}`, passed: 400 },
  { level: 'label, of the artist', method: 'GET', path: (all) => `/v1/contracts/${artist(all)}`, passed: 404 },
  { level: 'root', method: 'GET', path: () => '/v1/contracts', passed: 200 },
  // Роялти
  { level: 'artist, of the artist', method: 'PATCH', path: (all) => `/v1/royalties/${artist(all)}`, passed: 400 },
  { level: 'root', method: 'POST', path: (all) => `/v1/royalties/${artist(all)}/income`, passed: 400 },
  { level: 'root', method: 'POST', path: (all) => `/v1/royalties/${artist(all)}/payout`, passed: 400 },
  { level: 'root', method: 'PATCH', path: () => `/v1/royalties/${NOBODY}/block`, passed: 404 },
  { level: 'label, of the artist', method: 'GET', path: (all) => `/v1/royalties/${artist(all)}`, passed: 200 },
  { level: 'root', method: 'GET', path: () => '/v1/royalties/active', passed: 200 },
  { level: 'root', method: 'POST', path: (all) => `/v1/royalties/${artist(all)}/advance`, passed: 400 },
  { level: 'root', method: 'POST', path: (all) => `/v1/royalties/${artist(all)}/cost`, passed: 400 },
  {
    level: 'label, of the artist',
    method: 'GET',
    path: (all) => `/v1/royalties/${artist(all)}/recoupable`,
    passed: 200,
  },
  // Условия, доли и получатели
  { level: 'root', method: 'POST', path: (all) => `/v1/terms/${artist(all)}`, passed: 400 },
  { level: 'label, of the artist', method: 'GET', path: (all) => `/v1/terms/${artist(all)}`, passed: 200 },
  { level: 'root', method: 'DELETE', path: (all) => `/v1/terms/${artist(all)}/${NOBODY}`, passed: 404 },
  { level: 'root', method: 'PUT', path: () => `/v1/splits/tracks/${releases.track}`, passed: 400 },
  { level: 'label, of the artist', method: 'GET', path: () => `/v1/splits/tracks/${releases.track}`, passed: 200 },
  { level: 'root', method: 'PUT', path: () => `/v1/splits/releases/${releases.draft}`, passed: 400 },
  { level: 'label, of the artist', method: 'GET', path: () => `/v1/splits/releases/${releases.draft}`, passed: 200 },
  { level: 'root', method: 'POST', path: () => '/v1/payees', passed: 400 },
  { level: 'root', method: 'GET', path: () => '/v1/payees', passed: 200 },
  { level: 'root', method: 'PATCH', path: () => `/v1/payees/${NOBODY}`, passed: 400 },
  { level: 'root', method: 'GET', path: () => `/v1/payees/${NOBODY}`, passed: 404 },
  // Выплаты одним пакетом
  { level: 'root', method: 'GET', path: () => '/v1/payouts/due', passed: 200 },
  { level: 'root', method: 'POST', path: () => '/v1/payouts', passed: 400 },
  { level: 'root', method: 'GET', path: () => `/v1/payouts/${NOBODY}.csv`, passed: 404 },
  // Медиафайлы
  { level: 'label, of the artist', method: 'POST', path: (all) => `${media(all)}/cover`, passed: 400 },
  { level: 'label, of the artist', method: 'POST', path: (all) => `${media(all)}/track`, passed: 400 },
  { level: 'label, of the artist', method: 'GET', path: (all) => `${media(all)}/track/none.wav`, passed: 404 },
  { level: 'label, of the artist', method: 'GET', path: (all) => `${media(all)}/download/cover`, passed: 404 },
  { level: 'label, of the artist', method: 'DELETE', path: (all) => `${media(all)}/delete/cover`, passed: 404 },
  // Коды
  // Отчёты дистрибьюторов
  { level: 'root', method: 'POST', path: () => '/v1/reports', passed: 400 },
  { level: 'root', method: 'GET', path: () => '/v1/reports', passed: 200 },
  { level: 'root', method: 'GET', path: () => `/v1/reports/${NOBODY}`, passed: 404 },
  { level: 'root', method: 'PATCH', path: () => `/v1/reports/${NOBODY}`, passed: 400 },
  { level: 'root', method: 'DELETE', path: () => `/v1/reports/${NOBODY}`, passed: 404 },
  { level: 'root', method: 'GET', path: () => `/v1/reports/${NOBODY}/preview`, passed: 404 },
  { level: 'root', method: 'POST', path: () => `/v1/reports/${NOBODY}/book`, passed: 404 },
  { level: 'root', method: 'POST', path: () => `/v1/reports/${NOBODY}/reverse`, passed: 404 },
  { level: 'root', method: 'GET', path: () => `/v1/reports/${NOBODY}/entries`, passed: 404 },
  { level: 'root', method: 'GET', path: () => '/v1/reports/lines', passed: 200 },
  { level: 'root', method: 'GET', path: () => '/v1/reports/unmatched', passed: 200 },
  { level: 'root', method: 'PUT', path: () => '/v1/reports/unmatched/0123456789abcdef01234567', passed: 400 },
  { level: 'root', method: 'GET', path: () => '/v1/reports/sources', passed: 200 },
  { level: 'root', method: 'PUT', path: () => '/v1/reports/sources/own', passed: 400 },
  { level: 'root', method: 'DELETE', path: () => '/v1/reports/sources/own', passed: 404 },
  { level: 'root', method: 'GET', path: () => '/v1/codes', passed: 200 },
  { level: 'root', method: 'PUT', path: () => '/v1/codes/isrc', passed: 400 },
  { level: 'root', method: 'PUT', path: () => '/v1/codes/upc', passed: 400 },
  // Отчёты по роялти
  { level: 'root', method: 'POST', path: () => '/v1/statements/close', passed: 400 },
  { level: 'everybody of the label', method: 'GET', path: () => '/v1/statements', passed: 200 },
  { level: 'everybody of the label', method: 'GET', path: () => `/v1/statements/${NOBODY}`, passed: 404 },
  { level: 'everybody of the label', method: 'GET', path: () => `/v1/statements/${NOBODY}.csv`, passed: 404 },
  { level: 'everybody of the label', method: 'GET', path: () => `/v1/statements/${NOBODY}.pdf`, passed: 404 },
  // Уведомления и вебхуки
  { level: 'everybody of the label', method: 'GET', path: () => '/v1/notifications', passed: 200 },
  { level: 'everybody of the label', method: 'POST', path: () => '/v1/notifications/read', passed: 400 },
  { level: 'root', method: 'GET', path: () => '/v1/webhooks', passed: 200 },
  { level: 'root', method: 'PUT', path: () => '/v1/webhooks', passed: 400 },
  { level: 'root', method: 'GET', path: () => '/v1/webhooks/deliveries', passed: 200 },
  // Релизы
  {
    level: 'manager, of the artist',
    method: 'GET',
    path: () => `/v1/releases/${releases.draft}/delivery`,
    passed: 400,
  },
  { level: 'label, of the artist', method: 'POST', path: (all) => `/v1/releases/${artist(all)}/new`, passed: 400 },
  { level: 'root', method: 'POST', path: () => `/v1/releases/${NOBODY}/new`, passed: 404 },
  { level: 'label, of the artist', method: 'PUT', path: () => `/v1/releases/${releases.draft}`, passed: 400 },
  { level: 'label, of the artist', method: 'PATCH', path: () => `/v1/releases/${releases.draft}`, passed: 400 },
  {
    level: 'manager, of the artist',
    method: 'PATCH',
    path: () => `/v1/releases/${releases.draft}/status`,
    passed: 400,
  },
  { level: 'label, of the artist', method: 'DELETE', path: () => `/v1/releases/${releases.pending}`, passed: 400 },
  { level: 'label, of the artist', method: 'GET', path: () => `/v1/releases/${releases.draft}`, passed: 200 },
  {
    level: 'label, of the artist',
    method: 'GET',
    path: () => `/v1/releases/${spelledAsUuid(releases.draft)}`,
    passed: 200,
  },
  { level: 'label, of the artist', method: 'GET', path: (all) => `/v1/releases/artists/${artist(all)}`, passed: 200 },
  {
    level: 'label, of two artists',
    method: 'GET',
    path: (all) => `/v1/releases/artists/${artist(all)},${all['another artist'].id}`,
    passed: 200,
  },
  { level: 'root', method: 'GET', path: () => '/v1/releases', passed: 200 },
  // Треки
  { level: 'label, of the artist', method: 'POST', path: () => `/v1/tracks/${releases.draft}`, passed: 400 },
  { level: 'label, of the artist', method: 'PUT', path: () => `/v1/tracks/${releases.draft}/${NOBODY}`, passed: 400 },
  { level: 'label, of the artist', method: 'PATCH', path: () => `/v1/tracks/${releases.draft}`, passed: 400 },
  { level: 'label, of the artist', method: 'GET', path: () => `/v1/tracks/${releases.draft}/${NOBODY}`, passed: 404 },
  {
    level: 'label, of the artist',
    method: 'DELETE',
    path: () => `/v1/tracks/${releases.draft}/${NOBODY}`,
    passed: 404,
  },
  // Примечания к релизу
  { level: 'label, of the artist', method: 'PUT', path: () => `/v1/notes/${releases.draft}`, passed: 400 },
  { level: 'label, of the artist', method: 'GET', path: () => `/v1/notes/${releases.draft}`, passed: 404 },
];

const STRANGER = { status: 401, body: { message: 'Пользователь не авторизован' } };
const REFUSED = { status: 403, body: { message: 'Доступ запрещен' } };

onEachEngine('access at the label', (house) => {
  let actors: Cast;
  beforeAll(async () => {
    actors = await cast(house());
    const { token } = actors.root;
    const make = async () => (await house().call('POST', `/v1/releases/${artist(actors)}/new`, { token })).body.id;
    releases.pending = await make();
    const body = { status: 'pending' };
    await house().call('PATCH', `/v1/releases/${releases.pending}/status`, { token, body });
    releases.draft = await make();
    const { db } = house();
    const track = { id: releases.track, releaseId: releases.draft, position: 1, name: 'x', file: 'x', duration: 1 };
    const row = { ...track, feat: [], explicit: false, createdAt: 1 };
    await db.write(async (tx) => void (await tx.insert(db.tables.releaseTracks).values(row)));
  });

  test.each(ROWS.map((row) => [row.method, row.path.toString().replace(/^.*?=> /, ''), row.level, row] as const))(
    '%s %s · takes %s',
    async (_method, _path, _level, { method, path, level, passed }) => {
      const ask = (headers: Record<string, string>) => house().call(method, path(actors), { headers });
      expect(await ask({})).toMatchObject(STRANGER);
      expect(await ask({ authorization: 'Bearer no-token-of-ours' })).toMatchObject(STRANGER);
      expect(await ask({ token: actors['a deactivated artist'].token })).toMatchObject(STRANGER);
      for (const who of Object.keys(actors) as Actor[]) {
        if (who === 'a deactivated artist') continue;
        const answer = await ask({ authorization: `Bearer ${actors[who].token}` });
        const mayPass = (LEVELS[level] as Actor[]).includes(who);
        if (!mayPass) expect({ who, ...answer }).toMatchObject({ who, ...REFUSED });
        else expect({ who, status: answer.status }).toEqual({ who, status: passed });
      }
    },
  );

  test('GET /swagger/json · every route of the label but signing in, refreshing, signing out, covers and one’s own place has a row', async () => {
    const { body } = await house().call('GET', '/swagger/json');
    const COVER = 'get /v1/media/{id}/releases/{releaseId}/cover/{size}';
    const open = ['post /v1/auth/login', 'post /v1/auth/logout', 'get /v1/auth/refresh', 'get /v1/desk', COVER];
    const routes = Object.entries(body.paths as Record<string, object>).flatMap(([path, methods]) =>
      path.startsWith('/v1/') ? Object.keys(methods).map((method) => `${method} ${path}`) : [],
    );
    const rows = ROWS.map(({ method, path }) => ({ method: method.toLowerCase(), path: path(actors) }));
    const unguarded = routes.filter((route) => {
      const [method, path = ''] = route.split(' ');
      const pattern = new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+').replace(/\/$/, '')}$`);
      return !rows.some((row) => row.method === method && pattern.test(row.path));
    });
    // Answers with a file when all is well: `payouts.test.ts` asks for it.
    const files = ['get /v1/payouts/due.csv'];
    expect(unguarded.sort()).toEqual([...open, ...files].sort());
  });

  test('PATCH /v1/artists/:id/manager · an artist who gets another manager is the new one’s at once', async () => {
    const { root } = actors;
    const other = actors['another manager'];
    const ask = async (token: string) => (await house().call('GET', `/v1/users/${artist(actors)}`, { token })).status;
    const give = (managerId: string) =>
      house().call('PATCH', `/v1/artists/${artist(actors)}/manager`, { token: root.token, body: { managerId } });
    await give(other.id);
    expect([await ask(actors['the manager'].token), await ask(other.token)]).toEqual([403, 200]);
    await give(manager(actors));
    expect([await ask(actors['the manager'].token), await ask(other.token)]).toEqual([200, 403]);
  });

  test('GET /v1/users/:id · a malformed list of ids is explained to those of the label only', async () => {
    const ask = (who: Actor) => house().call('GET', '/v1/users/1,2,3', { token: actors[who].token });
    const explained = { status: 400, body: { message: 'Неверный формат или пустой список ID пользователей' } };
    expect(await ask('root')).toMatchObject(explained);
    expect(await ask('the artist')).toMatchObject(explained);
    expect(await ask('a listener')).toMatchObject(REFUSED);
  });
});
