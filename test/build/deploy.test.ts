import { describe, expect, test } from 'bun:test';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { SETTINGS } from '../../src/config.ts';
import { House } from '../support/house.ts';
import { installed } from '../support/installed.ts';
import { executable } from '../support/program.ts';
import { runFolder } from '../support/run.ts';

const DEPLOY = join(import.meta.dir, '../../scripts/deploy');
const text = (name: string) => Bun.file(join(DEPLOY, name)).text();
const analyze = installed('systemd-analyze', 'systemd', 'the check of tonearm.service');
const caddy = installed('caddy', 'caddy', 'the check of the Caddyfile');

/** The names that the executable takes from its environment. */
const KNOWN = new Set(
  Object.values(SETTINGS).flatMap(({ name, secret }: { name: string; secret?: boolean }) => [
    name,
    ...(secret ? [`${name}_FILE`] : []),
  ]),
);
const unknown = (names: readonly string[]) => names.filter((name) => !KNOWN.has(name));

interface Service {
  image: string;
  build?: string;
  environment?: Record<string, string>;
  volumes?: string[];
  depends_on?: string[] | Record<string, unknown>;
  extra_hosts?: string[];
  configs?: { source: string }[];
  networks?: Record<string, { ipv4_address: string }>;
}

interface Compose {
  services: Record<string, Service>;
  volumes?: Record<string, null>;
  configs?: Record<string, { content: string }>;
}

const compose = async (name: string) => Bun.YAML.parse(await text(name)) as Compose;
const ours = ({ services }: Compose) => Object.values(services).filter(({ image }) => image === 'tonearm');

describe.each(['compose.yaml', 'compose.replicas.yaml'])('%s', (name) => {
  test('starts what the Dockerfile makes, with settings that there are', async () => {
    const tonearms = ours(await compose(name));
    expect(tonearms.length).toBeGreaterThan(0);
    for (const { build, environment = {} } of tonearms) {
      expect(await Bun.file(join(DEPLOY, build ?? '', 'Dockerfile')).exists()).toBe(true);
      expect(unknown(Object.keys(environment))).toEqual([]);
    }
  });

  test('names nothing that is not there', async () => {
    const { services, volumes = {}, configs = {} } = await compose(name);
    for (const service of Object.values(services)) {
      const needs = service.depends_on ?? [];
      for (const other of Array.isArray(needs) ? needs : Object.keys(needs)) expect(services).toHaveProperty([other]);
      for (const { source } of service.configs ?? []) expect(configs).toHaveProperty([source]);
      for (const volume of service.volumes ?? []) {
        const [from = ''] = volume.split(':');
        if (from.startsWith('.')) expect([from, await Bun.file(join(DEPLOY, from)).exists()]).toEqual([from, true]);
        else expect(volumes).toHaveProperty([from]);
      }
    }
  });
});

test('compose.replicas.yaml · what is said of one thing in several places is the same', async () => {
  const { services, configs } = await compose('compose.replicas.yaml');
  const { nginx, database, bucket, store } = services;
  const replicas = Object.entries(services).filter(([, { image }]) => image === 'tonearm');
  expect(replicas).toHaveLength(3);
  const hosts = replicas.map(([name, { networks }]) => `${name}=${networks?.default?.ipv4_address}`);
  expect(nginx?.extra_hosts).toEqual(hosts);
  const servers = [...(await text('nginx.conf')).matchAll(/server (\S+):3000 /g)].map(([, host]) => host);
  expect(new Set(servers)).toEqual(new Set(replicas.map(([name]) => name)));

  const [, { environment = {} } = {}] = replicas[0] as [string, Service];
  expect(environment.DATABASE_URL).toBe(
    `postgres://tonearm:${database?.environment?.POSTGRES_PASSWORD}@database:5432/tonearm`,
  );
  expect(bucket?.environment).toMatchObject({
    AWS_ENDPOINT_URL: environment.S3_ENDPOINT,
    AWS_ACCESS_KEY_ID: environment.S3_ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY: environment.S3_SECRET_ACCESS_KEY,
  });
  const { identities } = JSON.parse(configs?.store?.content ?? '');
  expect(identities[0].credentials).toEqual([
    { accessKey: environment.S3_ACCESS_KEY_ID, secretKey: environment.S3_SECRET_ACCESS_KEY },
  ]);
  expect(store?.image).toContain(':');
});

