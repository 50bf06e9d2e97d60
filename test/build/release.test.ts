import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { dependencies, packageManager } from '../../package.json' with { type: 'json' };
import { billOfMaterials } from '../../scripts/release/bill.ts';
import { makeDeb } from '../../scripts/release/deb.ts';
import { leaksIn } from '../../scripts/release/leaks.ts';
import { lockedPackages, ROOT } from '../../scripts/release/lockfile.ts';
import { releaseNotes } from '../../scripts/release/notes.ts';
import { fetcher } from '../../scripts/release/packages.ts';
import { writeSums } from '../../scripts/release/sums.ts';
import { BUN, TARGETS } from '../../scripts/release/targets.ts';
import { installed } from '../support/installed.ts';
import { executable } from '../support/program.ts';
import { runFolder } from '../support/run.ts';

const dpkg = installed('dpkg-deb', 'dpkg', 'the package for Debian');
const sum = installed('sha256sum', 'coreutils', 'SHA256SUMS');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(runFolder(), 'release-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** The output of a program that is to end well. */
function output(...command: string[]): string {
  const { exitCode, stdout, stderr } = Bun.spawnSync(command, { cwd: folder });
  expect([exitCode, stderr.toString()]).toEqual([0, '']);
  return stdout.toString();
}

describe('npm run release', () => {
  test('targets · are of the Bun that package.json names, and their parts are in the lockfile', async () => {
    expect(`bun@${BUN}`).toBe(packageManager);
    const { packages } = await lockedPackages(TARGETS.map(({ sharp }) => sharp));
    for (const { bun, sharp } of TARGETS) {
      expect([bun.version, bun.integrity]).toEqual([BUN, expect.stringMatching(/^sha512-[A-Za-z0-9+/]{86}==$/)]);
      for (const name of [`@img/sharp-${sharp}`, `@img/sharp-libvips-${sharp}`])
        expect([packages.get(name)?.name, packages.get(name)?.integrity]).toEqual([
          name,
          expect.stringMatching(/^sha512-/),
        ]);
    }
  });

  test('a package with another digest than was pinned · is refused', async () => {
    // Stands for npm: it gives whatever is asked for.
    const bin = join(folder, 'bin');
    await Bun.write(join(bin, 'npm'), '#!/bin/sh\necho forged > "$4/forged.tgz"; echo forged.tgz\n');
    await chmod(join(bin, 'npm'), 0o755);
    const scratch = await mkdtemp(join(folder, 'packages-'));
    const [target] = TARGETS;
    if (target === undefined) throw new Error('unreachable');
    const { packages } = await lockedPackages([target.sharp]);
    const { platformOf } = fetcher(scratch, join(bin, 'npm'));
    await expect(platformOf(target, packages)).rejects.toThrow(/@img\/sharp-linux-x64@.* was to be sha512-/);
  });

  test('release-notes.md · is the section of the version, else of what is not released', () => {
    const changelog =
      '# Changelog\n\n## [Unreleased]\n\n- new\n\n## [1.2.0] - 2026-01-01\n\n- old\n\n## [1.1.0]\n\n- older\n';
    expect(releaseNotes(changelog, '1.2.0')).toBe('# Tonearm 1.2.0\n\n- old\n');
    expect(releaseNotes(changelog, '1.3.0')).toBe('# Tonearm 1.3.0\n\n- new\n');
    expect(() => releaseNotes('# Changelog\n', '1.3.0')).toThrow('no section');
  });

  test.skipIf(sum === null)('SHA256SUMS · names every other file, as sha256sum checks them', async () => {
    const dist = join(folder, 'dist');
    await Bun.write(join(dist, 'b'), 'two');
    await Bun.write(join(dist, 'a'), 'one');
    await writeSums(dist);
    await writeSums(dist);
    const lines = (await readFile(join(dist, 'SHA256SUMS'), 'utf8')).trim().split('\n');
    expect(lines.map((line) => line.split('  ')[1])).toEqual(['a', 'b']);
    const checked = Bun.spawnSync([sum as string, '--check', '--strict', 'SHA256SUMS'], { cwd: dist });
    expect([checked.exitCode, checked.stdout.toString()]).toEqual([0, 'a: OK\nb: OK\n']);
  });

  test('tonearm.cdx.json · is CycloneDX, with all that is packed, Bun and libvips', async () => {
    const bill = JSON.parse(await billOfMaterials('1.2.3'));
    const schemas = join(ROOT, 'node_modules/@cyclonedx/cyclonedx-library/res/schema');
    const schema = (name: string) => Bun.file(join(schemas, `${name}.SNAPSHOT.schema.json`)).json();
    const ajv = addFormats.default(new Ajv({ strict: false }));
    // Of ours no field has these.
    for (const format of ['iri-reference', 'idn-email']) ajv.addFormat(format, true);
    for (const name of ['spdx', 'jsf-0.82', 'cryptography-defs'])
      ajv.addSchema(await schema(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
    const validate = ajv.compile(await schema('bom-1.6'));
    expect([validate(bill), validate.errors]).toEqual([true, null]);
    expect([bill.bomFormat, bill.specVersion, bill.metadata.component.version]).toEqual(['CycloneDX', '1.6', '1.2.3']);

    const found = new Map<string, { version: string }>(
      bill.components.map((component: { name: string; version: string }) => [component.name, component]),
    );
    for (const [name, version] of Object.entries(dependencies))
      expect([name, found.get(name)?.version]).toEqual([name, version]);
    expect(found.get('bun')?.version).toBe(BUN);
    expect(found.get('libvips')?.version).toMatch(/^8\.\d+\.\d+$/);
    for (const { sharp } of TARGETS) expect(found.has(`@img/sharp-libvips-${sharp}`)).toBe(true);
    for (const developing of ['typescript', 'playwright-core', '@biomejs/biome'])
      expect(found.has(developing)).toBe(false);
    // Each is needed by something, and what is needed is there.
    const refs = new Set(bill.components.map((component: { 'bom-ref': string }) => component['bom-ref']));
    const needed = new Set(bill.dependencies.flatMap(({ dependsOn = [] }: { dependsOn?: string[] }) => dependsOn));
    expect(refs.difference(needed)).toEqual(new Set());
    expect(needed.difference(refs)).toEqual(new Set());
  });

  test.skipIf(dpkg === null)('tonearm_<version>_amd64.deb · has the executable, its unit and its user', async () => {
    const file = join(folder, 'stand-in');
    await writeFile(file, '#!/bin/sh\necho tonearm\n');
    const deb = join(folder, 'tonearm_1.2.3_amd64.deb');
    await makeDeb(file, '1.2.3', deb, folder);
    const fields = output(dpkg as string, '--field', deb);
    for (const field of ['Package: tonearm', 'Version: 1.2.3', 'Architecture: amd64'])
      expect(fields).toContain(`${field}\n`);
    const listed = output(dpkg as string, '--contents', deb)
      .trim()
      .split('\n');
    const rights = new Map(listed.map((line) => [line.split(' ').at(-1), line.split(/\s+/).slice(0, 2).join(' ')]));
    expect(rights.get('./usr/bin/tonearm')).toBe('-rwxr-xr-x root/root');
    expect(rights.get('./usr/lib/systemd/system/tonearm.service')).toBe('-rw-r--r-- root/root');
    for (const [path, right] of rights)
      if (path?.endsWith('/')) expect([path, right]).toEqual([path, 'drwxr-xr-x root/root']);

    const root = join(folder, 'unpacked');
    output(dpkg as string, '--raw-extract', deb, root);
    expect(await readFile(join(root, 'usr/bin/tonearm'))).toEqual(await readFile(file));
    const unit = await readFile(join(root, 'usr/lib/systemd/system/tonearm.service'), 'utf8');
    for (const line of [
      'ExecStart=/usr/bin/tonearm',
      'User=tonearm',
      'StateDirectory=tonearm',
      'ProtectSystem=strict',
      'NoNewPrivileges=yes',
    ])
      expect(unit).toContain(`\n${line}\n`);
    expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])).toBeGreaterThanOrEqual(9);
    for (const script of ['postinst', 'prerm', 'postrm']) {
      expect((await stat(join(root, 'DEBIAN', script))).mode & 0o777).toBe(0o755);
      output('sh', '-n', join(root, 'DEBIAN', script));
    }
    expect(await readFile(join(root, 'DEBIAN/postinst'), 'utf8')).toContain('useradd --system');
    expect(await readdir(folder)).not.toContain('deb');
  });

  test('an executable · names no path of the machine that built it', async () => {
    expect(await leaksIn(await executable(), runFolder())).toEqual([]);
    const leaking = join(folder, 'leaking');
    await writeFile(leaking, `x\0/$bunfs/root/a\0${ROOT}/src/main.ts\0`);
    expect(await leaksIn(leaking, '/nowhere')).toEqual([ROOT]);
  });
});
