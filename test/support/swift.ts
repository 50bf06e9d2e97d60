/**
 * OpenStack Swift with its S3 interface, from Debian's packages: a real store beside the fake. It runs on loopback from a
 * folder of the run, needs no init system, and ends with the process that started it.
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { S3Client } from '../../src/domain/media/s3/client.ts';
import { Signer } from '../../src/domain/media/s3/signing.ts';
import { runFolder } from './run.ts';

const PACKAGES = 'swift-proxy swift-account swift-container swift-object';
const SERVERS = ['proxy', 'account', 'container', 'object'] as const;
const STORAGE = ['account', 'container', 'object'] as const;
const PROGRAMS = SERVERS.map((name) => `/usr/bin/swift-${name}-server`);
/** Milliseconds that it may take to answer. */
const PATIENCE = 60_000;

const SWIFT = {
  bucket: 'music',
  region: 'us-east-1',
  accessKeyId: 'test:tester',
  secretAccessKey: 'testing',
  pathStyle: true,
};
export type SwiftSettings = typeof SWIFT & { endpoint: string };

/** Starts the programs given after the folder; when the pipe closes, ends them. */
const KEEPER = `
  folder=$1; shift
  for server in "$@"; do "/usr/bin/swift-$server-server" "$folder/$server.conf" >"$folder/$server.log" 2>&1 & pids="$pids $!"; done
  read -r _
  kill $pids
`;

/**
 * Whether the tests may start one: else that is said aloud, and they are to be skipped.
 * @param file says whose tests these are
 */
export function hasSwift(file: string): boolean {
  const missing = PROGRAMS.filter((path) => !existsSync(path));
  const off = process.env.TEST_SWIFT === 'none';
  if (missing.length === 0 && !off) return true;
  const reason = off ? 'TEST_SWIFT is "none"' : 'OpenStack Swift is not installed';
  // biome-ignore lint/suspicious/noConsole: whoever runs the tests has to know.
  console.error(`SKIPPED ${file}: ${reason}; on Debian: apt-get install --no-install-recommends ${PACKAGES}`);
  return false;
}

let shared: Promise<SwiftSettings> | undefined;

/** The Swift of this process, with an empty bucket when it is asked for first. @throws Error with its logs */
export function swift(): Promise<SwiftSettings> {
  shared ??= start();
  return shared;
}

async function start(): Promise<SwiftSettings> {
  const folder = await mkdtemp(join(runFolder(), 'swift-'));
  const ports = await freePorts(SERVERS.length);
  const portOf = (name: (typeof SERVERS)[number]) => ports[SERVERS.indexOf(name)] ?? 0;
  await mkdir(join(folder, 'devices/d1'), { recursive: true });
  await Bun.write(
    join(folder, 'swift.conf'),
    '[swift-hash]\nswift_hash_path_suffix = tests\nswift_hash_path_prefix = tests\n',
  );
  const user = await outputOf(['id', '-un'], folder);
  for (const name of SERVERS)
    await Bun.write(join(folder, `${name}.conf`), configurationOf(name, folder, portOf(name), user));
  await outputOf(['/usr/bin/python3', '-c', RINGS, ...STORAGE.flatMap((name) => [name, String(portOf(name))])], folder);

  const keeper = Bun.spawn(['sh', '-c', KEEPER, 'keeper', folder, ...SERVERS], { stdio: ['pipe', 'ignore', 'ignore'] });
  keeper.unref();
  const settings = { ...SWIFT, endpoint: `http://127.0.0.1:${portOf('proxy')}` };
  await waitFor(settings, folder);
  return settings;
}

/** Makes the bucket as soon as it can be made. */
async function waitFor(settings: SwiftSettings, folder: string): Promise<void> {
  const signer = new Signer(settings);
  const end = Date.now() + PATIENCE;
  for (;;) {
    const { url, headers } = await signer.sign('PUT', signer.address(''));
    const made = await fetch(url, { method: 'PUT', headers }).catch(() => undefined);
    if (made?.ok) break;
    if (Date.now() > end) throw new Error(`Swift did not start:\n${await logs(folder)}`);
    await Bun.sleep(200);
  }
  // The account may lag behind the bucket.
  await new S3Client(settings).put('first', new Blob(['1']), 'text/plain');
  await new S3Client(settings).remove('first');
}

/** Says of each kind of thing that it lies on the one device there is. */
const RINGS = `
import sys
from swift.common.ring import RingBuilder
for name, port in zip(sys.argv[1::2], sys.argv[2::2]):
    builder = RingBuilder(2, 1, 1)
    builder.add_dev(dict(region=1, zone=1, ip="127.0.0.1", port=int(port), device="d1", weight=1))
    builder.rebalance()
    builder.get_ring().save(name + ".ring.gz")
`;

/** Runs a program to its end and gives what it prints. @throws Error with what it says */
async function outputOf(command: string[], cwd: string): Promise<string> {
  const program = Bun.spawn(command, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err, status] = await Promise.all([program.stdout.text(), program.stderr.text(), program.exited]);
  if (status !== 0) throw new Error(`${command.join(' ')}: ${err}`);
  return out.trim();
}

const FILTERS = ['catch_errors', 'gatekeeper', 'memcache', 's3api', 'tempauth', 'slo', 'dlo'];
const OPTIONS: Record<string, string[]> = {
  // It has to be there, and does not have to answer.
  memcache: ['memcache_servers = 127.0.0.1:9'],
  tempauth: ['user_test_tester = testing .admin'],
};

function configurationOf(name: (typeof SERVERS)[number], folder: string, port: number, user: string): string {
  const common = [
    '[DEFAULT]',
    ...['bind_ip = 127.0.0.1', `bind_port = ${port}`, 'workers = 0', `user = ${user}`],
    ...[`swift_dir = ${folder}`, `devices = ${folder}/devices`, 'mount_check = false', 'disable_fallocate = true'],
    ...['log_level = WARNING', 'log_address = /nowhere', 'fallocate_reserve = 0'],
  ];
  const pipeline = name === 'proxy' ? `${FILTERS.join(' ')} proxy-server` : `${name}-server`;
  const filters = FILTERS.flatMap((filter) => [
    ...[`[filter:${filter}]`, `use = egg:swift#${filter}`, ...(OPTIONS[filter] ?? [])],
  ]);
  const app = [
    `[app:${name}-server]`,
    `use = egg:swift#${name}`,
    ...(name === 'proxy' ? ['account_autocreate = true'] : []),
  ];
  return [...common, '[pipeline:main]', `pipeline = ${pipeline}`, ...app, ...(name === 'proxy' ? filters : [])].join(
    '\n',
  );
}

/** Ports that were free, all different. */
async function freePorts(count: number): Promise<number[]> {
  const probes: Server[] = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(probes.map((probe) => new Promise((listening) => probe.once('listening', listening))));
  const ports = probes.map((probe) => (probe.address() as { port: number }).port);
  await Promise.all(probes.map((probe) => new Promise((closed) => probe.close(closed))));
  return ports;
}

const logs = async (folder: string) =>
  (
    await Promise.all(SERVERS.map(async (name) => `${name}: ${await Bun.file(join(folder, `${name}.log`)).text()}`))
  ).join('\n');
