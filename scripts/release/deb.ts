import { chmod, copyFile, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ROOT } from './lockfile.ts';

/** As Debian's tools read it: `passwd` has useradd, the libraries are those that the executable is linked with. */
const control = (version: string, kilobytes: number) => `Package: tonearm
Version: ${version}
Architecture: amd64
Maintainer: The Tonearm authors <tonearm@localhost>
Installed-Size: ${kilobytes}
Depends: libc6 (>= 2.28), libgcc-s1, libstdc++6, passwd
Section: sound
Priority: optional
Description: back end of a music platform in one executable
 A catalogue, a recorder, members, a community, a label's back office and
 OpenSubsonic as one server, on embedded SQLite or on PostgreSQL.
`;

/** Run by root when the package has been unpacked, for the first time ($2 is empty) or over an earlier version. */
const POSTINST = `#!/bin/sh
set -e
[ "$1" = configure ] || exit 0
getent passwd tonearm >/dev/null || useradd --system --user-group --no-create-home --home-dir /var/lib/tonearm --shell /usr/sbin/nologin tonearm
if [ -d /run/systemd/system ]; then
  systemctl daemon-reload
  if [ -z "$2" ]; then systemctl enable --now tonearm; else systemctl try-restart tonearm; fi
fi
`;

const PRERM = `#!/bin/sh
set -e
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then systemctl disable --now tonearm; fi
`;

/** The music and the accounts are never deleted by removing a program. */
const POSTRM = `#!/bin/sh
set -e
if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
if [ "$1" = purge ] && [ -d /var/lib/tonearm ]; then echo "tonearm: its data is kept in /var/lib/tonearm; delete that folder if nobody needs it" >&2; fi
`;

/**
 * Makes a package for Debian and its like: the executable, its unit and its user.
 * @param scratch a folder that the caller removes
 * @throws Error when dpkg-deb fails
 */
export async function makeDeb(executable: string, version: string, outfile: string, scratch: string): Promise<void> {
  const root = join(scratch, 'deb');
  const unit = await Bun.file(join(ROOT, 'scripts/deploy/tonearm.service')).text();
  await place(join(root, 'usr/bin/tonearm'), 0o755, (path) => copyFile(executable, path));
  await write(join(root, 'usr/lib/systemd/system/tonearm.service'), packaged(unit));
  for (const [from, to] of [
    ['LICENSE', 'copyright'],
    ['CHANGELOG.md', 'changelog'],
    ['scripts/deploy/Caddyfile', 'examples/Caddyfile'],
  ] as const)
    await place(join(root, 'usr/share/doc/tonearm', to), 0o644, (path) => copyFile(join(ROOT, from), path));
  await write(join(root, 'DEBIAN/control'), control(version, Math.ceil(Bun.file(executable).size / 1024)));
  const scripts = { postinst: POSTINST, prerm: PRERM, postrm: POSTRM };
  for (const [name, text] of Object.entries(scripts)) await write(join(root, 'DEBIAN', name), text, 0o755);

  // As root's, whoever builds. With xz it would be a seventh smaller and take four times as long.
  const options = ['--root-owner-group', '-Zgzip', '-z6', '--build'];
  const made = Bun.spawn(['dpkg-deb', ...options, root, outfile], { stdout: 'ignore', stderr: 'pipe' });
  const complaint = await made.stderr.text();
  if ((await made.exited) !== 0) throw new Error(`dpkg-deb: ${complaint.trim()}`);
  await rm(root, { recursive: true });
}

/** The unit as it stands in a package, which puts the executable elsewhere and makes the user itself. */
function packaged(unit: string): string {
  const section = unit.indexOf('[Unit]');
  const head = '# Settings, also those that are secret, stand in /etc/tonearm.env (mode 0600), a line each:\n';
  const example = '# PUBLIC_URL=https://music.example\n';
  return `${head}${example}${unit.slice(section).replace('/usr/local/bin/', '/usr/bin/')}`;
}

const write = (path: string, text: string, mode = 0o644) =>
  place(path, mode, async (target) => void (await Bun.write(target, text)));

/** Makes a file by its path and its rights, whatever the mask of whoever builds. */
async function place(path: string, mode: number, make: (path: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o755 });
  await make(path);
  await chmod(path, mode);
}
