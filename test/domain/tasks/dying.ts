/** A server that promises three tasks and dies: `bun dying.ts <account> <when>`, with the settings of its house. */
import { readConfig } from '../../../src/commands/settings.ts';
import { openDatabase } from '../../../src/db/open.ts';
import { taskService } from '../../../src/domain/tasks/service.ts';
import { COUNT, counting } from './counter.ts';

const [account = '', when] = process.argv.slice(2);
const config = readConfig(process.env);
const db = await openDatabase(config);
const tasks = taskService(db);
const die = () => {
  process.kill(process.pid, 'SIGKILL');
  return new Promise<never>(() => {});
};

for (const number of [1, 2, 3]) await tasks.defer(COUNT, account, { account, number });
if (when === 'promised') await die();

const count = counting(db);
tasks.handle(COUNT, async (tx, promised) => {
  await count(tx, promised);
  if (when === 'applied') await die();
});
await tasks.drain();
await die();
