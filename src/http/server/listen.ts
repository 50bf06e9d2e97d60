import type { AnyElysia } from 'elysia';
import type { Config } from '../../config.ts';
import { frontDoor } from './front-door.ts';

/** A listening server on each of the ports, all answering alike. */
export interface Listeners {
  urls: string[];
  /** Stops accepting and waits for what is in flight, at most the milliseconds given; then cuts it off. */
  stop(deadline: number): Promise<void>;
}

/** How often a stopping server is asked whether it has finished, in milliseconds. */
const POLL = 20;

/** @throws when a port is taken or not allowed */
export function listen(app: AnyElysia, config: Pick<Config, 'ports' | 'host' | 'corsOrigins'>): Listeners {
  const fetch = frontDoor(app, config);
  const servers: Bun.Server<unknown>[] = [];
  try {
    for (const port of config.ports) {
      const server = Bun.serve({
        port,
        hostname: config.host,
        // Bun's default of 10 s cuts off a listener who pauses; 255 is its most.
        idleTimeout: 255,
        // Bun's own refusal has no body; uploads are counted where they are read, in the words of their dialect.
        maxRequestBodySize: Number.MAX_SAFE_INTEGER,
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
