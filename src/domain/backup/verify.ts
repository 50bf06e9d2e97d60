import { archiveSource } from './archive-source.ts';
import { type Digest, digest } from './bytes.ts';
import { folderSource } from './folder-source.ts';
import { explained, isArchive, type Manifest, type Problem, type Report } from './model.ts';
import type { Source } from './target.ts';

export const sourceOf = (path: string): Source => (isArchive(path) ? archiveSource(path) : folderSource(path));

/** A backup whose files have all been read. */
export interface Verified {
  manifest: Manifest;
  problems: Problem[];
}

/**
 * Reads a backup, all of it, and compares it with its manifest. It changes nothing.
 * @throws BackupError when there is none, or it is none of ours
 */
export async function verifyBackup(path: string, report: Report): Promise<Verified> {
  try {
    return await verify(path, report);
  } catch (error) {
    throw explained(error, `${path} cannot be read`);
  }
}

async function verify(path: string, report: Report): Promise<Verified> {
  const source = sourceOf(path);
  const all = await source.total();
  const found = new Map<string, Digest>();
  let bytes = 0;
  for await (const entry of source.entries()) {
    found.set(entry.path, await digest(entry.bytes));
    bytes += entry.size;
    report({ files: found.size, bytes }, all);
  }
  const manifest = await source.manifest();
  return { manifest, problems: manifest.files.flatMap((file) => problemOf(file, found.get(file.path)) ?? []) };
}

function problemOf({ path, ...expected }: Digest & { path: string }, found: Digest | undefined): Problem | undefined {
  if (found === undefined) return { path, problem: 'missing' };
  if (found.size !== expected.size) return { path, problem: 'size' };
  return found.sha256 === expected.sha256 ? undefined : { path, problem: 'hash' };
}
