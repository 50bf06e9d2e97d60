/**
 * Keeps the shell of the page, so that it opens without a connection. Never sound, nor an answer about anybody: whatever
 * is not of the shell goes to the server as if there were no worker.
 */

/** Addresses, put in by the bundler. */
declare const SHELL: readonly string[];

/** The part of a service worker's own interface that is used; the types of browsers have it only in place of those of a page. */
interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Asked extends Extendable {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Worker {
  addEventListener(type: 'install' | 'activate', act: (event: Extendable) => void): void;
  addEventListener(type: 'fetch', act: (event: Asked) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  location: Location;
}
const worker = self as unknown as Worker;
const PREFIX = 'tonearm-shell-';
/** What a proxy answers while its server is away, and the server while it starts or stops. */
const AWAY = new Set([502, 503, 504]);
/** The script that the page itself names. */
const SCRIPT = /^\/assets\/main-\w+\.js$/;
/** Loads the page anew, once. */
const RELOADING = `const key = 'tonearm.reloaded';
if (sessionStorage.getItem(key) !== import.meta.url) {
  sessionStorage.setItem(key, import.meta.url);
  location.reload();
}`;
const NAME = `${PREFIX}${hashOf(SHELL.join())}`;

worker.addEventListener('install', (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(NAME);
      // What the page has loaded already comes from the browser's own cache.
      await cache.addAll([...SHELL, '/icon.svg']);
      await worker.skipWaiting();
    })(),
  );
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME);
      await Promise.all(old.map((name) => caches.delete(name)));
      await worker.clients.claim();
    })(),
  );
});

worker.addEventListener('fetch', (event) => {
  const { method, url, mode } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== 'GET' || origin !== worker.location.origin) return;
  if (mode === 'navigate' && pathname === '/') event.respondWith(newestPage(event.request));
  else if (pathname.startsWith('/assets/') || pathname === '/icon.svg') event.respondWith(kept(event.request));
});

/** The page of the server; the one that is kept when there is none, or it is just being started. */
async function newestPage(request: Request): Promise<Response> {
  const answer = await fetch(request).catch((error: Error) => error);
  if (answer instanceof Response && !AWAY.has(answer.status)) return answer;
  const page = await caches.match('/', { cacheName: NAME });
  if (page) return page;
  if (answer instanceof Error) throw answer;
  return answer;
}

async function kept(request: Request): Promise<Response> {
  const answer = (await caches.match(request, { cacheName: NAME, ignoreVary: true })) ?? (await fetch(request));
  const { pathname } = new URL(request.url);
  // The page is of a version that the server has no more: without its script it would stay white.
  if (answer.status === 404 && SCRIPT.test(pathname))
    return new Response(RELOADING, { headers: { 'Content-Type': 'text/javascript' } });
  return answer;
}

function hashOf(text: string): string {
  let hash = 7;
  for (const letter of text) hash = (Math.imul(hash, 31) + (letter.codePointAt(0) ?? 0)) | 0;
  return (hash >>> 0).toString(36);
}
