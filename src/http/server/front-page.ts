import { Elysia } from 'elysia';
import { asset } from '../files/asset.ts';
import { hashOf, html, htmlPage } from '../files/html-page.ts';
import icon from './icon.svg' with { type: 'file' };
import { originOf, type PublicAddress } from './origin.ts';

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

const STYLE = `
:root{color-scheme:light dark;--paper:#faf7f1;--ink:#1d2433;--faint:#5c6473;--line:#e3dccf;--card:#fffdf9;--warm:#9a5b12}
@media(prefers-color-scheme:dark){:root{--paper:#151a25;--ink:#eae6dd;--faint:#a0a7b5;--line:#2c3446;--card:#1c2331;--warm:#e8b06a}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;text-rendering:optimizeLegibility}
main{max-width:46rem;margin:0 auto;padding:clamp(1.5rem,6vw,4.5rem) clamp(1.125rem,5vw,2rem) 3rem}
header{display:grid;grid-template-columns:auto 1fr;gap:0 1.125rem;align-items:center}
header img{width:4rem;height:4rem;grid-row:span 2}
h1{margin:0;font-size:clamp(2rem,7vw,2.75rem);line-height:1.1;letter-spacing:-.025em}
header p{margin:.125rem 0 0;color:var(--faint);font-size:.9375rem}
.runs::before{content:"";display:inline-block;width:.5em;height:.5em;margin-right:.5em;border-radius:50%;background:#3f9b58;vertical-align:.08em}
.lead{margin:2rem 0 1.5rem;font-size:1.25rem;line-height:1.5;text-wrap:pretty}
h2{margin:3rem 0 .5rem;font-size:1.25rem;letter-spacing:-.01em}
a{color:var(--warm);text-underline-offset:.2em;text-decoration-thickness:.08em}
a:focus-visible{outline:2px solid var(--warm);outline-offset:3px;border-radius:3px}
nav{display:grid;grid-template-columns:repeat(auto-fit,minmax(13.5rem,1fr));gap:.75rem}
nav a{display:block;padding:.875rem 1.125rem;border:1px solid var(--line);border-radius:.625rem;background:var(--card);color:inherit;text-decoration:none}
nav a:hover{border-color:var(--warm)}
nav b{display:block;color:var(--warm);font-weight:600}
nav span{color:var(--faint);font-size:.9375rem}
ul{padding-left:1.1em}
li{margin:.25rem 0}
li::marker{color:var(--warm)}
pre{margin:1rem 0;padding:1rem 1.125rem;white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid var(--line);border-radius:.625rem;background:var(--card);font:.8125rem/1.75 ui-monospace,"SF Mono",SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;tab-size:2}
code{font-family:ui-monospace,"SF Mono",SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.9em}
pre code{font-size:inherit}
footer{margin-top:3rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--faint);font-size:.9375rem}
`;
const ALLOWS = [`style-src ${hashOf(STYLE)}`, "img-src 'self'"];

/** `/`: what this is, and where to go on; without scripts, and without anything from elsewhere. And the icon. */
export function frontPage(version: string, config: PublicAddress) {
  return new Elysia({ detail: { hide: true } })
    .get('/', ({ request }) => {
      const origin = originOf(request, config);
      return htmlPage(page(version, SHELL_SAFE.test(origin) ? origin : DEFAULT_ORIGIN), ALLOWS, request);
    })
    .get('/icon.svg', ({ request }) => asset(icon, request))
    .get('/favicon.ico', ({ request }) => asset(icon, request));
}

function page(version: string, origin: string): string {
  const song = [`URL=${origin}`, FIELD, '', ...FIRST_SONG, '', 'echo "play it: $URL/media/track/$TRACK"'].join('\n');
  return html(
    'The back end of a music platform in one executable',
    `<style>${STYLE}</style>`,
    `<main>
<header>
<img src="/icon.svg" alt="" width="64" height="64">
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
</main>`,
  );
}
