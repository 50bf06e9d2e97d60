import { join } from 'node:path';
import type { Config } from '../config.ts';
import { ownerOf } from '../db/data-folder.ts';
import { reasonOf } from '../db/loggable.ts';
import type { DoctorCall } from './command-line.ts';
import { type Finding, green, red, yellow } from './doctor/finding.ts';
import { checkFilesystem, checkFolder, checkSpace } from './doctor/folder.ts';
import { checkDatabase, checkMigrations, checkSums, type OpenHouse, openHouse } from './doctor/house.ts';
import { checkClock, checkDescriptors, checkPictures } from './doctor/machine.ts';
import { askForStore, checkFiles, checkStore, checkUsed } from './doctor/media.ts';
import { checkPorts } from './doctor/port.ts';
import { printer } from './printer.ts';
import { ConfigError } from './settings.ts';

/** What is checked, in the order in which it is told. */
const CHECKS = [
  ...['settings', 'folder', 'filesystem', 'space', 'database', 'migrations', 'ledger', 'used', 'files', 'store'],
  ...['clock', 'descriptors', 'pictures', 'port'],
] as const;
type Check = (typeof CHECKS)[number];
const WIDTH = Math.max(...CHECKS.map(({ length }) => length));

/**
 * Looks at the house that the settings describe, beside a running server or without one, and changes nothing.
 * @returns 0, or 1 when anything is red
 */
export async function doctor({ config, flags }: DoctorCall): Promise<number> {
  const { line, result } = printer(flags.json);
  const counts = { green: 0, yellow: 0, red: 0 };
  const tell = (check: string, { status, message }: Finding) => {
    counts[status]++;
    line({ check, status, message }, `${status.padEnd(6)} ${check.padEnd(WIDTH)} ${message}`);
  };
  if (config instanceof ConfigError) {
    tell('settings', red(`${config.problems.join('; ')}: see tonearm --help`));
    for (const check of CHECKS.slice(1)) tell(check, notChecked('the settings are wrong'));
  } else for await (const [check, finding] of findings(config, flags.all)) tell(check, finding);
  const ok = counts.red === 0;
  const all = `${CHECKS.length} checks: ${counts.green} green, ${counts.yellow} yellow, ${counts.red} red`;
  result({ ok, ...counts }, all);
  return ok ? 0 : 1;
}

const notChecked = (why: string) => yellow(`not checked: ${why}`);

/** Each check by its turn; those that take their time begin together. */
async function* findings(config: Config, isThorough: boolean): AsyncGenerator<[Check, Finding]> {
  const { owner, problem } = lookForOwner(config);
  const asked = askForStore(config);
  const opened = openHouse(config, owner !== undefined);
  /** Does something with the database, if it can be looked at; with its rows only if it is of this version. */
  const withHouse = async (check: (house: OpenHouse) => Finding | Promise<Finding>, isOfRows = true) => {
    const house = await opened;
    if ('problem' in house) return notChecked('the database cannot be looked at');
    if (isOfRows && house.age !== 'same') return notChecked('the database is not of this version');
    return check(house);
  };
  const checks: Record<Check, () => Finding | Promise<Finding>> = {
    settings: () => green('all are understood'),
    folder: () => problem ?? checkFolder(config),
    filesystem: () => checkFilesystem(config),
    space: () => checkSpace(config),
    database: async () => {
      const house = await opened;
      return 'problem' in house ? house.problem : checkDatabase(house, isThorough);
    },
    migrations: () => withHouse(checkMigrations, false),
    ledger: () => withHouse(checkSums),
    used: () => withHouse((house) => checkUsed(house, config)),
    files: () => withHouse((house) => checkFiles(house, asked, config, isThorough)),
    store: async () => checkStore(await asked, await opened, config),
    clock: async () => checkClock(await opened, config),
    descriptors: () => checkDescriptors(owner),
    pictures: checkPictures,
    port: () => checkPorts(config, owner),
  };
  try {
    for (const check of CHECKS) yield [check, await guarded(checks[check])];
  } finally {
    const house = await opened;
    if ('db' in house) await house.db.close();
  }
}

/** Who has the data folder; or what is wrong with its lock. */
function lookForOwner({ dataDir }: Config): { owner?: number; problem?: Finding } {
  try {
    return { owner: ownerOf(dataDir) };
  } catch (error) {
    const lock = join(dataDir, 'lock');
    return {
      problem: red(
        `${lock} cannot be used: ${reasonOf(error)}; let this user read it, or delete it while no server runs`,
      ),
    };
  }
}

/** A check that fails for a reason that it does not expect has not found that all is well. */
async function guarded(check: () => Finding | Promise<Finding>): Promise<Finding> {
  try {
    return await check();
  } catch (error) {
    return red(`cannot be checked: ${reasonOf(error)}`);
  }
}
