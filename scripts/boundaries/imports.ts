import { dirname, join } from 'node:path';

const STATIC_OR_DYNAMIC = /(?:^(?:import|export|\})[^'\n]*\bfrom |^import |\bimport\()'([^']+)'/gm;

/** A file of the repository: its text, and what it imports (paths from the root for its own files, the bare name for the rest). */
export interface Source {
  text: string;
  imports: string[];
}

/** Every file of code, by its path from the root. Types count as imports too: a type from a lower room still ties to it. */
export async function readSources(root: string): Promise<Map<string, Source>> {
  const sources = new Map<string, Source>();
  for await (const file of new Bun.Glob('{src,test,scripts}/**/*.{ts,tsx}').scan(root)) {
    const text = await Bun.file(join(root, file)).text();
    const imports = [...text.matchAll(STATIC_OR_DYNAMIC)].map(([, name = '']) =>
      name.startsWith('.') ? join(dirname(file), name) : name,
    );
    sources.set(file, { text, imports });
  }
  return sources;
}

/** Files that import each other in a circle, each circle once. */
export function circles(sources: ReadonlyMap<string, Source>): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (file: string): void => {
    const at = trail.indexOf(file);
    if (at !== -1) return void found.push([...trail.slice(at), file]);
    if (done.has(file)) return;
    trail.push(file);
    for (const to of sources.get(file)?.imports ?? []) visit(to);
    trail.pop();
    done.add(file);
  };
  for (const file of sources.keys()) visit(file);
  return found;
}
