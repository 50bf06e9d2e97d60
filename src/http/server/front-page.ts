import { Elysia } from 'elysia';
import type { Services } from '../../domain/services.ts';
import { asset } from '../files/asset.ts';
import { html, htmlPage } from '../files/html-page.ts';
import { webBundle } from '../web/bundle.ts';
import icon from './icon.svg' with { type: 'file' };
import { originOf } from './origin.ts';

/** The README's first song, with this server's own address as `URL`. */
const FIRST_SONG = [
  `TOKEN=$(curl -s $URL/users -H 'Content-Type: application/json' -d '{"username":"ann","password":"a good password"}' | field token)`,
  `ARTIST=$(curl -s $URL/artists -H "token: $TOKEN" -F name='Pink Floyd' | field _id)`,
  `ALBUM=$(curl -s $URL/albums -H "token: $TOKEN" -F name='The Wall' -F artist=$ARTIST -F year=1979 -F image=@cover.jpg | field _id)`,
  `TRACK=$(curl -s $URL/tracks -H "token: $TOKEN" -F name='Hey You' -F album=$ALBUM -F audio=@song.mp3 | field _id)`,
  `curl -s $URL/media/track/$TRACK -H 'Range: bytes=0-65535' -o first-64-KiB.mp3`,
] as const;

/** Reads a field of a JSON answer. */
const FIELD = String.raw`field() { sed -E "s/.*\"$1\":\"([^\"]*)\".*/\1/"; }`;

/** An origin that is safe in a shell command: the `Host` header is the client's and may hold anything. */
const SHELL_SAFE = /^https?:\/\/[\w.:[\]-]+$/;
const DEFAULT_ORIGIN = 'http://localhost:3000';

/** `/`: the page for people. What this is and where to go on stands in it before any script. And the icon. */
export function frontPage(version: string, { config, media }: Pick<Services, 'config' | 'media'>) {
  async function answer(request: Request): Promise<Response> {
    const origin = originOf(request, config);
    const { script, style, preloads } = await webBundle();
    const links = preloads.map((address) => `<link rel="modulepreload" href="${address}">\n`).join('');
    const head = `<link rel="stylesheet" href="${style}">
${links}<script type="module" src="${script}"></script>`;
    return htmlPage(page(version, SHELL_SAFE.test(origin) ? origin : DEFAULT_ORIGIN, head), await policy(), request);
  }

  /** Nothing from other hosts but the store where it serves files itself, and nothing inline. */
  async function policy(): Promise<string[]> {
    const from = ["'self'", await media.redirectOrigin()].filter(Boolean).join(' ');
    const own = ['script-src', 'style-src', 'connect-src', 'worker-src'].map((part) => `${part} 'self'`);
    return [...own, `img-src ${from}`, `media-src ${from}`];
  }

  return new Elysia({ detail: { hide: true } })
    .get('/', ({ request }) => answer(request))
    .get('/icon.svg', ({ request }) => asset(icon, request))
    .get('/favicon.ico', ({ request }) => asset(icon, request));
}

function page(version: string, origin: string, head: string): string {
  const song = [`URL=${origin}`, FIELD, '', ...FIRST_SONG, '', 'echo "play it: $URL/media/track/$TRACK"'].join('\n');
  return html(
    'The back end of a music platform in one executable',
    head,
    `<div id="app">
<header class="banner"><a class="brand" href="/"><img src="/icon.svg" alt="" width="32" height="32"><span>Tonearm</span></a></header>
</div>
<section id="about" aria-label="About this server">
<header>
<h1>Tonearm</h1>
<p><span class="runs">It runs</span>, version ${Bun.escapeHTML(version)}</p>
</header>
<p class="lead">The back end of a music platform in one executable: a catalogue that plays, a recorder, members, a community, and a label’s back office.</p>
<nav aria-label="Where to go on">
<a href="/swagger"><b>Try it</b><span>every operation, in the browser</span></a>
<a href="/app-keys"><b>App keys</b><span>connect a player on a phone or a desk</span></a>
<a href="/swagger/json"><b>OpenAPI</b><span>the same, for programs</span></a>
</nav>
<h2>First song</h2>
<p>With a picture <code>cover.jpg</code> and a song <code>song.mp3</code> in the folder, in a shell:</p>
<pre><code>${Bun.escapeHTML(song)}</code></pre>
<p>A browser’s address bar, VLC or an <code>&lt;audio&gt;</code> element play that address, and seek in it.</p>
<h2>What speaks here</h2>
<ul>
<li><b>Catalogue</b>: artists, albums, tracks, and who heard what</li>
<li><b>Recorder</b>: a WAV handed in, an MP3 by link</li>
<li><b>Members</b>: accounts by e-mail, cookies, favourites</li>
<li><b>Community</b>: profiles, uploads, streaming, followers, a feed</li>
<li><b>Label</b>: releases, documents, contracts, royalties</li>
<li><b>Players</b>: OpenSubsonic, for those on phones, desks and in browsers</li>
</ul>
<footer>One account signs in everywhere. <code>tonearm demo</code> starts a server with a small world to look around in.</footer>
</section>`,
  );
}