test('nginx.conf · knows the address of every file', async () => {
  const house = await House.open('sqlite');
  const { paths } = (await house.call('GET', '/swagger/json')).body;
  await house.close();
  const files = Object.keys(paths).filter((path) => paths[path].get?.responses['206'] !== undefined);
  const map = /map \$uri \$replicas_for \{([^}]*)\}/.exec(await text('nginx.conf'))?.[1] ?? '';
  const rules = [...map.matchAll(/^\s*(\S+) (\w+);$/gm)].map(([, rule = '', group]) => ({ rule, group }));
  const groupOf = (path: string) =>
    rules.find(({ rule }) => (rule.startsWith('~') ? new RegExp(rule.slice(1)).test(path) : rule === path))?.group;
  expect(files.length).toBeGreaterThan(5);
  expect(files.filter((path) => groupOf(path) === undefined)).toEqual([]);
  expect(groupOf('/record')).toBe('named');
  expect(groupOf('/albums')).toBe(undefined);
});

describe('tonearm.service', () => {
  /** The unit with the executable of these tests, in a folder of its own. */
  async function unit(): Promise<string> {
    const path = join(await mkdtemp(join(runFolder(), 'unit-')), 'tonearm.service');
    await Bun.write(path, (await text('tonearm.service')).replace('/usr/local/bin/tonearm', await executable()));
    return path;
  }

  test('sets what can be set', async () => {
    const [, settings = ''] = /^Environment=(.*)$/m.exec(await text('tonearm.service')) ?? [];
    expect(unknown(settings.split(' ').map((one) => one.split('=')[0] as string))).toEqual([]);
  });

  test.skipIf(analyze === null)('is understood by systemd, and leaves little open', async () => {
    const path = await unit();
    const verified = Bun.spawnSync([analyze as string, 'verify', '--man=no', path]);
    expect([verified.exitCode, verified.stderr.toString()]).toEqual([0, '']);
    // 10 is a unit without any of it; up to 2 systemd calls it fine.
    const security = Bun.spawnSync([
      analyze as string,
      'security',
      '--offline=true',
      '--threshold=20',
      '--no-pager',
      path,
    ]);
    expect([security.exitCode, security.stdout.toString().trim().split('\n').at(-1)]).toEqual([
      0,
      expect.stringMatching(/exposure level .*: [01]\.\d OK/),
    ]);
  });
});

describe('Caddyfile', () => {
  test.skipIf(caddy === null)('is understood by Caddy, and passes on to where Tonearm listens', async () => {
    const adapted = Bun.spawnSync(
      [caddy as string, 'adapt', '--adapter', 'caddyfile', '--validate', '--config', join(DEPLOY, 'Caddyfile')],
      {
        env: { PATH: Bun.env.PATH, HOME: runFolder() },
      },
    );
    expect(adapted.exitCode).toBe(0);
    expect(adapted.stdout.toString()).toContain('"upstreams":[{"dial":"127.0.0.1:3000"}]');
    const formatted = Bun.spawnSync([caddy as string, 'fmt', join(DEPLOY, 'Caddyfile')]);
    expect(formatted.stdout.toString()).toBe(await text('Caddyfile'));
  });

  test('has its brackets in pairs', async () => {
    const code = (await text('Caddyfile')).replaceAll(/^\s*#.*$/gm, '');
    expect(code.match(/\{\s*$/gm)?.length).toBe(code.match(/^\s*\}$/gm)?.length);
  });
});
