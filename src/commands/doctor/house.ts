import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config.ts';
import type { Age } from '../../db/database.ts';
import { type ExaminedDatabase, examineDatabase } from '../../db/examine.ts';
import { reasonOf } from '../../db/loggable.ts';
import { whyUnreachable } from '../../db/unreachable.ts';
import { checkLedger } from '../../domain/booking/check.ts';
import { type Finding, green, named, red, yellow } from './finding.ts';

/** Milliseconds that a database or a store has to answer: together with closing it, less than ten seconds. */
export const PATIENCE = 5_000;

/** The database of the settings, and how its version stands to this one. */
export interface OpenHouse {
  db: ExaminedDatabase;
  age: Age;
}

/** The same, or why it cannot be looked at. */
export type House = OpenHouse | { problem: Finding };

/** Opens the database for looking at it. @param isServed whether a process has the data folder */
export async function openHouse(config: Config, isServed: boolean): Promise<House> {
  const path = join(config.dataDir, 'tonearm.db');
  const isFile = config.databaseUrl === undefined;
  if (isFile && !existsSync(path))
    return { problem: red(`there is no ${path}: name the folder of the server with --data-dir, or start the server`) };
  let db: ExaminedDatabase | undefined;
  try {
    db = await examineDatabase(config, isServed);
    const late = Bun.sleep(PATIENCE).then(() => Promise.reject(new Error(`no answer for ${PATIENCE / 1000} s`)));
    await Promise.race([db.ping(), late]);
    return { db, age: await db.age() };
  } catch (error) {
    await db?.close().catch(() => {});
    const advice = 'let this user read it, or restore a backup';
    return { problem: red(isFile ? `${path} cannot be read: ${reasonOf(error)}; ${advice}` : whyUnreachable(error)) };
  }
}

/** Whether the database is whole. */
export async function checkDatabase({ db }: OpenHouse, isThorough: boolean): Promise<Finding> {
  const product = await db.product();
  const faults = await db.faults(isThorough);
  if (faults.length === 0) return green(`${product}, whole`);
  return red(`${product}: ${named(faults)}; stop the server, keep a copy of what there is, and restore a backup`);
}

/** Whether the database is of this version. */
export function checkMigrations({ age }: OpenHouse): Finding {
  return {
    same: green('all that this version knows, and no other'),
    older: yellow('the database is of an older version: it is brought up to date when the server starts'),
    newer: red('the database has a migration that this version does not know: use the newer tonearm that made it'),
    none: red('the database is empty: start the server once, which makes the house'),
  }[age];
}

/** Whether the sums of royalty accounts are what their entries add up to. */
export async function checkSums({ db }: OpenHouse): Promise<Finding> {
  const wrong = await checkLedger(db);
  if (wrong.length === 0) return green('all sums are those of their entries');
  const places = wrong.map(({ of, id, kept, booked }) => {
    const [says, adds] = [kept, booked].map((sums) => JSON.stringify(sums));
    return `${of} ${id} (kept ${says}, booked ${adds})`;
  });
  return red(`wrong for ${named(places)}: compare with a backup before paying out`);
}
