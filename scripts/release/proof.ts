import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Runner, runnersOf } from './runners.ts';
import { firstPicture, firstRecording, firstSong } from './story.ts';

/** Milliseconds that all of it may take: half a minute by an emulator, and many times that on a busy machine. */
const PATIENCE = 600_000;
const TRIES = 3;

/** No folder, so that native code is loaded from memory. */
const NOWHERE = '/nowhere';

/**
 * Tries an executable in every way that this machine has: its version, the first song, a picture and a recording, its end,
 * and what its doctor says then.
 * @param name the end of its file's name
 * @param scratch a folder that the caller removes
 * @returns a line for each way, also for those that there are not
 * @throws Error with what went wrong
 */
export async function prove(executable: string, name: string, version: string, scratch: string): Promise<string[]> {
  const lines: string[] = [];
  const ways = await runnersOf(name, scratch);
  for (const [at, way] of ways.entries()) {
    if ('missing' in way) {
      lines.push(`NOT TRIED tonearm-${name}: ${way.missing}`);
      continue;
    }
    const begun = performance.now();
    const folder = join(scratch, `${name}-${at}`);
    await mkdir(folder);
    const took = () => `${((performance.now() - begun) / 1000).toFixed(1)} s`;
    await tell(executable, way, version, folder).catch((error) => {
      throw new Error(`tonearm-${name} ${way.how}, after ${took()}: ${(error as Error).message}`);
    });
    lines.push(`tonearm-${name} plays the first song ${way.how} (${took()})`);
  }
  return lines;
}

async function tell(executable: string, { command, env }: Runner, version: string, folder: string): Promise<void> {
  const words = [...command, executable];
  const shown = Bun.spawnSync([...words, '--version'], { cwd: folder, env }).stdout.toString();
  if (!shown.includes(version)) throw new Error(`its --version is ${shown}`);
  const child = Bun.spawn(words, {
    cwd: folder,
    env: { ...env, TMPDIR: folder, PORT: '0', HOST: '127.0.0.1', MIN_FREE_MB: '0' },
    ...{ stdin: 'ignore', stdout: 'pipe', stderr: 'inherit' },
  });
  const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
  try {
    const origin = await listening(child.stdout);
    await patiently(() => firstPicture(origin));
    await patiently(() => firstRecording(origin));
    await firstSong(origin, folder);
    child.kill('SIGTERM');
    const status = await child.exited;
    if (status !== 0) throw new Error(`it ended with ${child.signalCode ?? status}`);
    const settings = { ...env, TMPDIR: NOWHERE, PORT: '0', MIN_FREE_MB: '0' };
    const doctor = Bun.spawnSync([...words, 'doctor', '--all'], { cwd: folder, env: settings, timeout: PATIENCE });
    if (doctor.exitCode !== 0) throw new Error(`its doctor says ${doctor.stdout}${doctor.stderr}`);
  } finally {
    clearTimeout(late);
    child.kill('SIGKILL');
  }
}

/**
 * Tells a part of the story again when it fails at first: a server gives up what takes half a minute, as the first picture
 * and the first recording may by an emulator on a busy machine.
 */
async function patiently(tellPart: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await tellPart();
    } catch (error) {
      if (tries === TRIES) throw error;
    }
  }
}

/** @returns the origin that it prints @throws Error with all that it printed, when it ends before */
async function listening(output: ReadableStream<Uint8Array>): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  const found = Promise.withResolvers<string>();
  // To its end: a pipe that nobody reads stops who writes.
  const read = async () => {
    for await (const chunk of output) {
      text += decoder.decode(chunk, { stream: true });
      const origin = /listening +(\S+)/.exec(text)?.[1];
      if (origin !== undefined && / data .*\n/.test(text)) found.resolve(origin);
    }
    found.reject(new Error(`it does not start: ${text}`));
  };
  read().catch(found.reject);
  return found.promise;
}
