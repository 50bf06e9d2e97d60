import { join } from 'node:path';
import { Contrib, Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import { type Locked, lockedPackages, ROOT } from './lockfile.ts';
import { BUN, TARGETS } from './targets.ts';

const LIBRARY = Enums.ComponentType.Library;
/** The library takes any text for a licence expression whose check does not throw; ours are ids, of which it has a list. */
const licences = new Contrib.License.Factories.LicenseFactory((text) => {
  throw new Error(`${text} is no id`);
});

/**
 * What the executables of a release are made of, by the lockfile, as CycloneDX 1.6: packages with the digests of their
 * archives, Bun, libvips and what that is built with.
 * @param version of Tonearm
 * @returns JSON
 */
export async function billOfMaterials(version: string, made = new Date()): Promise<string> {
  const { packages, own } = await lockedPackages(TARGETS.map(({ sharp }) => sharp));
  const whole = new Models.Component(Enums.ComponentType.Application, 'tonearm', { bomRef: 'tonearm', version });
  whole.licenses.add(licences.makeFromString('MIT'));
  const bom = new Models.Bom({ metadata: new Models.Metadata({ component: whole, timestamp: made }) });
  bom.serialNumber = `urn:uuid:${crypto.randomUUID()}`;

  const components = new Map<string, Models.Component>();
  for (const locked of packages.values()) components.set(locked.path, await componentOf(locked));
  const libvips = await pictureLibrary();
  for (const [path, component] of components) {
    bom.components.add(component);
    for (const need of packages.get(path)?.needs ?? []) depend(component, components.get(need));
    if (path.startsWith('@img/sharp-libvips-')) depend(component, libvips);
  }
  const bun = new Models.Component(Enums.ComponentType.Platform, 'bun', {
    ...{ bomRef: 'bun', version: BUN, purl: `pkg:npm/bun@${BUN}` },
  });
  bun.licenses.add(licences.makeFromString('MIT'));
  bom.components.add(bun);
  bom.components.add(libvips);
  for (const part of [bun, ...own.map((path) => components.get(path))]) depend(whole, part);

  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return `${serializer.serialize(bom, { space: 2, sortLists: true })}\n`;
}

async function componentOf({ path, name, version, integrity }: Locked): Promise<Models.Component> {
  const digest = Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex');
  const component = new Models.Component(LIBRARY, name, {
    ...{ bomRef: `${path}@${version}`, version, purl: `pkg:npm/${name.replace('@', '%40')}@${version}` },
    hashes: new Models.HashDictionary([[Enums.HashAlgorithm['SHA-512'], digest]]),
  });
  // Those of other platforms are not installed here.
  const installed = Bun.file(join(ROOT, 'node_modules', path, 'package.json'));
  const license = (await installed.exists()) ? (await installed.json()).license : undefined;
  if (typeof license === 'string') component.licenses.add(licences.makeFromString(license));
  return component;
}

/** libvips, as sharp's packages carry it on every platform, and the libraries that it is built with. */
async function pictureLibrary(): Promise<Models.Component> {
  const [found] = await Array.fromAsync(
    new Bun.Glob('sharp-libvips-*/versions.json').scan({ cwd: join(ROOT, 'node_modules/@img'), absolute: true }),
  );
  if (found === undefined) throw new Error('libvips is not installed: bun install');
  const { vips, ...parts } = (await Bun.file(found).json()) as Record<string, string>;
  const libvips = new Models.Component(LIBRARY, 'libvips', {
    ...{ bomRef: 'libvips', version: vips, purl: `pkg:github/libvips/libvips@v${vips}` },
  });
  libvips.licenses.add(licences.makeFromString('LGPL-2.1-or-later'));
  for (const [name, version] of Object.entries(parts))
    libvips.components.add(
      new Models.Component(LIBRARY, name, {
        ...{ bomRef: `libvips/${name}`, version, purl: `pkg:generic/${name}@${version}` },
      }),
    );
  return libvips;
}

function depend(one: Models.Component, on: Models.Component | undefined): void {
  if (on !== undefined) one.dependencies.add(on.bomRef);
}
