/**
 * Makes all files of a release in `dist/` and tries each executable that this machine can run. What was there of an
 * earlier release goes when all is made, and stays when something fails.
 */
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { version } from '../package.json' with { type: 'json' };
import { compile } from './build/compile.ts';
import { billOfMaterials } from './release/bill.ts';
import { makeDeb } from './release/deb.ts';
import { leaksIn } from './release/leaks.ts';
import { lockedPackages, ROOT } from './release/lockfile.ts';
import { releaseNotes } from './release/notes.ts';
import { fetcher } from './release/packages.ts';
import { prove } from './release/proof.ts';
import { SUMS, writeSums } from './release/sums.ts';
import { BUN, TARGETS } from './release/targets.ts';

const DIST = join(ROOT, 'dist');
/** The files of any release, whatever its version. */
const RELEASED = /^(?:tonearm-linux-.+|tonearm_.+\.deb|tonearm\.cdx\.json|release-notes\.md|SHA256SUMS)$/;
const say = (line: string) => console.log(`release: ${line}`);
const megabytes = (path: string) => `${Math.round(Bun.file(path).size / 1e6)} MB`;

/** @returns whether all is there */
async function release(fresh: string, scratch: string): Promise<boolean> {
  const { packages } = await lockedPackages(TARGETS.map(({ sharp }) => sharp));
  const { platformOf } = fetcher(scratch);
  for (const target of TARGETS) {
    const file = join(fresh, `tonearm-${target.name}`);
    await compile(join(ROOT, 'src'), file, await platformOf(target, packages));
    const leaks = await leaksIn(file, scratch);
    if (leaks.length > 0) throw new Error(`${file} names paths of this machine: ${leaks.join(', ')}`);
    say(`tonearm-${target.name}: ${megabytes(file)}`);
    for (const line of await prove(file, target.name, version, scratch)) say(line);
  }
  await Bun.write(join(fresh, 'tonearm.cdx.json'), await billOfMaterials(version));
  await Bun.write(
    join(fresh, 'release-notes.md'),
    releaseNotes(await Bun.file(join(ROOT, 'CHANGELOG.md')).text(), version),
  );
  if (Bun.which('dpkg-deb') === null) {
    say(
      `tonearm_${version}_amd64.deb is NOT made: there is no dpkg-deb here; it is part of Debian and its like (dpkg)`,
    );
    return false;
  }
  const deb = join(fresh, `tonearm_${version}_amd64.deb`);
  await makeDeb(join(fresh, 'tonearm-linux-x64'), version, deb, scratch);
  say(`tonearm_${version}_amd64.deb: ${megabytes(deb)}`);
  return true;
}

/** Puts the files of this release where those of an earlier one were. */
async function publish(fresh: string): Promise<void> {
  for (const name of await readdir(DIST)) if (RELEASED.test(name)) await rm(join(DIST, name));
  for (const name of await readdir(fresh)) await rename(join(fresh, name), join(DIST, name));
  await writeSums(DIST);
  say(`${SUMS}; all is in dist/`);
}

if (Bun.version !== BUN) {
  // The bytecode within the executables is read by the Bun that made it only.
  console.error(
    `release: this is Bun ${Bun.version}, and a release is made with ${BUN}: npm install --prefix … bun@${BUN}`,
  );
  process.exit(1);
}
// Else the rights of files in the package would be those that this user happens to give.
process.umask(0o022);
// The bundler names sources from here.
process.chdir(ROOT);
await mkdir(DIST, { recursive: true });
const scratch = await mkdtemp(join(tmpdir(), 'tonearm-release-'));
const fresh = await mkdtemp(join(DIST, '.release-'));
let isWhole = false;
try {
  isWhole = await release(fresh, scratch);
  await publish(fresh);
} finally {
  await rm(fresh, { recursive: true, force: true });
  await rm(scratch, { recursive: true, force: true });
}
process.exit(isWhole ? 0 : 1);
