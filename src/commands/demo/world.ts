import pino from 'pino';
import { createApp } from '../../app.ts';
import { openDatabase } from '../../db/open.ts';
import { knownTokens } from '../../domain/accounts/known-tokens.ts';
import { secretService } from '../../domain/secrets/service.ts';
import { openServices } from '../../domain/services.ts';
import { accessTokens } from '../../http/identity/access-tokens.ts';
import { frontDoor } from '../../http/server/front-door.ts';
import { PASSWORD, PEOPLE } from '../../lib/examples.ts';
import { withFixed } from '../../lib/ids.ts';
import { readConfig } from '../settings.ts';
import { makeCatalogue, makeListening, makePlayersData, makeUploads } from './catalogue.ts';
import { inProcessClient } from './client.ts';
import { makeBooks, makeReleases, makeReports } from './label.ts';
import { makePeople, makeProfiles } from './people.ts';

/** The moment of the demo's contract and bookings: the contract's number, which examples show, has its year. */
const BOOKED_AT = Date.UTC(2026, 6, 1, 12);

/**
 * Makes the demo's data (`lib/examples.ts`) in an empty folder: database and files. It does not depend on the settings, so
 * that the examples of the documentation always fit.
 */
export async function makeWorld(folder: string): Promise<void> {
  const settings = { ROOT_PASSWORD: PASSWORD, RATE_LIMIT: 'off', UPLOAD_EXPIRES_HOURS: '8760' };
  const config = readConfig({ DATA_DIR: folder, ...settings });
  const db = await openDatabase(config);
  await db.migrate();
  // Tokens signed with these keys are invalid once the demo is served; app keys are sealed for it.
  const appKeySecret = await secretService(db).get('app-keys');
  const keys = { signer: accessTokens(crypto.randomUUID()), refreshKey: crypto.randomUUID(), appKeySecret };
  const services = openServices(db, config, keys, () => BOOKED_AT);
  try {
    await services.media.staging.sweep();
    await withFixed({ ids: [PEOPLE.root] }, services.accounts.ensureRoot);
    const log = pino({ level: 'silent' });
    const app = createApp(services, { open: true, ping: db.ping }, 'demo', log);
    const ask = inProcessClient(frontDoor(app, config));
    await makePeople(ask, knownTokens(db, appKeySecret));
    await makeCatalogue(ask);
    await makeUploads(ask);
    await makeProfiles(ask);
    await makeListening(ask);
    await makePlayersData(ask);
    await makeReleases(ask);
    await makeBooks(ask);
    await makeReports(ask);
    await services.tasks.drain();
  } finally {
    await services.media.stop();
    await services.listening.stop();
    await services.booking.stop();
    await services.reports.stop();
    await db.close();
  }
}
