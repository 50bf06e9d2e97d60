import { basename, join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

/** One file of the page for people, as it is and packed. */
export interface WebFile {
  /** Its media type. */
  type: string;
  plain: Blob;
  gzip: Blob;
  br: Blob;
}

/** The page for people as browsers get it. */
export interface WebBundle {
  /** Addresses of what the HTML names. */
  script: string;
  style: string;
  /** What the script imports before it runs: asked for at once, a browser need not read the script first. */
  preloads: readonly string[];
  /** By address. Their names change with their contents, but for `WORKER`. */
  files: ReadonlyMap<string, WebFile>;
}

type Outputs = Bun.BuildMetafile['outputs'];

/** Where the hashed files are. */
export const ASSETS = '/assets/';
/** The service worker has to be where all that it serves is. */
export const WORKER = '/sw.js';

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

const OPTIONS = {
  target: 'browser',
  format: 'esm',
  minify: true,
  sourcemap: 'none',
  define: { 'process.env.NODE_ENV': '"production"' },
  jsx: { runtime: 'automatic', importSource: 'preact', development: false },
} as const;

/**
 * Makes the page for people of its sources.
 * @param source the folder of the sources, absolute
 * @throws AggregateError of what the bundler found wrong
 */
export async function bundleWeb(source: string): Promise<WebBundle> {
  const { outputs, metafile } = await Bun.build({
    ...OPTIONS,
    metafile: true,
    entrypoints: [join(source, 'main.tsx')],
    root: source,
    splitting: true,
    publicPath: ASSETS,
    naming: { entry: '[name]-[hash].[ext]', chunk: 'part-[hash].[ext]', asset: '[name]-[hash].[ext]' },
  });
  const files = new Map<string, WebFile>();
  const named = (pattern: RegExp) => [...files.keys()].find((address) => pattern.test(address)) ?? '';
  for (const output of outputs) files.set(ASSETS + basename(output.path), await packed(output.path, output));
  const [script, style] = [named(/\/main-\w+\.js$/), named(/\.css$/)];
  const preloads = staticImports(metafile?.outputs ?? {}, basename(script)).map((name) => ASSETS + name);

  // The worker keeps what the page is made of, so its own contents change when any of that does.
  const shell = ['/', ...files.keys()];
  const worker = await Bun.build({
    ...OPTIONS,
    entrypoints: [join(source, 'service-worker.ts')],
    define: { ...OPTIONS.define, SHELL: JSON.stringify(shell) },
  });
  for (const output of worker.outputs) files.set(WORKER, await packed('sw.js', output));
  return { script, style, preloads, files };
}

/** File names of all that a file imports before it runs, and of what that imports. */
function staticImports(outputs: Outputs, name: string, known = new Set<string>()): string[] {
  for (const { kind, path } of outputs[`./${name}`]?.imports ?? []) {
    const imported = basename(path);
    if (kind !== 'import-statement' || known.has(imported)) continue;
    known.add(imported);
    staticImports(outputs, imported, known);
  }
  return [...known];
}

/** Packed as small as it can be, for it is done once. */
async function packed(path: string, output: Blob): Promise<WebFile> {
  const bytes = new Uint8Array(await output.arrayBuffer());
  const quality = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return {
    type: TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
    plain: new Blob([bytes]),
    gzip: new Blob([Bun.gzipSync(bytes, { level: 9 })]),
    br: new Blob([new Uint8Array(brotliCompressSync(bytes, { params: quality }))]),
  };
}
