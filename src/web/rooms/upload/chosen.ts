/** A file that was chosen or dropped. */
export interface Chosen {
  file: File;
  /** Beneath the folder that was chosen; else its name. */
  path: string;
}

/** Files of one choice, and how deep folders are looked into. */
const MOST = 20_000;
const DEEPEST = 24;

/** What lies beside music in folders, and is not told of one by one. */
const BESIDE =
  /(?:^|\/)(?:\.[^/]*|thumbs\.db|desktop\.ini|[^/]*\.(?:jpe?g|png|webp|gif|bmp|cue|log|m3u8?|nfo|sfv|pls))$/i;

/** The files of an input. */
export const chosenIn = (files: FileList | null): Chosen[] =>
  [...(files ?? [])].slice(0, MOST).map((file) => ({ file, path: file.webkitRelativePath || file.name }));

/**
 * The files that were dropped, those of folders too. To be called at once: afterwards the browser has forgotten them.
 */
export function droppedIn(dropped: DataTransfer): Promise<Chosen[]> {
  const entries = [...dropped.items].flatMap((item) => item.webkitGetAsEntry?.() ?? []);
  if (entries.length === 0) return Promise.resolve(chosenIn(dropped.files));
  return filesOf(entries);
}

async function filesOf(roots: readonly FileSystemEntry[]): Promise<Chosen[]> {
  const found: Chosen[] = [];
  const left = roots.map((entry) => ({ entry, depth: 0 })).reverse();
  for (let next = left.pop(); next && found.length < MOST; next = left.pop()) {
    const { entry, depth } = next;
    if (entry.isFile) {
      const file = await fileOf(entry as FileSystemFileEntry);
      if (file) found.push({ file, path: depth === 0 ? file.name : entry.fullPath.replace(/^\//, '') });
    } else if (depth < DEEPEST) {
      const inside = await entriesOf(entry as FileSystemDirectoryEntry);
      left.push(...inside.reverse().map((one) => ({ entry: one, depth: depth + 1 })));
    }
  }
  return found;
}

const fileOf = (entry: FileSystemFileEntry): Promise<File | undefined> =>
  new Promise((resolve) => entry.file(resolve, () => resolve(undefined)));

/** A folder tells a hundred entries at a time. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  while (all.length < MOST) {
    const some = await new Promise<FileSystemEntry[]>((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (some.length === 0) break;
    all.push(...some);
  }
  return all.sort((one, other) => one.name.localeCompare(other.name, undefined, { numeric: true }));
}

/** Whether a file of a folder only lies beside music. */
export const liesBeside = ({ path }: Chosen): boolean => path.includes('/') && BESIDE.test(path);
