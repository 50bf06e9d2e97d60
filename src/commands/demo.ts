import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { takeDataFolder } from '../db/data-folder.ts';
import { PLACES } from '../domain/media/model.ts';
import { emailOf, PASSWORD, type PEOPLE, RECORDER } from '../lib/examples.ts';
import { STDOUT, write } from '../lib/output.ts';
import { takeDemoFolder } from './demo/folder.ts';
import { makeWorld } from './demo/world.ts';
import { serve } from './serve.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** What each account of the demo shows. */
const WHO: Record<keyof typeof PEOPLE, string> = {
  root: 'may do everything',
  listener: 'follows, hears, has favourites',
  musician: 'uploads, has followers, made what is in the catalogue',
  artist: 'releases in every status, a contract, royalties',
  manager: 'looks after artist and newcomer',
  newcomer: 'an artist who has nothing yet',
  guest: 'an artist in nobody’s care, with a draft',
  leaver: 'an artist whose contract is about to end',
};

/**
 * `tonearm demo`: serves the demo's data from a new folder, which is deleted when the process ends; or from the folder
 * named, where the data of an earlier demo is served as it was left.
 * @returns the exit status
 * @throws DataFolderError when the folder is not the demo's; what `serve` throws
 */
export async function demo({ config, isFolderNamed }: { config: Config; isFolderNamed: boolean }): Promise<number> {
  const dataDir = isFolderNamed ? config.dataDir : temporaryFolder();
  const made = takeDemoFolder(dataDir);
  if (!made.isFinished) {
    const lock = takeDataFolder(dataDir, PLACES);
    // `serve` takes the signals over.
    const quit = () => process.exit(1);
    for (const signal of SIGNALS) process.on(signal, quit);
    try {
      await makeWorld(dataDir);
    } finally {
      for (const signal of SIGNALS) process.off(signal, quit);
      lock.release();
    }
    made.finish();
  }
  write(STDOUT, introduction());
  return serve({ ...config, dataDir, databaseUrl: undefined });
}

/** A new folder that is deleted when the process exits, but for SIGKILL. */
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tonearm-demo-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The text at the start: who can sign in, and where to begin. */
function introduction(): string {
  const people = Object.entries(WHO).map(([login, is]) => `  ${login.padEnd(10)} ${is}`);
  return [
    `The demo. Everybody's password is ${PASSWORD}; addresses are like ${emailOf('listener')}.`,
    ...people,
    `  The recorder knows the user ${RECORDER.user} with the key ${RECORDER.key}.`,
    'Open / for the front page, and /swagger to press Execute on everything, as it is filled in:',
    '',
    '',
  ].join('\n');
}
