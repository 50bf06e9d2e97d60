import { isIP } from 'node:net';
import type { Config } from '../../config.ts';

/** The part of Bun's server that knows the peer of a request. There is no server in tests that call the app. */
export interface AddressBook {
  requestIP(request: Request): { address: string } | null;
}

/**
 * The address that limits count a request under: an IPv4 address, or the /64 of an IPv6 one, as one host has all of it.
 *
 * With `TRUST_PROXY` it is the last entry of `X-Forwarded-For`, which the proxy added: clients can send entries before it.
 * Without, the header is ignored.
 */
export function clientAddress(
  request: Request,
  server: AddressBook | null,
  { trustProxy }: Pick<Config, 'trustProxy'>,
): string {
  const forwarded = trustProxy ? request.headers.get('x-forwarded-for')?.split(',').at(-1) : undefined;
  return network(withoutPort(forwarded ?? '')) ?? network(server?.requestIP(request)?.address ?? '') ?? 'unknown';
}

/** Some proxies add the port: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function withoutPort(text: string): string {
  return /^\[([^\]]*)\](?::\d+)?$|^([\d.]+):\d+$/.exec(text.trim())?.slice(1).join('') ?? text.trim();
}

function network(address: string): string | undefined {
  const [bare = ''] = address.split('%');
  if (isIP(bare) === 4) return bare;
  if (isIP(bare) !== 6) return undefined;
  const groups = groupsOf(bare);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped)
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 0xff])
      .join('.');
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

/** The eight groups of an IPv6 address (RFC 4291, section 2.2). The URL parser turns a dotted IPv4 part into hexadecimal. */
function groupsOf(address: string): number[] {
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const read = (text: string) => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)));
  const [front, back] = [read(head), read(tail ?? '')];
  return [...front, ...Array<number>(8 - front.length - back.length).fill(0), ...back];
}
