import { beforeAll, expect, test } from 'bun:test';
import { onEachEngine } from '../../support/house.ts';
import { type Cast, cast } from '../../support/label.ts';
import { Work } from '../../support/releases.ts';

onEachEngine('the desk of the label', (house) => {
  let people: Cast;
  const works: Record<string, Work> = {};
  const ask = (who: keyof Cast | undefined, path: string) =>
    house().call('GET', `/v1/desk${path}`, who === undefined ? {} : { token: people[who].token });
  beforeAll(async () => {
    people = await cast(house());
    for (const who of ['the artist', 'another artist'] as const) {
      const work = await Work.draft(house(), people[who]);
      await work.put({ name: `Песня ${who}` });
      works[who] = work;
    }
  });

  test.each([
    ['the artist', 'artist'],
    ['the manager', 'manager'],
    ['root', 'root'],
    ['a listener', ''],
  ] as const)('GET /v1/desk · %s is told their place', async (who, role) => {
    const { id, login } = people[who];
    const { status, body } = await ask(who, '');
    expect([status, body]).toEqual([
      200,
      { id, login, role, stage_name: role === 'artist' ? login : '', currency: house().config.currency },
    ]);
  });

  test('GET /v1/desk · a stranger is refused, a cookie opens it', async () => {
    expect((await ask(undefined, '')).status).toBe(401);
    const cookie = `jwt-access=${people['the manager'].token}`;
    const { body } = await house().call('GET', '/v1/desk', { headers: { cookie } });
    expect(body.role).toBe('manager');
  });

  test.each([
    ['the artist', ['the artist']],
    ['the manager', ['the artist']],
    ['another manager', []],
    ['root', ['another artist', 'the artist']],
  ] as const)('GET /v1/desk/releases · %s sees what is theirs', async (who, whose) => {
    const { status, body } = await ask(who, '/releases?search=песня');
    expect([status, body.data.map(({ id }: { id: string }) => id), body.pagination.total]).toEqual([
      200,
      whose.map((one) => works[one]?.id),
      whose.length,
    ]);
  });

  test.each([
    [undefined, '', 401],
    ['a listener', '', 403],
    ['the artist', '?filter[status]=pending', 200],
    ['the artist', '?filter[status]=lost', 400],
    ['the artist', '?filter[artist]=1', 400],
  ] as const)('GET /v1/desk/releases · %p%s is answered %p', async (who, query, status) => {
    const answer = await ask(who, `/releases${query}`);
    expect(answer.status).toBe(status);
    if (status === 200) expect(answer.body.data).toEqual([]);
  });
});
