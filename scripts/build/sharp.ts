import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import type { BunPlugin } from 'bun';

/** Where sharp looks for its add-on: by a `require` that the bundler cannot see through, in `node_modules`. */
const LOADER = /[\\/]sharp[\\/]dist[\\/]sharp\.mjs$/;

/** The two packages that sharp needs on one platform, as folders. */
export interface SharpParts {
  /** As the packages are named: `linux-x64`, `linuxmusl-x64`. */
  platform: string;
  addon: string;
  libvips: string;
}

/**
 * Makes sharp part of an executable: its loader is replaced by one that carries the add-on and libvips, and loads them
 * through `src/lib/native.ts`.
 * @param parts those of the platform that the executable is for; without them those of this machine, from `node_modules`
 */
export function embedSharp(parts?: SharpParts): BunPlugin {
  return {
    name: 'embed-sharp',
    setup(build) {
      build.onLoad({ filter: LOADER }, async ({ path }) => ({
        contents: await loader(parts ?? installedFor(path)),
        loader: 'js',
      }));
    },
  };
}

function installedFor(sharp: string): SharpParts {
  const platform = `${process.platform}-${process.arch}`;
  const addon = dirname(createRequire(sharp).resolve(`@img/sharp-${platform}/package`));
  const libvips = createRequire(join(addon, 'package.json')).resolve(`@img/sharp-libvips-${platform}/binary`);
  return { platform, addon, libvips: dirname(dirname(libvips)) };
}

async function loader({ platform, addon, libvips }: SharpParts): Promise<string> {
  const [library, node] = [await only(libvips, 'lib/libvips-cpp.*'), await only(addon, 'lib/*.node')];
  // The add-on looks for libvips relative to itself, as the two packages lie in node_modules.
  const files = [
    [`sharp-libvips-${platform}/lib/${basename(library)}`, library],
    [`sharp-${platform}/lib/${basename(node)}`, node],
  ] as const;
  const native = join(import.meta.dir, '../../src/lib/native.ts');
  const needsV2 = /^linux(?:musl)?-x64$/.test(platform);
  return `
    import { loadAddon } from ${JSON.stringify(native)};
    ${files.map(([, file], i) => `import file${i} from ${JSON.stringify(file)} with { type: 'file' };`).join('\n')}
    const addon = loadAddon('${await digest(files.map(([, file]) => file))}', [
      ${files.map(([place], i) => `[${JSON.stringify(place)}, file${i}],`).join('\n')}
    ]);
    if (${needsV2} && !addon._isUsingX64V2()) throw new Error('pictures need a CPU of x86-64-v2 or newer');
    export default addon;
  `;
}

/** The one file of a package that the pattern names. */
async function only(folder: string, pattern: string): Promise<string> {
  const [file] = await Array.fromAsync(new Bun.Glob(pattern).scan({ cwd: folder, absolute: true }));
  if (file === undefined) throw new Error(`there is no ${pattern} in ${folder}`);
  return file;
}

/** @returns 16 hexadecimal digits that change with the content of any of the files */
async function digest(files: string[]): Promise<string> {
  const hash = new Bun.CryptoHasher('sha256');
  for (const file of files) hash.update(await Bun.file(file).bytes());
  return hash.digest('hex').slice(0, 16);
}
