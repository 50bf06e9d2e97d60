/**
 * Tells which methods an address takes, so that a wrong one is refused with 405 and `Allow` (RFC 9110, section 15.5.6):
 * the router knows only that nothing matched.
 */
export function methodsByPath(routes: readonly { method: string; path: string }[]): (path: string) => string[] {
  const known = routes
    .filter(({ path }) => !path.includes('*'))
    .map(({ method, path }) => ({ method, pattern: patternOf(path) }));
  return (path) => {
    const methods = new Set(known.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method));
    if (methods.has('GET')) methods.add('HEAD');
    // Added to all of them where it is answered.
    methods.delete('OPTIONS');
    return [...methods];
  };
}

/** A route's path as an expression: `:name` is one segment, and a slash at the end makes no difference. */
function patternOf(path: string): RegExp {
  const segments = path.split('/').filter((segment) => segment !== '');
  const parts = segments.map((segment) => (segment.startsWith(':') ? '[^/]+' : RegExp.escape(segment)));
  return new RegExp(`^/${parts.join('/')}/?$`);
}
