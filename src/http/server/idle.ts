/** Seconds after which a connection without traffic is closed. */
export const IDLE_SECONDS = 60;

/** The part of Bun's server that sets the idle timeout of a request's connection. */
interface IdleTimer {
  timeout(request: Request, seconds: number): void;
}

/** The requests whose connections have no idle timeout. */
const suspended = new WeakSet<Request>();

/** Switches the idle timeout off: work on a file may take minutes in which no byte is sent or received. */
export function suspendIdleTimeout(request: Request, server: IdleTimer | null): void {
  suspended.add(request);
  server?.timeout(request, 0);
}

/** Switches it on again: after a refusal the rest of an upload may never arrive, nor another request. */
export function restoreIdleTimeout(request: Request, server: IdleTimer | null): void {
  // The call to the server costs more than the lookup.
  if (suspended.delete(request)) server?.timeout(request, IDLE_SECONDS);
}
