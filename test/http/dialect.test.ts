import { expect, test } from 'bun:test';
import { Type as t } from '@sinclair/typebox';
import { Elysia } from 'elysia';
import pino from 'pino';
import { type Dialect, withOwnMessage } from '../../src/http/dialect.ts';
import { chapters } from '../../src/http/route.ts';
import { refusals } from '../../src/http/server/refusals.ts';
import { membersDialect } from '../../src/surfaces/members/errors.ts';
import { onEachEngine } from '../support/house.ts';

/** A dialect of its own keys and its own writing: nothing outside its folder knows either. */
const xml: Dialect = {
  ...membersDialect,
  name: 'xml',
  owns: (_, path) => path.startsWith('/xml/'),
  refusals: { ...membersDialect.refusals, wrong_token: () => [200, 'the key is wrong'], invalid: withOwnMessage(400) },
  credentials: ({ url }) => {
    const token = new URL(url).searchParams.get('key');
    return token ? { token, byCookie: false } : undefined;
  },
  encoding: {
    types: ['text/xml'],
    write: (body) => ({ type: 'text/xml', text: `<answer>${Object.entries(body as object).join(' ')}</answer>` }),
  },
  body: (text) => ({ error: text }),
};

onEachEngine('chapters, of a dialect that owns its keys and its writing', (house) => {
  const app = () => {
    const refuse = refusals(
      [xml],
      () => [],
      () => undefined,
      pino({ level: 'silent' }),
    );
    const answers = { 200: t.Object({ name: t.String() }) };
    return new Elysia()
      .onError(({ code, error, request, path, set }) => {
        const refusal = refuse({ code, error, request, path });
        set.status = refusal.status;
        return refusal;
      })
      .use(
        chapters(house().services, xml)('/xml', 'members')
          .get('/me', ({ caller }) => ({ name: caller.login }), { member: { summary: 'Me', about: 'Me.', answers } })
          .post(
            '/made',
            ({ set }) => {
              set.status = 201;
              return { name: 'made' };
            },
            { open: { summary: 'Make', about: '', answers } },
          )
          .get('/nothing', () => undefined, { open: { summary: 'Nothing', about: '', answers } })
          .get('/file', () => new Response('as it is', { headers: { 'content-type': 'audio/mpeg' } }), {
            open: { summary: 'File', about: '', answers },
          }),
      );
  };
  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await app().handle(new Request(`http://localhost/xml${path}`, init));
    return [response.status, response.headers.get('content-type'), await response.text()];
  };

  test('answers', async () => {
    const { token, name } = await house().member();
    expect(await ask(`/me?key=${token}`)).toEqual([200, 'text/xml', `<answer>name,${name}</answer>`]);
    expect(await ask('/made', { method: 'POST' })).toEqual([201, 'text/xml', '<answer>name,made</answer>']);
    expect(await ask('/nothing')).toEqual([200, null, '']);
    expect(await ask('/file')).toEqual([200, 'audio/mpeg', 'as it is']);
  });

  test('refuses, and takes no other surface’s keys', async () => {
    const { token } = await house().member();
    const wrong = [200, 'text/xml', '<answer>error,the key is wrong</answer>'];
    const missing = await ask('/me', { headers: { token } });
    expect(missing.slice(0, 2)).toEqual([401, 'text/xml']);
    expect(await ask('/me?key=wrong')).toEqual(wrong);
    expect(await ask('/me?key=wrong', { headers: { token } })).toEqual(wrong);
    expect((await ask('/elsewhere')).slice(0, 2)).toEqual([404, 'text/xml']);
  });
});
