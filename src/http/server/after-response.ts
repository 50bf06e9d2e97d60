import { Elysia } from 'elysia';

interface CompletedRequest {
  method: string;
  path: string;
  /** The route's path with its parameter names; empty when no route matched. */
  route: string;
  status: number | string;
  /** Since the request arrived; `undefined` when its arrival was not recorded. */
  milliseconds: number | undefined;
}

/** Calls `observe` for every request after its response. @param name unique: Elysia registers a plugin once by its name */
export function afterResponse(name: string, observe: (completed: CompletedRequest) => void) {
  const startedAt = new WeakMap<Request, number>();
  return new Elysia({ name })
    .onRequest(({ request }) => void startedAt.set(request, performance.now()))
    .onAfterResponse({ as: 'global' }, ({ request, path, route, set, responseValue }) => {
      const status = responseValue instanceof Response ? responseValue.status : (set.status ?? 200);
      const start = startedAt.get(request);
      const milliseconds = start === undefined ? undefined : performance.now() - start;
      observe({ method: request.method, path, route, status, milliseconds });
    });
}
