import { afterAll } from 'bun:test';
import { cheapenPasswords } from './passwords.ts';
import { releasePostgres } from './postgres.ts';
import { endOwnRun, runFolder } from './run.ts';

// Elysia says more of what is wrong when it is not in production, and other things go wrong in that.
process.env.NODE_ENV = 'production';
cheapenPasswords();
runFolder();

// Once a process, or, in the workers of `npm test`, once a file.
afterAll(async () => {
  await releasePostgres();
  await endOwnRun();
});
