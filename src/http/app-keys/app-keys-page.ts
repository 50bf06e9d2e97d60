import { Elysia } from 'elysia';
import { asset } from '../files/asset.ts';
import { html, htmlPage } from '../files/html-page.ts';
import style from './page.css' with { type: 'file' };
import script from './page.js' with { type: 'file' };

const SCRIPT = '/app-keys/assets/page.js';
const STYLE = '/app-keys/assets/page.css';

/** Nothing from other hosts, no inline script or style. */
const POLICY = ["script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'"];

/** `/app-keys`: where people make and revoke the keys of their players, by way of `/auth` of the community. */
export function appKeysPage() {
  return new Elysia({ detail: { hide: true } })
    .get('/app-keys', ({ request }) => htmlPage(PAGE, POLICY, request))
    .get(SCRIPT, ({ request }) => asset(script, request))
    .get(STYLE, ({ request }) => asset(style, request));
}

const password = (id: string): string => `<label for="${id}">Your password</label>
<input id="${id}" type="password" autocomplete="current-password" required>`;

const shownKey = (id: string): string => `<div class="key">
<input id="${id}" type="text" readonly spellcheck="false" aria-label="The key">
<button type="button" data-copies="${id}">Copy</button>
</div>`;

const PAGE = html(
  'Keys for players: one a device, in place of the password',
  `<link rel="stylesheet" href="${STYLE}">`,
  `<main>
<header>
<a href="/"><img src="/icon.svg" alt="Tonearm" width="48" height="48"></a>
<h1>App keys</h1>
</header>
<p class="lead">A player on your phone or your desk signs in with a key of its own, never with your password. If a device is lost, revoke its key: the others play on.</p>
<noscript><p class="bad">This page needs scripts. The same is done by <code>POST /auth/app-keys</code>: see <a href="/swagger">the documentation</a>.</p></noscript>
<p id="said" role="status"></p>
<p id="wrong" class="bad" role="alert"></p>

<form id="sign-in" aria-labelledby="sign-in-title">
<h2 id="sign-in-title">Sign in</h2>
<label for="login">User name or e-mail address</label>
<input id="login" type="text" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="256" required>
${password('sign-in-password')}
<button type="submit">Sign in</button>
</form>

<div id="inside" hidden>
<p class="who"><span>Signed in as <b id="who"></b></span> <button id="sign-out" type="button" class="quiet">Sign out</button></p>

<form id="make" aria-labelledby="make-title">
<h2 id="make-title">New key</h2>
<label for="name">Name of the device or player</label>
<input id="name" type="text" autocomplete="off" maxlength="100" required>
${password('make-password')}
<button type="submit">Make a key</button>
</form>

<section id="made" tabindex="-1" aria-labelledby="made-title" hidden>
<h2 id="made-title">Type this into your player</h2>
<dl>
<dt>Server address</dt><dd id="server"></dd>
<dt>User name</dt><dd id="user"></dd>
<dt>Password, or API key</dt><dd>${shownKey('made-key')}</dd>
</dl>
<button id="done" type="button" class="quiet">Done, hide it</button>
</section>

<h2 id="keys-title" tabindex="-1">Your keys</h2>
<p id="none" hidden>None yet.</p>
<ul id="keys" aria-labelledby="keys-title"></ul>
</div>

<dialog id="reveal" aria-labelledby="reveal-title">
<form>
<h2 id="reveal-title"></h2>
<p class="bad" role="alert"></p>
<div id="reveal-ask">
${password('reveal-password')}
</div>
<div id="revealed" hidden>${shownKey('revealed-key')}</div>
<p class="actions"><button type="submit">Show the key</button> <button type="button" class="quiet" data-closes>Close</button></p>
</form>
</dialog>

<dialog id="revoke" aria-labelledby="revoke-title">
<form>
<h2 id="revoke-title"></h2>
<p class="bad" role="alert"></p>
<p>What signs in with it is refused from now on. This cannot be undone.</p>
<p class="actions"><button type="submit" class="danger">Revoke</button> <button type="button" class="quiet" data-closes autofocus>Keep it</button></p>
</form>
</dialog>
</main>
<script src="${SCRIPT}"></script>`,
  'App keys · Tonearm',
);
