/** Prints the address of an empty database on a PostgreSQL of its own, which lasts until standard input ends. */
import { freshDatabase } from './postgres.ts';
import { openRun } from './run.ts';

const run = openRun();
process.stdout.write(`${await freshDatabase()}\n`);
await new Response(Bun.stdin.stream()).text();
await run.end();
process.exit(0);
