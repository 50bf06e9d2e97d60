import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BunPlugin } from 'bun';
import { bundleWeb } from '../../src/http/web/bundling.ts';

/** Where the server asks for the page for people. */
const ASKED = /[\\/]src[\\/]http[\\/]web[\\/]bundle\.ts$/;
const FORMS = ['plain', 'gzip', 'br'] as const;

/**
 * Makes the page for people part of an executable: each file as it is and packed, read from the executable when it is
 * asked for.
 * @param source absolute path of the sources
 * @param scratch a folder that is there until the executable is made
 */
export async function embedWeb(source: string, scratch: string): Promise<BunPlugin> {
  // Before the other build begins: one inside the other waits for itself.
  const contents = await module(source, scratch);
  return {
    name: 'embed-web',
    setup(build) {
      build.onLoad({ filter: ASKED }, () => ({ contents, loader: 'js' }));
    },
  };
}

async function module(source: string, scratch: string): Promise<string> {
  const { files, ...addresses } = await bundleWeb(join(source, 'web'));
  const folder = join(scratch, 'web');
  await mkdir(folder, { recursive: true });
  const imports: string[] = [];
  const entries: string[] = [];
  for (const [address, { type, ...forms }] of files) {
    const parts: string[] = [];
    for (const form of FORMS) {
      const path = join(folder, `${address.replace(/^.*\//, '')}.${form}`);
      await Bun.write(path, forms[form]);
      const name = `file${imports.length}`;
      imports.push(`import ${name} from ${JSON.stringify(path)} with { type: 'file' };`);
      parts.push(`${form}: Bun.file(${name})`);
    }
    entries.push(`[${JSON.stringify(address)}, { type: ${JSON.stringify(type)}, ${parts.join(', ')} }]`);
  }
  return `
    ${imports.join('\n')}
    const bundle = { ...${JSON.stringify(addresses)}, files: new Map([${entries.join(', ')}]) };
    export const webBundle = () => Promise.resolve(bundle);
  `;
}
