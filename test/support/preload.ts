import { afterAll } from 'bun:test';
import { cheapenPasswords } from './passwords.ts';
import { releasePostgres } from './postgres.ts';
import { endOwnRun, runFolder } from './run.ts';

// Elsewhere Elysia words its errors at greater length, by code of its own: what is tested is what clients get.
process.env.NODE_ENV = 'production';
cheapenPasswords();
runFolder();

// Once a process, or, in the workers of `npm test`, once a file.
afterAll(async () => {
  await releasePostgres();
  await endOwnRun();
});
