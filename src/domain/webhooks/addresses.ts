import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

/** Addresses that are not for the whole internet: IANA's registry of special-purpose addresses, and multicast. */
const NOT_PUBLIC = new BlockList();
for (const [net, prefix] of [
  ...([
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
  ] as const),
  ...([
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.88.99.0', 24],
    ['192.168.0.0', 16],
  ] as const),
  ...([
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
  ] as const),
] as const)
  NOT_PUBLIC.addSubnet(net, prefix, 'ipv4');
// Protocol assignments with Teredo, documentation, and 6to4, which carries an IPv4 address.
for (const [net, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  NOT_PUBLIC.addSubnet(net, prefix, 'ipv6');

/** All that is assigned to the internet. Outside lie loopback, local and mapped addresses, and translated ones (RFC 6052). */
const GLOBAL_IPV6 = new BlockList();
GLOBAL_IPV6.addSubnet('2000::', 3, 'ipv6');

/** Whether an IP address belongs to the whole internet: not to this machine, a private network, or nobody. */
export function isPublic(address: string): boolean {
  // What has a zone is of a link.
  const version = address.includes('%') ? 0 : isIP(address);
  if (version === 4) return !NOT_PUBLIC.check(address, 'ipv4');
  return version === 6 && GLOBAL_IPV6.check(address, 'ipv6') && !NOT_PUBLIC.check(address, 'ipv6');
}

/** Finds the addresses of a host. @throws the error of the system when it has none */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** Asks the system, its file of hosts included. */
export const resolveHost: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

/** The host of a URL as an address, where it is one; WHATWG's parser has put all spellings of one into the same form. */
export function addressIn({ hostname }: URL): string | undefined {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return isIP(bare) === 0 ? undefined : bare;
}

/** The addresses of a URL's host. @throws as `Resolve` */
export async function addressesOf(url: URL, resolve: Resolve): Promise<readonly string[]> {
  const address = addressIn(url);
  return address === undefined ? resolve(url.hostname) : [address];
}
