/** The headers that let pages of all origins read an answer: nothing under `/rest` is known by a cookie. */
export const FOR_ALL_PAGES = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': [
    ...['X-Total-Count', 'Content-Length', 'Content-Range', 'Accept-Ranges', 'ETag', 'X-Content-Duration'],
    ...['Retry-After', 'X-Request-Id'],
  ].join(', '),
};

const HEADER_NAMES = /^[\w!#$%&'*+.^`|~-]+(?:, ?[\w!#$%&'*+.^`|~-]+){0,63}$/;

/** The answer's headers to a page that asks what it may do. */
export function preflightHeaders({ headers }: Request): Record<string, string> {
  const asked = headers.get('access-control-request-headers') ?? '';
  return {
    ...FOR_ALL_PAGES,
    'Access-Control-Allow-Methods': 'GET, HEAD, POST, PUT, DELETE',
    'Access-Control-Max-Age': '86400',
    ...(HEADER_NAMES.test(asked) ? { 'Access-Control-Allow-Headers': asked } : {}),
  };
}
