import pino from 'pino';
import { createApp } from '../../app.ts';
import { openDatabase } from '../../db/open.ts';
import { knownTokens } from '../../domain/accounts/known-tokens.ts';
import { openServices } from '../../domain/services.ts';
import { accessTokens } from '../../http/identity/access-tokens.ts';
import { frontDoor } from '../../http/server/front-door.ts';
import { PASSWORD, PEOPLE } from '../../lib/examples.ts';
import { withFixed } from '../../lib/ids.ts';
import { ConfigError, readCommand } from '../command-line.ts';
import { listen, makeCatalogue, makeUploads } from './catalogue.ts';
import { inProcess } from './client.ts';
import { makeBooks, makeReleases } from './label.ts';
import { makePeople, meet } from './people.ts';

/** When its contract was made and its royalties were booked: the contract's number has this year. */
const THEN = Date.UTC(2026, 6, 1, 12);

/**
 * Makes the demo's world (`lib/examples.ts`) in an empty folder of the caller's, with a database and files as a server
 * has them. No setting of the owner's has a say in what it is.
 */
export async function makeWorld(folder: string): Promise<void> {
  const command = readCommand([], { DATA_DIR: folder, ROOT_PASSWORD: PASSWORD, RATE_LIMIT: 'off' });
  if (command.name !== 'serve') throw new ConfigError(['no settings']);
  const { config } = command;
  const db = openDatabase(config);
  await db.migrate();
  // What these sign ends with the making of the world.
  const keys = { signer: accessTokens(crypto.randomUUID()), refreshKey: crypto.randomUUID() };
  const services = openServices(db, config, keys, () => THEN);
  try {
    await services.media.staging.sweep();
    await withFixed({ ids: [PEOPLE.root] }, services.accounts.ensureRoot);
    const log = pino({ level: 'silent' });
    const app = createApp(services, { open: true, ping: db.ping }, 'demo', log);
    const ask = inProcess(frontDoor(app, config));
    await makePeople(ask, knownTokens(db));
    await makeCatalogue(ask);
    await makeUploads(ask);
    await meet(ask);
    await listen(ask);
    await makeReleases(ask);
    await makeBooks(ask);
    await services.tasks.drain();
  } finally {
    await services.media.stop();
    await services.listening.stop();
    await db.close();
  }
}
