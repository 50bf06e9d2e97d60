import { beforeAll, expect, setSystemTime, test } from 'bun:test';
import { parseId } from '../../../src/lib/ids.ts';
import { fixture } from '../../support/fixtures.ts';
import { onEachEngine } from '../../support/house.ts';
import { person } from '../../support/people.ts';
import { uploaded } from '../../support/uploads.ts';

const HOSTILE = `</title><img src=x onerror="alert(1)"> & 'x'`;
const ESCAPED = '&lt;/title&gt;&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; &#x27;x&#x27;';

onEachEngine('GET /s/:id', (house) => {
  let musician: { token: string; apiKey: string; id: string };
  let listener: typeof musician;
  let artist: string;
  let album: string;
  let first: string;
  let second: string;

  async function member(name: string) {
    const { token, id } = await house().member(name);
    const body = { name: 'x', password: 'password' };
    const made = await house().call('POST', '/auth/app-keys', { token, body });
    return { token, id, apiKey: made.body.appKey.key as string };
  }

  async function entry(path: string, fields: Record<string, string | File>): Promise<string> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    const { status, body } = await house().call('POST', path, { token: musician.token, body: form });
    expect(status).toBe(200);
    return body._id;
  }

  /** What a player asks. */
  async function ask(by: { apiKey: string }, path: string, parameters: string[][] = []) {
    const query = new URLSearchParams([['apiKey', by.apiKey], ['f', 'json'], ...parameters] as [string, string][]);
    return (await house().call('GET', `/rest/${path}?${query}`)).body['subsonic-response'];
  }

  async function share(ids: string[], more: string[][] = [], by = listener): Promise<string> {
    const answer = await ask(by, 'createShare', [...ids.map((id) => ['id', id]), ...more]);
    return new URL(answer.shares.share[0].url).pathname;
  }

  const visits = async (path: string): Promise<number> => {
    const { shares } = await ask(listener, 'getShares');
    return shares.share.find(({ url }: { url: string }) => url.endsWith(path)).visitCount;
  };

  async function page(path: string) {
    const response = await house().fetch('GET', path);
    const text = await response.text();
    const audio = [...text.matchAll(/<audio controls preload="none" src="([^"]*)"/g)].map(([, src]) => src as string);
    const covers = [...text.matchAll(/<img src="([^"]*)"/g)].map(([, src]) => src as string);
    return { status: response.status, headers: response.headers, text, audio, covers };
  }

  beforeAll(async () => {
    musician = await member('musician');
    listener = await member('listener');
    artist = await entry('/artists', { name: `Band ${HOSTILE}` });
    const image = new File([await fixture('turned.jpg')], 'cover.jpg', { type: 'image/jpeg' });
    album = await entry('/albums', { name: `Album ${HOSTILE}`, artist, image });
    const audio = async () => new File([await fixture('cbr.mp3')], 'song.mp3', { type: 'audio/mpeg' });
    first = await entry('/tracks', { name: `Song ${HOSTILE}`, album, audio: await audio() });
    second = await entry('/tracks', { name: 'Second', album, audio: await audio() });
  });

  test('plays a shared album without an account, and counts one visit for the page', async () => {
    const path = await share([album], [['description', `For you ${HOSTILE}`]]);
    expect(path).toMatch(/^\/s\/[\w-]{16}$/);
    const shown = await page(path);
    expect(shown.status).toBe(200);
    expect(Object.fromEntries(shown.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'cache-control': 'no-cache',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
    });
    expect(shown.audio).toEqual([`/media/track/${first}`, `/media/track/${second}`]);
    for (const address of shown.audio) {
      const answer = await house().fetch('GET', address, { headers: { range: 'bytes=0-99' } });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([206, 'audio/mpeg']);
    }
    const addresses = [...shown.text.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address as string);
    for (const address of addresses) {
      expect(address).toStartWith('/');
      expect((await house().fetch('GET', address)).status).toBe(200);
    }
    expect(await visits(path)).toBe(1);
  });

  test('escapes whatever people have written', async () => {
    const path = await share([first], [['description', `For you ${HOSTILE}`]]);
    const { text } = await page(path);
    expect(text).toContain(`<title>Song ${ESCAPED} · Tonearm</title>`);
    expect(text).toContain(`<h1 dir="auto">Song ${ESCAPED}</h1>`);
    expect(text).toContain(`<p class="about" dir="auto">For you ${ESCAPED}</p>`);
    expect(text).toContain(`aria-label="Song ${ESCAPED}, Band ${ESCAPED}"`);
    expect(text).toContain(`<span dir="auto">Album ${ESCAPED}</span>`);
    expect(text).not.toContain('<img src=x');
    // What stands between quotes is text, whatever it says.
    expect(text.replace(/"[^"]*"/g, '""')).not.toMatch(/<[^>]* (?:on\w+|style)=|<style|<script>/);
  });

  test('its covers are small, and only pictures', async () => {
    const { covers } = await page(await share([first]));
    expect(covers.length).toBe(1);
    const answer = await house().fetch('GET', covers[0] as string);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toStartWith('image/');
    const name = covers[0]?.split('/').at(-1);
    const track = (await house().call('GET', `/tracks/${first}`)).body.audio.split('/').at(-1);
    for (const path of [`artists/${name}`, `avatars/${name}`, `tracks/${track}`, 'albums/none.jpg', '%00/%00'])
      expect((await house().fetch('GET', `/s/covers/${path}`)).status).toBe(404);
  });

  test('has songs, albums and playlists in the order of the share', async () => {
    const songs = [second, first, second].map((id) => ['songId', id]);
    const { playlist } = await ask(listener, 'createPlaylist', [['name', 'Mine, and secret'], ...songs]);
    const { text, audio } = await page(await share([playlist.id, album, second]));
    expect(audio.map((address) => address.slice('/media/track/'.length))).toEqual([
      ...[second, first, second],
      ...[first, second],
      second,
    ]);
    expect(text).toContain('6 songs');
    expect(text).not.toContain('Mine, and secret');
    expect(text).not.toContain('listener');
  });

  test('has at most 500 songs, and says so', async () => {
    const songs = Array.from({ length: 501 }, () => ['songId', second]);
    const { playlist } = await ask(listener, 'createPlaylist', [['name', 'Long'], ...songs.slice(0, 400)]);
    const more = songs.slice(400).map(() => ['songIdToAdd', second]);
    await ask(listener, 'updatePlaylist', [['playlistId', playlist.id], ...more]);
    const { text, audio } = await page(await share([playlist.id]));
    expect(audio.length).toBe(500);
    expect(text).toContain('The first 500 songs');
  });

  test('ends when it expires, and says until when', async () => {
    const ends = Date.parse('2100-01-02T03:04:05.678Z');
    const path = await share([first], [['expires', String(ends)]]);
    expect((await page(path)).text).toContain(
      'until <time datetime="2100-01-02T03:04:05.678Z">2 January 2100 at 03:04 UTC</time>',
    );
    setSystemTime(ends);
    const ended = await page(path);
    setSystemTime();
    expect([ended.status, ended.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    expect(ended.text).toContain('There is no such share, or it has ended.');
    expect(await visits(path)).toBe(1);
    const last = await share([first], [['expires', '999999999999999']]);
    expect((await page(last)).status).toBe(200);
  });

  test.each(['x', 'x'.repeat(16), 'assets', 'covers', '%00'.repeat(16), '%C3%A9'.repeat(16), 'x'.repeat(4000)])(
    'an unknown one is 404, in the words of the page: %p',
    async (id) => {
      const { status, text, headers } = await page(`/s/${id}`);
      expect(status).toBe(404);
      expect(text).toContain('<h1>Nothing here</h1>');
      expect(headers.get('content-security-policy')).toStartWith("default-src 'none'");
    },
  );

  test('HEAD says the same, and is no visit; other methods are refused', async () => {
    const path = await share([album]);
    const head = await house().fetch('HEAD', path);
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(await visits(path)).toBe(0);
    const { headers } = await page(path);
    const again = await house().fetch('GET', path, { headers: { 'if-none-match': headers.get('etag') as string } });
    expect(again.status).toBe(304);
    expect(await visits(path)).toBe(2);
    expect((await house().fetch('POST', path, { body: {} })).status).toBe(405);
    expect((await house().fetch('HEAD', `/s/${'x'.repeat(16)}`)).status).toBe(404);
  });

  test('opens nothing that is hidden now, and what is gone is left out', async () => {
    const uploader = await person(house());
    const { _id: song } = await uploaded(house(), uploader, 'track', 'cbr.mp3', { title: 'Not for all' });
    await uploaded(house(), uploader, 'cover', 'turned.jpg', { trackId: song });
    const path = await share([song, second]);
    const { covers, audio } = await page(path);
    expect([covers.length, audio]).toEqual([2, [`/media/track/${song}`, `/media/track/${second}`]]);
    const hide = (isPrivate: boolean) => house().services.social.change(parseId(uploader.id) as string, { isPrivate });
    await hide(true);
    const hidden = await page(path);
    expect([hidden.status, hidden.audio]).toEqual([200, [`/media/track/${second}`]]);
    for (const told of ['Not for all', uploader.name, covers[0] as string]) expect(hidden.text).not.toContain(told);
    for (const address of [audio[0] as string, covers[0] as string])
      expect((await house().fetch('GET', address)).status).toBeOneOf([403, 404]);
    await hide(false);
    expect((await page(path)).audio).toEqual(audio);
    await house().call('DELETE', `/media/track/${song}`, { token: uploader.token });
    expect((await page(path)).audio).toEqual([`/media/track/${second}`]);
    await house().call('DELETE', `/tracks/${second}`, { token: musician.token });
    expect((await page(path)).text).toContain('Nothing of it can be heard now.');
    await ask(listener, 'deleteShare', [['id', path.slice(3)]]);
    expect((await page(path)).status).toBe(404);
  });
});
