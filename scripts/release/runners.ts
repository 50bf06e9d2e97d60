import { existsSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** A way to run an executable on this machine. */
export interface Runner {
  /** As it is told. */
  how: string;
  /** What stands before the executable. */
  command: string[];
  env: Record<string, string>;
}

/** Why there is none, and what would help. */
export interface Missing {
  missing: string;
}

const NATIVE: Runner = { how: 'natively', command: [], env: {} };
const IS_X64 = process.arch === 'x64';
/** Bun's own: musl has one name for its loader on each kind of machine. */
const MUSL_LOADER = '/lib/ld-musl-x86_64.so.1';
const isMusl = existsSync('/etc/alpine-release');
const ARM_LIBRARIES = '/usr/aarch64-linux-gnu';
/** With AVX, which LAME's WebAssembly needs (JavaScriptCore has no SIMD without), and without AVX2. */
const OLD_CPU = 'SandyBridge';
/** What qemu does not have of it, and would say for each thread. */
const WITHOUT = '-x2apic,-tsc-deadline';

/**
 * How an executable is tried here, by the end of its name: each way once.
 * @param scratch a folder that the caller removes
 */
export async function runnersOf(name: string, scratch: string): Promise<(Runner | Missing)[]> {
  switch (name) {
    case 'linux-x64':
      return [IS_X64 && !isMusl ? NATIVE : { missing: 'this machine is no x64 with glibc' }];
    case 'linux-x64-baseline':
      return [IS_X64 && !isMusl ? NATIVE : { missing: 'this machine is no x64 with glibc' }, oldCpu()];
    case 'linux-arm64':
      return [process.arch === 'arm64' && !isMusl ? NATIVE : arm()];
    default:
      return [isMusl && IS_X64 ? NATIVE : await muslBesideGlibc(scratch)];
  }
}

const emulator = (name: string) => Bun.which(`${name}-static`) ?? Bun.which(name);

function oldCpu(): Runner | Missing {
  const qemu = emulator('qemu-x86_64');
  if (qemu === null) return { missing: 'there is no qemu-x86_64; apt-get install qemu-user-static' };
  return { how: `on a ${OLD_CPU} by qemu, without AVX2`, command: [qemu, '-cpu', `${OLD_CPU},${WITHOUT}`], env: {} };
}

function arm(): Runner | Missing {
  const qemu = emulator('qemu-aarch64');
  if (qemu === null || !existsSync(join(ARM_LIBRARIES, 'lib/libstdc++.so.6')))
    return {
      missing:
        'there is no qemu-aarch64 with the libraries of arm64; apt-get install qemu-user-static libc6-arm64-cross libstdc++6-arm64-cross',
    };
  return { how: 'by qemu', command: [qemu, '-L', ARM_LIBRARIES], env: {} };
}

/**
 * musl's loader, with this machine's libstdc++: Debian has no other. What that needs of glibc and musl does not have is
 * compiled from `musl-shim.c` under the name of glibc's loader, which libstdc++ asks for.
 */
async function muslBesideGlibc(scratch: string): Promise<Runner | Missing> {
  const compiler = Bun.which('gcc');
  if (!IS_X64 || compiler === null || !existsSync(MUSL_LOADER))
    return { missing: 'there is no musl and gcc beside glibc, nor is this Alpine; apt-get install musl gcc libc6-dev' };
  const folder = join(scratch, 'musl');
  await mkdir(folder);
  for (const library of ['libstdc++.so.6', 'libgcc_s.so.1']) {
    const found = Bun.spawnSync([compiler, `-print-file-name=${library}`])
      .stdout.toString()
      .trim();
    if (!existsSync(found)) return { missing: `there is no ${library}; apt-get install libstdc++6 libgcc-s1` };
    await copyFile(found, join(folder, basename(found)));
  }
  await copyFile(MUSL_LOADER, join(folder, 'libc.musl-x86_64.so.1'));
  const shim = join(folder, 'ld-linux-x86-64.so.2');
  const source = join(import.meta.dir, 'musl-shim.c');
  const compiled = Bun.spawnSync([compiler, '-shared', '-fPIC', '-nostdlib', '-O1', '-o', shim, source]);
  if (compiled.exitCode !== 0) return { missing: `musl-shim.c cannot be compiled: ${compiled.stderr}` };
  return { how: "by musl's loader, with glibc's libstdc++", command: [], env: { LD_LIBRARY_PATH: folder } };
}
