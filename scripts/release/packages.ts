import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Platform } from '../build/compile.ts';
import type { Locked } from './lockfile.ts';
import type { Pinned, Target } from './targets.ts';

/**
 * Fetches packages of other platforms, which an ordinary install leaves out, and proves them by their digests.
 * @param scratch a folder that the caller removes
 */
export function fetcher(scratch: string, npm = 'npm') {
  const fetched = new Map<string, Promise<string>>();

  /** @returns the folder that the package lies in @throws Error when npm cannot fetch it, or its digest is another */
  async function unpack({ name, version, integrity }: Pinned): Promise<string> {
    const folder = join(scratch, `${name.replaceAll(/\W+/g, '-')}-${version}`);
    await mkdir(folder);
    const packing = Bun.spawn([npm, 'pack', '--silent', '--pack-destination', folder, `${name}@${version}`], {
      ...{ cwd: scratch, stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' },
    });
    const [file, complaint] = await Promise.all([packing.stdout.text(), packing.stderr.text()]);
    if ((await packing.exited) !== 0) throw new Error(`${name}@${version} cannot be fetched: ${complaint.trim()}`);
    const bytes = await Bun.file(join(folder, file.trim())).bytes();
    const digest = `sha512-${new Bun.CryptoHasher('sha512').update(bytes).digest('base64')}`;
    if (digest !== integrity) throw new Error(`${name}@${version} is ${digest}, and was to be ${integrity}`);
    await new Bun.Archive(bytes).extract(folder);
    return join(folder, 'package');
  }

  function folderOf(wanted: Pinned): Promise<string> {
    const known = fetched.get(wanted.name) ?? unpack(wanted);
    fetched.set(wanted.name, known);
    return known;
  }

  /** All that an executable for the target is made of besides our own sources. */
  async function platformOf({ target, bun, sharp }: Target, packages: Map<string, Locked>): Promise<Platform> {
    const locked = (name: string) => {
      const found = packages.get(name);
      if (found === undefined) throw new Error(`bun.lock has no ${name}`);
      return folderOf(found);
    };
    const addon = await locked(`@img/sharp-${sharp}`);
    const libvips = await locked(`@img/sharp-libvips-${sharp}`);
    return { target, bun: join(await folderOf(bun), 'bin/bun'), sharp: { platform: sharp, addon, libvips } };
  }

  return { platformOf };
}
