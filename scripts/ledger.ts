/**
 * Proves the ledger: that every account's sums, every batch of payouts and what is open of every advance are what their
 * entries add up to. Reads the database that the settings name,
 * also while a server is running on it, and changes nothing. Ends with 1 when a sum is wrong.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readCommand } from '../src/commands/command-line.ts';
import { openDatabase } from '../src/db/open.ts';
import { checkLedger } from '../src/domain/booking/check.ts';

const command = readCommand(process.argv.slice(2), process.env);
if (command.name !== 'serve') throw new Error('usage: ledger [--data-dir … | --database-url …]');
const { databaseUrl, dataDir } = command.config;
if (databaseUrl === undefined && !existsSync(join(dataDir, 'tonearm.db'))) {
  console.error(`there is no database in ${dataDir}`);
  process.exit(2);
}

const db = openDatabase(command.config);
const wrong = await checkLedger(db);
await db.close();
for (const { of, id, kept, booked } of wrong) {
  console.error(`${id}: the ${of} says ${JSON.stringify(kept)}, its entries ${JSON.stringify(booked)}`);
}
console.log(wrong.length === 0 ? 'the ledger is right' : `the ledger is wrong in ${wrong.length} places`);
process.exit(wrong.length === 0 ? 0 : 1);
