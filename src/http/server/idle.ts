/** Seconds after which a connection without traffic is closed. */
export const IDLE_SECONDS = 60;

/** A server, as far as it closes quiet connections. */
interface Connections {
  timeout(request: Request, seconds: number): void;
}

/** The requests whose connections are waited for. */
const quiet = new WeakSet<Request>();

/** From now on the connection may be quiet: work on a file may take minutes, in which nothing comes and goes. */
export function suspendIdleTimeout(request: Request, server: Connections | null): void {
  quiet.add(request);
  server?.timeout(request, 0);
}

/** The connection is like others again: the rest of a refused upload, or another request, may never come. */
export function restoreIdleTimeout(request: Request, server: Connections | null): void {
  // Telling the server costs more than asking whether there is need to.
  if (quiet.delete(request)) server?.timeout(request, IDLE_SECONDS);
}
