import type { AnyElysia } from 'elysia';
import type { Config } from '../../config.ts';
import { JSON_HEADERS, plainJson } from '../json.ts';
import type { RequestHandler } from './cross-origin.ts';
import { noteRoute } from './exchange.ts';
import { frontDoor } from './front-door.ts';
import { healthy, RETRY_SHORTLY_HEADERS, unhealthy } from './health.ts';
import { IDLE_SECONDS } from './idle.ts';
import { type Observer, observed } from './observe.ts';
import { limitConcurrency, maxConcurrentRequests } from './overload.ts';

/** A listening server on each of the ports. All answer 503, but for `/livez`, until `open` and after `stop`. */
export interface Listeners {
  urls: string[];
  /** Where the metrics are, when they have a port of their own. */
  metricsUrl: string | undefined;
  /**
   * From now on the app answers the requests, and those for metrics are answered by the other.
   * @param version see `keeping`
   */
  open(app: AnyElysia, metrics?: RequestHandler, version?: () => number | undefined): void;
  /**
   * Answers new requests with 503 and waits for those in flight, then closes all connections and the ports.
   * @param grace milliseconds that requests in flight have to finish
   */
  stop(grace: number): Promise<void>;
}

type Settings = Pick<Config, 'ports' | 'host' | 'corsOrigins' | 'maxTrackBytes' | 'maxCoverBytes' | 'maxAvatarBytes'> &
  Pick<Config, 'publicUrl' | 'trustProxy'> &
  Partial<Pick<Config, 'metricsPort'>>;

/** Who is told of what happens. */
export interface Watchers {
  /** Of each exchange. */
  observers: readonly Observer[];
  /** Of an error below the app, which is a fault of this program. */
  failed(error: unknown): void;
}

/** How many times the largest upload a body may be before Bun refuses it. */
const BODY_LIMIT_FACTOR = 16;
/** Milliseconds between two looks at the requests in flight of a stopping server. */
const POLL_INTERVAL = 20;

/**
 * Listens on every port of the settings.
 * @throws Error when a port cannot be had; the message names it and says what to do
 */
export function listen(config: Settings, { observers, failed }: Watchers = UNWATCHED): Listeners {
  let answer = notServing('starting');
  let scrape: RequestHandler = () => unhealthy('starting');
  const servers: Bun.Server<unknown>[] = [];
  const pending = () => servers.reduce((sum, { pendingRequests }) => sum + pendingRequests, 0);
  const limited = limitConcurrency((request) => answer(request), pending, maxConcurrentRequests());
  const fetch = observed(limited, observers, failed);
  let metrics: Bun.Server<unknown> | undefined;
  try {
    for (const port of config.ports) servers.push(serve(config, port, 'PORT', fetch));
    if (config.metricsPort !== undefined) {
      const answerMetrics = observed((request) => metricsOnly(request, scrape), observers, failed);
      metrics = serve(config, config.metricsPort, 'METRICS_PORT', answerMetrics);
    }
  } catch (error) {
    for (const server of servers) server.stop(true);
    throw error;
  }
  return {
    urls: servers.map(({ url }) => url.origin),
    metricsUrl: metrics?.url.origin,
    open: (app, own = scrape, version) => {
      app.server ??= servers[0] ?? null;
      answer = frontDoor(app, config, version);
      scrape = own;
    },
    stop: async (grace) => {
      answer = notServing('stopping');
      const end = Date.now() + grace;
      // Not `await server.stop()`: it refuses health checks too, and waits for ever on a half-open request.
      while (servers.some(({ pendingRequests }) => pendingRequests > 0) && Date.now() < end)
        await Bun.sleep(POLL_INTERVAL);
      for (const server of servers) server.stop(true);
      metrics?.stop(true);
    },
  };
}

const UNWATCHED: Watchers = { observers: [], failed: () => {} };

type Fetch = (request: Request, server: Bun.Server<unknown>) => Response | Promise<Response>;

/** @throws Error when the port cannot be had @param setting that names the port */
function serve(config: Settings, port: number, setting: string, fetch: Fetch): Bun.Server<unknown> {
  try {
    return Bun.serve({
      port,
      hostname: config.host,
      // Bun's default lets two processes share a port, and each answers some of the requests.
      reusePort: false,
      // Uploads and answers with files switch it off: see `idle.ts` and `files/file-route.ts`.
      idleTimeout: IDLE_SECONDS,
      // Bun's own 413 has no body. `body/receive.ts` counts the bytes and refuses in the words of the dialect, so this
      // only bounds what is far larger than any upload.
      maxRequestBodySize:
        BODY_LIMIT_FACTOR * Math.max(config.maxTrackBytes, config.maxCoverBytes, config.maxAvatarBytes),
      fetch,
      // An error below the app, such as a file deleted while it is opened: without this Bun answers a page that shows
      // the sources.
      development: false,
      error: () => new Response(null, { status: 500 }),
    });
  } catch (error) {
    throw new Error(
      `cannot listen on ${config.host}, port ${port}: ${listenProblem(error as NodeJS.ErrnoException, setting)}`,
    );
  }
}

function metricsOnly(request: Request, scrape: RequestHandler): Response | Promise<Response> {
  if (URL.parse(request.url)?.pathname !== METRICS)
    return plainJson({ success: false, error: `Only ${METRICS} is here` }, 404, JSON_HEADERS);
  noteRoute(request, METRICS);
  return scrape(request);
}

/** Where metrics are, on whatever port. */
const METRICS = '/metrics';

function listenProblem({ code, message }: NodeJS.ErrnoException, setting: string): string {
  if (code === 'EADDRINUSE') return `another program listens there; stop that one or choose another ${setting}`;
  if (code === 'EACCES') return `this account may not; choose a ${setting} from 1024 on`;
  if (code === 'EADDRNOTAVAIL') return 'HOST is no address of this machine; 0.0.0.0 is all of them';
  return `${message}; check HOST and ${setting}`;
}

/** Answers while no app does: `/livez` 200, all else 503 with `Retry-After`. */
function notServing(status: 'starting' | 'stopping'): RequestHandler {
  const text = `The server is ${status}, try again shortly`;
  // There are no dialects yet; together the fields are those in which clients of all dialects look for the text.
  const refusal = { success: false, error: text, message: text };
  return (request) => {
    // An invalid `Host` makes an invalid URL.
    const pathname = URL.parse(request.url)?.pathname ?? '';
    if (pathname === '/livez' || pathname === '/readyz') noteRoute(request, pathname);
    if (pathname === '/livez') return healthy('live');
    return pathname === '/readyz' ? unhealthy(status) : plainJson(refusal, 503, RETRY_SHORTLY_HEADERS);
  };
}
