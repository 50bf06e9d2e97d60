import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { embedPacked } from './packed.ts';
import { embedSharp, type SharpParts } from './sharp.ts';
import { embedWeb } from './web.ts';

/** Another kind of machine than this one. */
export interface Platform {
  /** As Bun names it: `bun-linux-arm64`. */
  target: Bun.Build.CompileTarget;
  /** The path of Bun for it, of which the executable is a copy. */
  bun: string;
  sharp: SharpParts;
}

/**
 * Makes one executable of `<source>/main.ts` and every `<source>/**\/worker.ts`; code finds the latter by
 * `src/lib/worker-entry.ts`. An executable that is there already is replaced at once, even while it runs.
 *
 * @param source absolute path of the sources
 * @param outfile absolute path of the executable
 * @param platform which it is for; without it this machine
 * @throws AggregateError of what the bundler found wrong
 */
export async function compile(source: string, outfile: string, platform?: Platform): Promise<void> {
  await mkdir(dirname(outfile), { recursive: true });
  const scratch = await mkdtemp(`${outfile}-`);
  try {
    const fresh = join(scratch, basename(outfile));
    await bundle(source, fresh, platform);
    await rename(fresh, outfile);
  } finally {
    // The source maps lie here too; the executable carries them itself.
    await rm(scratch, { recursive: true });
  }
}

async function bundle(source: string, outfile: string, platform: Platform | undefined): Promise<void> {
  const workers = await Array.fromAsync(new Bun.Glob('**/worker.ts').scan({ cwd: source, absolute: true }));
  // What is built in tests may have no page.
  const web = existsSync(join(source, 'web')) ? [await embedWeb(source, dirname(outfile))] : [];
  await Bun.build({
    entrypoints: [join(source, 'main.ts'), ...workers.sort()],
    root: source,
    target: 'bun',
    format: 'esm',
    // Bytecode halves the time to the first answer; names stay as they are, for Elysia reads the text of handlers.
    bytecode: true,
    // What is imported on demand lies apart, and is not read before; workers share what they have in common.
    splitting: true,
    minify: { whitespace: true, syntax: true, identifiers: false },
    // So that a stack trace names our files and lines: 1 MB, and no time until there is a trace to print.
    sourcemap: 'inline',
    define: {
      // Some packages ask for the variable by a name that the bundler sees, others look into the environment.
      'process.env.NODE_ENV': '"production"',
      // Otherwise the bundler writes where a package lay on the machine that builds.
      __dirname: '"/$bunfs/root"',
      __filename: '"/$bunfs/root/main.js"',
    },
    banner: 'Bun.env.NODE_ENV = "production";',
    plugins: [
      embedSharp(join(dirname(outfile), 'native'), platform?.sharp),
      await embedPacked(join(dirname(outfile), 'packed')),
      ...web,
    ],
    // The executable must mean the same in whatever folder it is started.
    compile: {
      ...{ outfile, autoloadDotenv: false, autoloadBunfig: false },
      ...(platform && { target: platform.target, executablePath: platform.bun }),
    },
  });
}
