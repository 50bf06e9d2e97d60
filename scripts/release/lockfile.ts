import { join } from 'node:path';
import type { Pinned } from './targets.ts';

export const ROOT = join(import.meta.dir, '../..');

/** What a package needs, by name; the versions are those of the lockfile. */
interface Needs {
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  optionalPeers?: string[];
}

interface Lockfile {
  workspaces: { '': Needs & { devDependencies?: Record<string, string> } };
  /** By the path in node_modules, without that word: `a`, or `a/b` for a `b` that only `a` sees. */
  packages: Record<string, [id: string, registry: string, needs: Needs, integrity: string]>;
}

/** A package as it is installed. */
export interface Locked extends Pinned {
  /** Its path beneath node_modules. */
  path: string;
  /** The paths of those that it needs. */
  needs: string[];
}

/** The packages that the executables are made of, with sharp's for these platforms; and what the project itself needs. */
export async function lockedPackages(
  platforms: readonly string[],
): Promise<{ packages: Map<string, Locked>; own: string[] }> {
  const lock = Bun.JSONC.parse(await Bun.file(join(ROOT, 'bun.lock')).text()) as Lockfile;
  const natives = new Set(
    platforms.flatMap((platform) => [`@img/sharp-${platform}`, `@img/sharp-libvips-${platform}`]),
  );
  const packages = new Map<string, Locked>();
  const { dependencies = {}, devDependencies = {} } = lock.workspaces[''];

  /** What is seen from a package under a name: its own, or that of whoever is around it. */
  function resolve(from: string, name: string): string | undefined {
    for (let around = from; ; around = parentOf(around)) {
      const path = around === '' ? name : `${around}/node_modules/${name}`;
      if (keyOf(path) in lock.packages) return path;
      if (around === '') return undefined;
    }
  }

  function needsOf(path: string, needed: Needs): string[] {
    // A peer that is here to develop with, as TypeScript, becomes no part of an executable.
    const peers = Object.keys(needed.peerDependencies ?? {}).filter(
      (name) => !needed.optionalPeers?.includes(name) && !(name in devDependencies),
    );
    const optional = Object.keys(needed.optionalDependencies ?? {}).filter((name) => natives.has(name));
    const all = [...Object.keys(needed.dependencies ?? {}), ...peers, ...optional];
    return all.flatMap((name) => resolve(path, name) ?? []);
  }

  const own = needsOf('', { dependencies });
  for (const pending = [...own]; pending.length > 0; ) {
    const path = pending.pop() as string;
    if (packages.has(path)) continue;
    const [id, , needed, integrity] = lock.packages[keyOf(path)] as Lockfile['packages'][string];
    const at = id.lastIndexOf('@');
    const needs = needsOf(path, needed);
    packages.set(path, { path, name: id.slice(0, at), version: id.slice(at + 1), integrity, needs });
    pending.push(...needs);
  }
  return { packages, own };
}

const keyOf = (path: string) => path.replaceAll('/node_modules/', '/');
const parentOf = (path: string) => path.slice(0, Math.max(path.lastIndexOf('/node_modules/'), 0));
