import type { Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import type { Findings } from '../domain/media/checking.ts';
import { mediaService } from '../domain/media/service.ts';
import { STDERR, STDOUT, write } from '../lib/output.ts';
import { besideServer } from './beside.ts';
import type { Options } from './command-line.ts';

/** The largest share of all files that is erased without `--force`. */
const MOST = 0.05;
const FOUND = 3;

/**
 * Compares the database with the stores, both ways, and says what is wrong; with `fix` it puts right what can be.
 * @returns the status: 0 in order, 3 something found that is still wrong, 1 refused
 */
export function mediaCheck({ config, options }: { config: Config; options: Options<'media check'> }): Promise<number> {
  return besideServer(config, (db) => check(db, config, options));
}

async function check(db: Database, config: Config, { fix, force, json }: Options<'media check'>): Promise<number> {
  const media = mediaService(db, config);
  await media.checkStores();
  const findings = await media.compare();
  const { objects, orphans, missing, accounts } = findings;
  write(STDOUT, (json === undefined ? asText(findings) : asJson(findings)).map((line) => `${line}\n`).join(''));
  if (orphans.length + missing.length + accounts.length === 0) return 0;
  if (fix === undefined) return FOUND;
  if (force === undefined && orphans.length > objects * MOST) {
    write(
      STDERR,
      `tonearm: nothing is erased: ${orphans.length} of ${objects} files are more than ${MOST * 100} %. Is this the right database, and the right store? --force erases them all the same\n`,
    );
    return 1;
  }
  await media.fix(findings);
  return missing.length > 0 ? FOUND : 0;
}

function asText({ objects, orphans, missing, accounts }: Findings): string[] {
  return [
    ...orphans.map(
      ({ store, place, name, size }) => `orphan   ${place}/${name}  ${size} bytes in ${store}: no row owns it`,
    ),
    ...missing.map(({ store, place, name, size }) => `missing  ${place}/${name}  ${size} bytes are not in ${store}`),
    ...accounts.map(({ login, used, reserved }) => `used     ${login}  keeps ${used} bytes, ${reserved} reserved`),
    `${objects} files: ${orphans.length} orphans, ${missing.length} missing, ${accounts.length} accounts counted wrong`,
  ];
}

function asJson({ orphans, missing, accounts }: Findings): string[] {
  return [
    ...orphans.map(({ name, size }) => ({ kind: 'orphan', name, size })),
    ...missing.map(({ name, size }) => ({ kind: 'missing', name, size })),
    ...accounts.map(({ login, used }) => ({ kind: 'used', name: login, size: used })),
  ].map((line) => JSON.stringify(line));
}
