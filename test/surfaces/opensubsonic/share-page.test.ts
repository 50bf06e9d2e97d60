import { expect, test } from 'bun:test';
import { onEachEngine } from '../../support/house.ts';
import { person } from '../../support/people.ts';
import { Player } from '../../support/player.ts';
import { uploaded } from '../../support/uploads.ts';

onEachEngine('what is shared', (house) => {
  const visit = async (id: string) => {
    const response = (await house().handle(new Request(`http://localhost/s/${id}`))) as Response;
    return { status: response.status, headers: response.headers, text: await response.text() };
  };

  test('GET /s/:id · is heard without an account until it ends, and by nobody while it is hidden', async () => {
    const me = await Player.of(house());
    const musician = await person(house());
    const { _id: track } = await uploaded(house(), musician, 'track', 'cbr.mp3');
    const { share } = await me.get('createShare', {
      id: track,
      description: '<b>"x"</b>',
      expires: Date.now() + 60_000,
    });
    const [{ id }] = share;
    const { status, headers, text } = await visit(id);
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(text).toContain('<h1>&lt;b&gt;&quot;x&quot;&lt;/b&gt;</h1>');
    const [, source = ''] = /<audio [^>]*src="([^"]+)"/.exec(text) ?? [];
    const song = (await house().handle(new Request(`http://localhost${source}`))) as Response;
    expect([song.status, song.headers.get('content-type')]).toEqual([200, 'audio/mpeg']);
    const [shown] = (await me.get('getShares')).share;
    expect([shown.visitCount, typeof shown.lastVisited]).toEqual([1, 'string']);
    const { tables, write } = house().db;
    await house().call('PUT', `/users/${musician.id}/profile`, {
      token: musician.token,
      body: { preferences: { privateProfile: true } },
    });
    expect((await visit(id)).text).not.toContain('<audio');
    await write((tx) => tx.update(tables.shares).set({ expiresAt: 1 }));
    expect((await visit(id)).status).toBe(404);
  });

  test.each(['x', 'a'.repeat(16), '%00', '..%2F..', 'a'.repeat(5000)])('GET /s/%s · is nothing', async (id) => {
    const { status, headers, text } = await visit(id);
    expect([status, headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    expect(text).toContain('Nothing is shared here');
  });
});
