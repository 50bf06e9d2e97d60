import { join } from 'node:path';

/** The PostgreSQL of the tests, with an empty database, until `end` is called or this process ends. */
export async function lendPostgres(): Promise<{ url: string; end(): void }> {
  const lender = Bun.spawn([process.execPath, join(import.meta.dir, '../test/support/lend-postgres.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const { value } = await lender.stdout.getReader().read();
  if (value === undefined) throw new Error('PostgreSQL does not start');
  return { url: new TextDecoder().decode(value).trim(), end: () => void lender.stdin.end() };
}
