import { beforeAll, expect, setSystemTime, test } from 'bun:test';
import { onEachEngine } from '../../support/house.ts';
import { type Cast, cast } from '../../support/label.ts';
import { Work, wav } from '../../support/releases.ts';

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
    ['root', ['the artist', 'another artist']],
  ] as const)('GET /v1/desk/releases · %s sees what is theirs, the oldest first', async (who, whose) => {
    const { status, body } = await ask(who, '/releases?search=песня&sort[createdAt]=asc');
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

  test('POST /v1/desk/releases/:id/decision · of two at once one wins, the other is told, and the artist reads the reason', async () => {
    const { work } = await reviewed();
    const decide = (verdict: string, message: string) =>
      house().call('POST', `/v1/desk/releases/${work.id}/decision`, {
        token: people['the manager'].token,
        body: { verdict, message },
      });
    const answers = await Promise.all([decide('rejected', 'Щелчок'), decide('rejected', 'Тихо')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const [won, lost] = answers[0]?.status === 200 ? answers : answers.toReversed();
    expect(lost?.body).toEqual({ message: 'Релиз не на рассмотрении: решение уже принято или артист его изменил' });
    const { body } = await work.get();
    expect(body.status.history.slice(-2).map(({ status }: { status: object }) => status)).toEqual([
      { label: 'pending', message: '' },
      { label: 'rejected', message: won?.body.status.message },
    ]);
    const { body: told } = await work.ask('GET', '/v1/notifications');
    expect(told.data.filter(({ subject }: { subject: { id: string } }) => subject.id === work.id)).toMatchObject([
      { type: 'release_rejected', text: won?.body.status.message },
    ]);
  });

  test.each([
    ['another manager', 403],
    ['the artist', 403],
    ['a listener', 403],
  ] as const)('POST /v1/desk/releases/:id/decision · %s may not', async (who, status) => {
    const path = `/v1/desk/releases/${works['the artist']?.id}/decision`;
    const answer = await house().call('POST', path, { token: people[who].token, body: { verdict: 'approved' } });
    expect(answer.status).toBe(status);
  });

  test('POST /v1/desk/releases/:id/tracks/:trackId/hearing · an address without a token, for one file and a while', async () => {
    const { work, track } = await reviewed();
    const path = `/v1/desk/releases/${work.id}/tracks/${track}/hearing`;
    const { status, body } = await house().call('POST', path, { token: people['the manager'].token });
    expect(status).toBe(201);
    expect(Date.parse(body.ends_at) - Date.now()).toBeWithin(14 * 60_000, 15 * 60_000 + 1);
    const hear = (address: string, headers: Record<string, string> = {}) =>
      house().handle(new Request(`http://localhost${address}`, { headers }));
    const whole = await hear(body.address);
    const bytes = await whole.bytes();
    expect([whole.status, whole.headers.get('content-type')]).toEqual([200, 'audio/wav']);
    const part = await hear(body.address, { range: 'bytes=44-47' });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 44-47/${bytes.length}`]);

    const forged = `${body.address.slice(0, -4)}AAAA`;
    expect((await hear(forged)).status).toBe(403);
    expect((await hear('/v1/desk/hearings/a')).status).toBe(403);
    setSystemTime(Date.parse(body.ends_at) + 1);
    try {
      expect((await hear(body.address)).status).toBe(403);
    } finally {
      setSystemTime();
    }
    // What is uploaded in its place is another file.
    await work.put({ name: 'Again' });
    await work.audio(1, 'Первый', wav(0.2));
    expect((await hear(body.address)).status).toBe(404);
  });

  test.each([
    ['the artist', 201],
    ['root', 201],
    ['another artist', 403],
    ['another manager', 403],
    ['a listener', 403],
  ] as const)('POST /v1/desk/releases/:id/tracks/:trackId/hearing · %s is answered %p', async (who, status) => {
    const { work, track } = await reviewed();
    const path = `/v1/desk/releases/${work.id}/tracks/${track}/hearing`;
    expect((await house().call('POST', path, { token: people[who].token })).status).toBe(status);
    expect((await house().call('POST', path)).status).toBe(401);
  });

  /** The artist's release, under review. */
  async function reviewed(): Promise<{ work: Work; track: string }> {
    const work = works['the artist'] as Work;
    const { body } = await work.get();
    if (body.tracks.length === 0) await work.complete('На слух', ['Первый']);
    await work.save();
    return { work, track: (await work.get()).body.tracks[0].id };
  }
});
