import type { AnyElysia } from 'elysia';
import type { Config } from '../../config.ts';
import type { RequestHandler } from './cross-origin.ts';
import { frontDoor } from './front-door.ts';
import { AGAIN_SHORTLY, fine, unready } from './health.ts';
import { IDLE_SECONDS } from './idle.ts';
import { limitConcurrency, maxConcurrentRequests } from './overload.ts';

/** A listening server on each of the ports, all answering alike: as a closed house until it is opened. */
export interface Listeners {
  urls: string[];
  /** From now on the app answers. */
  open(app: AnyElysia): void;
  /**
   * Answers new requests as a closed house and waits for those in flight, at most the milliseconds given; then cuts them
   * off and listens no more.
   */
  stop(deadline: number): Promise<void>;
}

type Settings = Pick<Config, 'ports' | 'host' | 'corsOrigins' | 'maxTrackBytes' | 'maxCoverBytes' | 'maxAvatarBytes'>;

const FAR_BEYOND = 16;
/** How often a stopping server is asked whether it has finished, in milliseconds. */
const POLL = 20;

/** @throws when a port is taken or not allowed; the message names it and says what to do */
export function listen(config: Settings): Listeners {
  let answer = closed('starting');
  const servers: Bun.Server<unknown>[] = [];
  const pending = () => servers.reduce((sum, { pendingRequests }) => sum + pendingRequests, 0);
  const fetch = limitConcurrency((request) => answer(request), pending, maxConcurrentRequests());
  for (const port of config.ports) {
    try {
      servers.push(
        Bun.serve({
          port,
          hostname: config.host,
          // Else two servers share a port, and each answers some of the requests.
          reusePort: false,
          // Of connections on which nothing is under way. Answers with files, and uploads, have none: see there.
          idleTimeout: IDLE_SECONDS,
          // A second line: Bun's own refusal has no body, and uploads are counted where they are read, in the words of
          // their dialect. Here ends only what is far beyond anything that is taken.
          maxRequestBodySize: FAR_BEYOND * Math.max(config.maxTrackBytes, config.maxCoverBytes, config.maxAvatarBytes),
          fetch,
          // What fails beneath the app, as a file that goes while it is being opened: no page with our sources.
          development: false,
          error: () => new Response(null, { status: 500 }),
        }),
      );
    } catch (error) {
      for (const server of servers) server.stop(true);
      throw new Error(`cannot listen on ${config.host}, port ${port}: ${whyNot(error as NodeJS.ErrnoException)}`);
    }
  }
  return {
    urls: servers.map(({ url }) => url.origin),
    open: (app) => {
      app.server ??= servers[0] ?? null;
      answer = frontDoor(app, config);
    },
    stop: async (deadline) => {
      answer = closed('stopping');
      const end = Date.now() + deadline;
      // After `stop()` new connections are refused, and whoever asks for health with them; waiting for it would wait for
      // ever on a half-open request.
      while (servers.some(({ pendingRequests }) => pendingRequests > 0) && Date.now() < end) await Bun.sleep(POLL);
      for (const server of servers) server.stop(true);
    },
  };
}

function whyNot({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'EADDRINUSE') return 'another program listens there; stop that one or choose another PORT';
  if (code === 'EACCES') return 'this account may not; choose a PORT from 1024 on';
  if (code === 'EADDRNOTAVAIL') return 'HOST is no address of this machine; 0.0.0.0 is all of them';
  return `${message}; check HOST and PORT`;
}

/** What a house answers that is not open: that it lives, and that requests should come again. */
function closed(status: 'starting' | 'stopping'): RequestHandler {
  const text = `The server is ${status}, try again shortly`;
  // Whatever dialect the client speaks, it finds the text: which is whose is known only once the house is open.
  const refusal = { success: false, error: text, message: text };
  return (request) => {
    // A `Host` that is no host makes an address that cannot be read.
    const pathname = URL.parse(request.url)?.pathname;
    if (pathname === '/livez') return fine('live');
    return pathname === '/readyz' ? unready(status) : Response.json(refusal, { status: 503, headers: AGAIN_SHORTLY });
  };
}
