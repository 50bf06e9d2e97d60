import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { createApp } from '../app.ts';
import { reasonOf } from '../db/loggable.ts';
import { openDatabase } from '../db/open.ts';
import { openServices } from '../domain/services.ts';
import { accessTokens } from '../http/identity/access-tokens.ts';
import { STDOUT, write } from '../lib/output.ts';
import { version } from '../version.ts';
import type { Call } from './command-line.ts';
import { Failure } from './failure.ts';
import { printer } from './printer.ts';

const NO_KEY = 'no request but the one for the document is answered';

/** Prints the OpenAPI document, as `/swagger/json` answers it. It needs no house, so it builds the app on an empty one. @returns 0; @throws Failure */
export async function openapi({ config, flags }: Call<'openapi'>): Promise<number> {
  const dataDir = temporaryFolder();
  const db = await openDatabase({ dataDir, databaseUrl: undefined });
  try {
    const keys = { signer: accessTokens(NO_KEY), refreshKey: NO_KEY, appKeySecret: NO_KEY };
    const services = openServices(db, { ...config, dataDir, databaseUrl: undefined }, keys);
    const app = createApp(services, { open: true, ping: db.ping }, version, pino({ level: 'silent' }));
    const document = await app.handle(new Request('http://localhost/swagger/json'));
    write(STDOUT, `${await document.text()}\n`, Number.POSITIVE_INFINITY);
    if (flags.json) printer(flags.json).result({ ok: true }, '');
    return 0;
  } finally {
    await db.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** @throws Failure where there can be none */
function temporaryFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'tonearm-openapi-'));
  } catch (error) {
    throw new Failure(`nothing can be kept for a moment in ${tmpdir()}: ${reasonOf(error)}; name another TMPDIR`);
  }
}
