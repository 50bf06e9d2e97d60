import { Elysia } from 'elysia';
import type { Cover, SongRow } from '../../domain/library/model.ts';
import type { Share } from '../../domain/players/shares.ts';
import type { Services } from '../../domain/services.ts';
import { DomainError } from '../../errors.ts';
import { lazy } from '../../lib/lazy.ts';
import { asset } from '../files/asset.ts';
import { filled, planAnswer } from '../files/file-answer.ts';
import { html, htmlPage } from '../files/html-page.ts';
import { asSent } from '../server/front-door.ts';
import style from './page.css' with { type: 'file' };
import script from './page.js' with { type: 'file' };

const SCRIPT = '/s/assets/page.js';
const STYLE = '/s/assets/page.css';
/** Songs on one page. */
const MOST_SONGS = 500;
const COVERS: readonly string[] = ['albums', 'tracks'] satisfies Cover['place'][];
/** Pixels: as large as the page shows covers, on screens with three dots a pixel. */
const COVER_SIDE = 192;
/** The address names the very picture; but its profile may become private. */
const COVER_KEPT = 'private, max-age=3600';

/** `/s/<id>`: where somebody without an account hears what an account shares. Its audio is that of the community. */
export function sharePage({ players, library, catalogue, media }: Services) {
  async function songsOf({ items }: Share): Promise<{ songs: SongRow[]; isCut: boolean }> {
    const ids: string[] = [];
    for (const { kind, id } of items) {
      if (kind === 'track') ids.push(id);
      if (kind === 'album') ids.push(...(await library.ids.songsOn(id)));
      if (kind === 'playlist') ids.push(...(await players.sharedSongs(id)));
      if (ids.length > MOST_SONGS) break;
    }
    return { songs: await library.songs(ids.slice(0, MOST_SONGS)), isCut: ids.length > MOST_SONGS };
  }

  async function policy(): Promise<string[]> {
    const from = ["'self'", await media.redirectOrigin()].filter(Boolean).join(' ');
    return ["script-src 'self'", "style-src 'self'", `img-src ${from}`, `media-src ${from}`];
  }

  async function show(id: string, request: Request): Promise<Response> {
    const isVisit = asSent(request).method !== 'HEAD';
    const share = await players.visitShare(id, isVisit).catch(asNone);
    const text = share ? page(share, await songsOf(share)) : ABSENT;
    const response = htmlPage(text, await policy(), request, share ? 200 : 404);
    // Only for those who were given the address.
    response.headers.set('x-robots-tag', 'noindex');
    return response;
  }

  async function cover(place: string, name: string, request: Request): Promise<Response> {
    const original = COVERS.includes(place)
      ? await catalogue.file(place as Cover['place'], name, undefined)
      : undefined;
    if (!original?.type.startsWith('image/')) throw new DomainError('not_found', 'Not found', { subject: 'file' });
    const small = await media.thumb(original, COVER_SIDE);
    const headers = { Location: `/uploads/${place}/${name}`, 'Cache-Control': 'no-store' };
    if (!small) return new Response(null, { status: 302, headers });
    const sent = asSent(request);
    return filled(planAnswer(sent, small, { cacheControl: COVER_KEPT }), small.opened, sent);
  }

  return new Elysia({ detail: { hide: true } })
    .get('/s/:id', ({ params, request }) => show(params.id, request))
    .get('/s/covers/:place/:name', ({ params, request }) => cover(params.place, params.name, request))
    .get(SCRIPT, ({ request }) => asset(script, request))
    .get(STYLE, ({ request }) => asset(style, request));
}

function asNone(error: unknown): undefined {
  if (!(error instanceof DomainError) || error.kind !== 'not_found') throw error;
}

const styled = (about: string, body: string, title: string): string =>
  html(about, `<link rel="stylesheet" href="${STYLE}">`, `<main>\n${body}\n</main>`, `${title} · Tonearm`);

const ABSENT = styled(
  'A share that is not here',
  `<h1>Nothing here</h1>
<p>There is no such share, or it has ended. Ask whoever sent you the address for another one.</p>`,
  'Nothing here',
);

function page(share: Share, { songs, isCut }: { songs: SongRow[]; isCut: boolean }): string {
  const { description, expiresAt } = share;
  const name = Bun.escapeHTML(nameOf(share, songs));
  const count = `${isCut ? 'The first ' : ''}${songs.length} ${songs.length === 1 ? 'song' : 'songs'}`;
  const body = `<h1 dir="auto">${name}</h1>
${description === '' ? '' : `<p class="about" dir="auto">${Bun.escapeHTML(description)}</p>\n`}<p class="faint">${count}${ending(expiresAt)}</p>
${songs.length === 0 ? '<p>Nothing of it can be heard now.</p>' : `<ol>\n${songs.map(entry).join('\n')}\n</ol>`}
<footer>Played by <a href="/">Tonearm</a></footer>${songs.length > 1 ? `\n<script src="${SCRIPT}"></script>` : ''}`;
  return styled(`Music to listen to: ${name}`, body, name);
}

/** What a share is called: as what it has, when that is one thing. */
function nameOf({ items }: Share, songs: readonly SongRow[]): string {
  const [first] = songs;
  const kind = items.length === 1 ? items[0]?.kind : undefined;
  if (first && kind === 'track') return first.name;
  if (first && kind === 'album') return first.albumName;
  return kind === 'playlist' ? 'A playlist' : 'Music for you';
}

const DAY = lazy(() => new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }));

function ending(expiresAt: number | null): string {
  // The latest moment that a date can hold.
  if (expiresAt === null || expiresAt > 8.64e15) return '';
  const moment = new Date(expiresAt);
  return `, until <time datetime="${moment.toISOString()}">${DAY().format(moment)} UTC</time>`;
}

function entry({ id, name, artistName, feat, albumName, duration, cover }: SongRow): string {
  const title = Bun.escapeHTML(name);
  const artist = Bun.escapeHTML(feat.length > 0 ? `${artistName} feat. ${feat.join(', ')}` : artistName);
  const picture = cover
    ? `<img src="/s/covers/${cover.place}/${cover.name}" alt="" width="64" height="64" loading="lazy">`
    : '';
  // Nothing is fetched before somebody listens: the first byte counts as a play.
  return `<li>${picture}<div><p dir="auto"><b>${title}</b></p>
<p class="faint"><span dir="auto">${artist}</span> · <span dir="auto">${Bun.escapeHTML(albumName)}</span>${duration > 0 ? ` · ${clock(duration)}` : ''}</p></div>
<audio controls preload="none" src="/media/track/${id}" aria-label="${title}, ${artist}"></audio></li>`;
}

/** Seconds as `3:05`. */
const clock = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.round(seconds) % 60).padStart(2, '0')}`;
