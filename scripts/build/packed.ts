import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { BunPlugin } from 'bun';

/** Files that are sent as they are: of the executable's own they are the largest, and shrink to a quarter. */
const LARGE = ['swagger-ui-dist/swagger-ui-bundle.js', 'swagger-ui-dist/swagger-ui.css'];

/** Makes large files part of an executable in packed form: `src/http/files/asset.ts` knows them by the name's ending. */
export async function embedPacked(scratch: string): Promise<BunPlugin> {
  await mkdir(scratch, { recursive: true });
  const packed = new Map<string, string>();
  for (const name of LARGE) {
    const path = Bun.resolveSync(name, import.meta.dir);
    const file = join(scratch, `${basename(path)}.gz`);
    await Bun.write(file, gzipSync(await Bun.file(path).bytes(), { level: 9 }));
    packed.set(path, file);
  }
  return {
    name: 'embed-packed',
    setup(build) {
      build.onLoad({ filter: /[\\/]swagger-ui-dist[\\/][^\\/]+\.(js|css)$/ }, ({ path }) => ({
        contents: `import file from ${JSON.stringify(packed.get(path) ?? path)} with { type: 'file' }; export default file;`,
        loader: 'js',
      }));
    },
  };
}
