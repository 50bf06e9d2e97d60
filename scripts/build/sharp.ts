import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import type { BunPlugin } from 'bun';

/** Where sharp looks for its add-on: by a `require` that the bundler cannot see through, in `node_modules`. */
const LOADER = /[\\/]sharp[\\/]dist[\\/]sharp\.mjs$/;

/** Of zstd: higher ones take ten times as long for another 5 %. */
const LEVEL = 12;

/** The two packages that sharp needs on one platform, as folders. */
export interface SharpParts {
  /** As the packages are named: `linux-x64`, `linuxmusl-x64`. */
  platform: string;
  addon: string;
  libvips: string;
}

/**
 * Makes sharp part of an executable: its loader is replaced by one that carries the add-on and libvips, and loads them
 * through `src/lib/native.ts`. Both are compressed, to 40 %: they are unpacked once, when the first picture comes.
 * @param scratch folder for what is made on the way
 * @param parts those of the platform that the executable is for; without them those of this machine, from `node_modules`
 */
export function embedSharp(scratch: string, parts?: SharpParts): BunPlugin {
  return {
    name: 'embed-sharp',
    setup(build) {
      build.onLoad({ filter: LOADER }, async ({ path }) => ({
        contents: await loader(parts ?? installedFor(path), scratch),
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

async function loader({ platform, addon, libvips }: SharpParts, scratch: string): Promise<string> {
  const [library, node] = [await only(libvips, 'lib/libvips-cpp.*'), await only(addon, 'lib/*.node')];
  // The add-on looks for libvips relative to itself, as the two packages lie in node_modules.
  const files = [
    [`sharp-libvips-${platform}/lib/${basename(library)}`, library],
    [`sharp-${platform}/lib/${basename(node)}`, node],
  ] as const;
  const packed = await Promise.all(files.map(([, file]) => pack(file, scratch)));
  const native = join(import.meta.dir, '../../src/lib/native.ts');
  const needsV2 = /^linux(?:musl)?-x64$/.test(platform);
  return `
    import { loadAddon } from ${JSON.stringify(native)};
    ${packed.map((file, i) => `import file${i} from ${JSON.stringify(file)} with { type: 'file' };`).join('\n')}
    const addon = loadAddon('${await digest(files.map(([, file]) => file))}', [
      ${files.map(([place], i) => `[${JSON.stringify(place)}, file${i}],`).join('\n')}
    ]);
    if (${needsV2} && !addon._isUsingX64V2()) throw new Error('pictures need a CPU of x86-64-v2 or newer');
    export default addon;
  `;
}

/** @returns the path of the same file, compressed */
async function pack(file: string, scratch: string): Promise<string> {
  const packed = join(scratch, `${basename(file)}.zst`);
  await mkdir(scratch, { recursive: true });
  await Bun.write(packed, await Bun.zstdCompress(await Bun.file(file).bytes(), { level: LEVEL }));
  return packed;
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
