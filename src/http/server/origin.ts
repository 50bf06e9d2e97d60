import type { Config } from '../../config.ts';

/** The settings that tell the public address of the server. */
export type PublicAddress = Pick<Config, 'publicUrl' | 'trustProxy'>;

/**
 * The origin under which the client reached the server, without a trailing slash: `PUBLIC_URL`, or what the proxy says
 * when it is trusted, or the request's own.
 */
export function originOf(request: Request, config: PublicAddress): string {
  if (config.publicUrl !== undefined) return config.publicUrl;
  const url = new URL(request.url);
  if (!config.trustProxy) return url.origin;
  const first = (name: string) => request.headers.get(name)?.split(',')[0]?.trim();
  const scheme = first('x-forwarded-proto') === 'https' ? 'https:' : url.protocol;
  return URL.parse(`${scheme}//${first('x-forwarded-host') ?? url.host}`)?.origin ?? url.origin;
}

/** Whether the client reached the server by https, so that its cookies are to be `Secure`. */
export function isHttps(request: Request, config: PublicAddress): boolean {
  return originOf(request, config).startsWith('https:');
}
