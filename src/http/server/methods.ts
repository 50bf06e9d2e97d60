import { lazy } from '../../lib/lazy.ts';

/**
 * Finds the methods that a path takes, so that another one is refused with 405 and `Allow` (RFC 9110, section 15.5.6):
 * Elysia's router tells only that no route matched.
 * @returns the methods of a path; none for an unknown path
 */
export function methodsByPath(routes: readonly { method: string; path: string }[]): (path: string) => string[] {
  const known = lazy(() =>
    routes.filter(({ path }) => !path.includes('*')).map(({ method, path }) => ({ method, pattern: patternOf(path) })),
  );
  return (path) => {
    const methods = new Set(
      known()
        .filter(({ pattern }) => pattern.test(path))
        .map(({ method }) => method),
    );
    if (methods.has('GET')) methods.add('HEAD');
    // Added to all of them where it is answered.
    methods.delete('OPTIONS');
    return [...methods];
  };
}

/** `:name` matches one segment; a slash at the end makes no difference. */
function patternOf(path: string): RegExp {
  const segments = path.split('/').filter((segment) => segment !== '');
  const parts = segments.map((segment) => (segment.startsWith(':') ? '[^/]+' : RegExp.escape(segment)));
  return new RegExp(`^/${parts.join('/')}/?$`);
}
