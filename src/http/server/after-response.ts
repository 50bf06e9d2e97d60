import { Elysia } from 'elysia';

/** A request that has been answered. */
interface Answered {
  method: string;
  path: string;
  /** The route's path, with its names; empty where none matched. */
  route: string;
  status: number | string;
  /** From the request's arrival; `undefined` when that was not seen. */
  milliseconds: number | undefined;
}

/** Tells of every request once it is answered. @param name unlike that of other watchers */
export function afterResponse(name: string, tell: (answered: Answered) => void) {
  const begun = new WeakMap<Request, number>();
  return new Elysia({ name })
    .onRequest(({ request }) => void begun.set(request, performance.now()))
    .onAfterResponse({ as: 'global' }, ({ request, path, route, set, responseValue }) => {
      const status = responseValue instanceof Response ? responseValue.status : (set.status ?? 200);
      const start = begun.get(request);
      const milliseconds = start === undefined ? undefined : performance.now() - start;
      tell({ method: request.method, path, route, status, milliseconds });
    });
}
