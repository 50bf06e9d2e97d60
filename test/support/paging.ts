/** The address by which a list goes on, without its origin; `undefined` at its end. */
export const nextPage = (headers: Headers): string | undefined =>
  /^<http:\/\/localhost(.+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
