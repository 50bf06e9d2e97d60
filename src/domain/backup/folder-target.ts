import { chmod, lstat, mkdir, readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { nanoid } from 'nanoid';
import { flush } from '../../lib/flush.ts';
import { PLACES } from '../media/model.ts';
import { isStoredPath } from '../media/service.ts';
import { bytesOf, type Digest, digest, ownBytesOf, write } from './bytes.ts';
import { isDatabasePath, LARGEST_MANIFEST, parseManifest } from './manifest.ts';
import { BackupError, type BackupFile, MANIFEST, type Manifest } from './model.ts';
import type { Target } from './target.ts';
import { openWorkshop, type Workshop } from './workshop.ts';

/** In which a backup is made; while it is there, what lies beside it may be of no backup yet. */
const WORKSHOP = 'unfinished';

/**
 * A backup in a folder. A second one into the same folder brings only what the first has not.
 * @throws BackupError for a folder that is neither empty nor of backups
 */
export async function openFolderTarget(root: string): Promise<Target> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  const names = (await readdir(root)).filter((name) => name !== 'lost+found');
  if (names.length > 0 && !names.includes(MANIFEST) && !(await isUnfinished(root, names)))
    throw new BackupError(`${root} is neither empty nor a backup; name another folder, or a new one`);
  const before = await earlier(root);
  // A file system without rights refuses this.
  await chmod(root, 0o700).catch(() => {});
  return new FolderTarget(root, before, await openWorkshop(join(root, WORKSHOP)));
}

/** Whether a first backup was begun in a folder, and nothing else is there: others also call a folder so. */
async function isUnfinished(root: string, names: readonly string[]): Promise<boolean> {
  const isOurs = (name: string) => name === WORKSHOP || isDatabasePath(name) || PLACES.some((place) => place === name);
  if (!names.includes(WORKSHOP) || !names.every(isOurs)) return false;
  const within = await readdir(join(root, WORKSHOP)).catch(() => undefined);
  return within !== undefined && (within.length === 0 || within.includes('lock'));
}

/** The files of the backup that lies in a folder, by path. @throws BackupError when a manifest is not ours */
async function earlier(root: string): Promise<Map<string, BackupFile>> {
  const path = join(root, MANIFEST);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return new Map();
  if (found.size > LARGEST_MANIFEST) throw new BackupError(`${path} is too large for a manifest; name another folder`);
  const { files } = parseManifest(await readFile(path, 'utf8'));
  return new Map(files.map((file) => [file.path, file]));
}

class FolderTarget implements Target {
  readonly workshop: string;
  readonly #root: string;
  readonly #before: ReadonlyMap<string, BackupFile>;
  readonly #shop: Workshop;
  readonly #folders = new Set<string>();

  constructor(root: string, before: ReadonlyMap<string, BackupFile>, shop: Workshop) {
    this.#root = root;
    this.#before = before;
    this.#shop = shop;
    this.workshop = shop.path;
  }

  async kept(path: string, size: number, sha256: string | null): Promise<BackupFile | undefined> {
    const full = join(this.#root, path);
    const found = await lstat(full).catch(() => undefined);
    if (!found?.isFile() || found.size !== size) return undefined;
    const known = this.#before.get(path);
    // What a backup that was cut off has brought is read.
    const file = known?.size === size ? known : { path, ...(await digest(ownBytesOf(full))) };
    return sha256 === null || file.sha256 === sha256 ? file : undefined;
  }

  async add(path: string, from: string): Promise<Digest> {
    const isOwn = dirname(from) === this.workshop;
    const arrived = isOwn ? from : join(this.workshop, nanoid());
    const written = isOwn ? await digest(bytesOf(from)) : await write(bytesOf(from), arrived);
    if (isOwn) await flush(from);
    const target = join(this.#root, path);
    await this.#folder(dirname(target));
    await rename(arrived, target);
    return written;
  }

  async finish(manifest: Manifest): Promise<void> {
    const arrived = join(this.workshop, MANIFEST);
    await writeFile(arrived, format(manifest), { mode: 0o600 });
    await flush(arrived);
    for (const folder of this.#folders) await flush(folder);
    await flush(this.#root);
    await rename(arrived, join(this.#root, MANIFEST));
    await flush(this.#root);
    await this.#removeOthers(new Set(manifest.files.map(({ path }) => path)));
    await this.#shop.close();
  }

  async abandon(): Promise<void> {
    this.#shop.leave();
  }

  async #folder(path: string): Promise<void> {
    if (this.#folders.has(path)) return;
    await mkdir(path, { recursive: true, mode: 0o700 });
    if (path !== this.#root && !(await lstat(path)).isDirectory())
      throw new BackupError(`${path} is no folder; remove it, or name another folder`);
    this.#folders.add(path);
  }

  /** Removes what earlier backups have brought and this one does not name; other things stay. */
  async #removeOthers(named: ReadonlySet<string>): Promise<void> {
    for (const entry of await readdir(this.#root, { withFileTypes: true })) {
      if (entry.isFile() && isDatabasePath(entry.name) && !named.has(entry.name))
        await rm(join(this.#root, entry.name), { force: true });
      if (!entry.isDirectory()) continue;
      const paths = (await readdir(join(this.#root, entry.name))).map((name) => `${entry.name}/${name}`);
      const others = paths.filter((path) => isStoredPath(path) && !named.has(path));
      for (const path of others) await rm(join(this.#root, path), { force: true });
      if (others.length > 0 && others.length === paths.length) await rmdir(join(this.#root, entry.name));
    }
  }
}

/** A file a line, so that two manifests can be compared by eye. */
export function format({ files, ...rest }: Manifest): string {
  const head = JSON.stringify(rest, null, 2).slice(0, -2);
  return `${head},\n  "files": [\n${files.map((file) => `    ${JSON.stringify(file)}`).join(',\n')}\n  ]\n}\n`;
}
