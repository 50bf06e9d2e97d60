import type { AnyElysia } from 'elysia';
import type { Config } from '../../config.ts';
import { withRoom } from './crowd.ts';
import { frontDoor } from './front-door.ts';

/** A listening server on each of the ports, all answering alike. */
export interface Listeners {
  urls: string[];
  /** Stops accepting and waits for what is in flight, at most the milliseconds given; then cuts it off. */
  stop(deadline: number): Promise<void>;
}

type Settings = Pick<Config, 'ports' | 'host' | 'corsOrigins' | 'maxTrackBytes' | 'maxCoverBytes' | 'maxAvatarBytes'>;

/** Seconds after which a connection without traffic is closed. */
const IDLE = 60;
const FAR_BEYOND = 16;
/** How often a stopping server is asked whether it has finished, in milliseconds. */
const POLL = 20;

/** @throws when a port is taken or not allowed */
export function listen(app: AnyElysia, config: Settings): Listeners {
  const servers: Bun.Server<unknown>[] = [];
  const pending = () => servers.reduce((sum, { pendingRequests }) => sum + pendingRequests, 0);
  const fetch = withRoom(frontDoor(app, config), pending);
  try {
    for (const port of config.ports) {
      const server = Bun.serve({
        port,
        hostname: config.host,
        // Of connections on which nothing is under way. Answers with files, and uploads, have none: see there.
        idleTimeout: IDLE,
        // A second line: Bun's own refusal has no body, and uploads are counted where they are read, in the words of
        // their dialect. Here ends only what is far beyond anything that is taken.
        maxRequestBodySize: FAR_BEYOND * Math.max(config.maxTrackBytes, config.maxCoverBytes, config.maxAvatarBytes),
        fetch,
        // What fails beneath the app, as a file that goes while it is being opened: no page with our sources.
        development: false,
        error: () => new Response(null, { status: 500 }),
      });
      servers.push(server);
      app.server ??= server;
    }
  } catch (error) {
    for (const server of servers) server.stop(true);
    throw error;
  }
  return {
    urls: servers.map(({ url }) => url.origin),
    stop: async (deadline) => {
      // Waiting for `stop()` itself would wait for ever on a half-open request.
      for (const server of servers) void server.stop();
      const end = Date.now() + deadline;
      while (servers.some(({ pendingRequests }) => pendingRequests > 0) && Date.now() < end) await Bun.sleep(POLL);
      for (const server of servers) server.stop(true);
    },
  };
}
