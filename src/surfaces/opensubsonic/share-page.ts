import { type AnyElysia, Elysia } from 'elysia';
import type { SongRow } from '../../domain/library/model.ts';
import type { Share } from '../../domain/players/shares.ts';
import type { Services } from '../../domain/services.ts';
import { isKind } from '../../errors.ts';
import { hashOf, html, htmlPage } from '../../http/files/html-page.ts';
import type { Id } from '../../lib/ids.ts';
import { escapedHtml } from './html.ts';

/** Songs of one page. */
const MOST_SONGS = 1000;

const STYLE = `
:root{color-scheme:light dark;--paper:#faf7f1;--ink:#1d2433;--faint:#5c6473;--line:#e3dccf}
@media(prefers-color-scheme:dark){:root{--paper:#151a25;--ink:#eae6dd;--faint:#a0a7b5;--line:#2c3446}}
body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.5 system-ui,sans-serif}
main{max-width:46rem;margin:0 auto;padding:clamp(1.5rem,6vw,4rem) clamp(1.125rem,5vw,2rem)}
h1{font-size:1.75rem;line-height:1.2;overflow-wrap:anywhere}
ol{padding:0;list-style:none}
li{padding:.875rem 0;border-top:1px solid var(--line);overflow-wrap:anywhere}
small{display:block;color:var(--faint)}
audio{display:block;width:100%;margin-top:.5rem}
`;

/** `/s/<id>`: what somebody shares, for whoever has its address, until it ends. A song that is begun counts as a play. */
export function sharePage({ players, library, config }: Pick<Services, 'players' | 'library' | 'config'>): AnyElysia {
  // Files in a store of their own may come from there.
  const media = config.mediaDelivery === 'redirect' ? 'media-src *' : "media-src 'self'";
  const policy = [`style-src ${hashOf(STYLE)}`, "img-src 'self'", media];

  async function songsOf({ items }: Share): Promise<SongRow[]> {
    const ids: Id[] = [];
    for (const { kind, id } of items) {
      if (kind === 'track') ids.push(id);
      if (kind === 'album') ids.push(...(await library.ids.songsOn(id)));
      if (kind === 'playlist') ids.push(...(await players.sharedSongs(id)));
      if (ids.length >= MOST_SONGS) break;
    }
    return library.songs(ids.slice(0, MOST_SONGS));
  }

  return new Elysia({ detail: { hide: true } }).get('/s/:id', async ({ params: { id }, request }) => {
    const share = await players.visitShare(id).catch((error) => {
      if (isKind(error, 'not_found')) return undefined;
      throw error;
    });
    if (share) return htmlPage(pageOf(share.description, await songsOf(share)), policy, request);
    const { headers } = htmlPage(GONE, policy, request);
    return new Response(GONE, { status: 404, headers });
  });
}

const page = (title: string, body: string): string =>
  html('Music that somebody shares', `<style>${STYLE}</style>`, `<main>\n${body}\n</main>`, `${title} · Tonearm`);

const GONE = page(
  'Nothing here',
  '<h1>Nothing is shared here</h1>\n<p>The address is wrong, or what it was for has ended.</p>',
);

function pageOf(description: string, songs: readonly SongRow[]): string {
  const title = escapedHtml(description.trim() || songs[0]?.albumName || 'Shared music');
  const entries = songs.map(
    ({ id, name, artistName, albumName }) =>
      `<li>${escapedHtml(name)}<small>${escapedHtml(`${artistName} · ${albumName}`)}</small>
<audio controls preload="none" src="/media/track/${id}"></audio></li>`,
  );
  const list =
    entries.length === 0 ? '<p>Nothing of it can be heard at the moment.</p>' : `<ol>\n${entries.join('\n')}\n</ol>`;
  return page(title, `<h1>${title}</h1>\n${list}`);
}
