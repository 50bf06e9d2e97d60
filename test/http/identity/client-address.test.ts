import { expect, test } from 'bun:test';
import { clientAddress } from '../../../src/http/identity/client-address.ts';

const from = (address: string) => ({ requestIP: () => ({ address }) });
const request = (forwarded?: string) =>
  new Request('http://localhost/', { headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded } });

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['::ffff:c000:201', '192.0.2.1'],
  ['::1', '0:0:0:0::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:DB8:0:0:ffff:ffff:ffff:ffff', '2001:db8:0:0::/64'],
  ['2001:db8:0:1::1', '2001:db8:0:1::/64'],
  ['1:2:3:4:5:6:7::', '1:2:3:4::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['', 'unknown'],
])('clientAddress · a peer at "%s" counts as %s', (address, network) => {
  expect(clientAddress(request(), from(address), { trustProxy: false })).toBe(network);
});

test('clientAddress · a server that is not listening knows no address', () => {
  expect(clientAddress(request(), null, { trustProxy: false })).toBe('unknown');
});

test('clientAddress · X-Forwarded-For means nothing unless the proxy is trusted', () => {
  expect(clientAddress(request('198.51.100.7'), from('192.0.2.1'), { trustProxy: false })).toBe('192.0.2.1');
});

test.each([
  ['198.51.100.7', '198.51.100.7'],
  ['10.0.0.1, 203.0.113.9 , 198.51.100.7', '198.51.100.7'],
  ['198.51.100.7:4711', '198.51.100.7'],
  ['[2001:db8::7]:4711', '2001:db8:0:0::/64'],
  ['2001:db8::7', '2001:db8:0:0::/64'],
  ['198.51.100.7, nonsense', '192.0.2.1'],
  ['198.51.100.7,', '192.0.2.1'],
  ['', '192.0.2.1'],
  ["'; drop table x", '192.0.2.1'],
])(
  'clientAddress · behind a trusted proxy "%s" counts as %s: what the proxy added, or else the proxy',
  (forwarded, network) => {
    expect(clientAddress(request(forwarded), from('192.0.2.1'), { trustProxy: true })).toBe(network);
  },
);
