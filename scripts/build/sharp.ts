import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import type { BunPlugin } from 'bun';

/** Where sharp looks for its add-on: by a `require` that the bundler cannot see through, in `node_modules`. */
const LOADER = /[\\/]sharp[\\/]dist[\\/]sharp\.mjs$/;

/**
 * Makes sharp part of an executable: its loader is replaced by one that carries the add-on and libvips for the
 * platform the build runs on, and loads them through `src/lib/native.ts`.
 */
export const embedSharp: BunPlugin = {
  name: 'embed-sharp',
  setup(build) {
    build.onLoad({ filter: LOADER }, async ({ path }) => ({ contents: await loader(path), loader: 'js' }));
  },
};

async function loader(sharp: string): Promise<string> {
  const platform = `${process.platform}-${process.arch}`;
  const addonPackage = dirname(createRequire(sharp).resolve(`@img/sharp-${platform}/package`));
  const libvips = createRequire(join(addonPackage, 'package.json')).resolve(`@img/sharp-libvips-${platform}/binary`);
  const [addon] = await Array.fromAsync(new Bun.Glob('lib/*.node').scan({ cwd: addonPackage, absolute: true }));
  if (addon === undefined) throw new Error(`no add-on in ${addonPackage}`);

  // The add-on looks for libvips relative to itself, as the two packages lie in node_modules.
  const files = [
    [`sharp-libvips-${platform}/lib/${basename(libvips)}`, libvips],
    [`sharp-${platform}/lib/${basename(addon)}`, addon],
  ] as const;
  const native = join(import.meta.dir, '../../src/lib/native.ts');
  return `
    import { loadAddon } from ${JSON.stringify(native)};
    ${files.map(([, file], i) => `import file${i} from ${JSON.stringify(file)} with { type: 'file' };`).join('\n')}
    const addon = loadAddon('${await digest(files.map(([, file]) => file))}', [
      ${files.map(([place], i) => `[${JSON.stringify(place)}, file${i}],`).join('\n')}
    ]);
    if (${platform === 'linux-x64'} && !addon._isUsingX64V2()) throw new Error('pictures need a CPU of x86-64-v2 or newer');
    export default addon;
  `;
}

/** @returns 16 hexadecimal digits that change with the content of any of the files */
async function digest(files: string[]): Promise<string> {
  const hash = new Bun.CryptoHasher('sha256');
  for (const file of files) hash.update(await Bun.file(file).bytes());
  return hash.digest('hex').slice(0, 16);
}
