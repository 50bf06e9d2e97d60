import { copyFile, link, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { createApp } from '../../src/app.ts';
import { makeWorld } from '../../src/commands/demo/world.ts';
import { readConfig } from '../../src/commands/settings.ts';
import { openDatabase } from '../../src/db/open.ts';
import { secretService } from '../../src/domain/secrets/service.ts';
import { openServices } from '../../src/domain/services.ts';
import { accessTokens } from '../../src/http/identity/access-tokens.ts';
import { frontDoor } from '../../src/http/server/front-door.ts';

/** The demo's world in a folder, with nothing that listens. */
export interface DemoHouse {
  folder: string;
  handle(request: Request): Promise<Response>;
  close(): Promise<void>;
}

const emptyFolder = () => mkdtemp(join(tmpdir(), 'tonearm-demo-test-'));

/** Opens a world that lies in a folder. Closing it removes the folder. */
async function open(folder: string): Promise<DemoHouse> {
  const config = readConfig({ DATA_DIR: folder, RATE_LIMIT: 'off' });
  const db = await openDatabase(config);
  const services = openServices(db, config, {
    signer: accessTokens('a secret for tests only, long enough'),
    refreshKey: 'another secret for tests only',
    appKeySecret: await secretService(db).get('app-keys'),
  });
  const app = createApp(services, { open: true, ping: db.ping }, '0.0.0', pino({ level: 'silent' }));
  const answer = frontDoor(app, config);
  return {
    folder,
    handle: async (request) => answer(request),
    close: async () => {
      await services.media.stop();
      await services.listening.stop();
      await services.booking.stop();
      await services.reports.stop();
      await db.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** A new world. */
export async function newDemoHouse(): Promise<DemoHouse> {
  const folder = await emptyFolder();
  await makeWorld(folder);
  return open(folder);
}

/** The same world once more, for one who changes it. Stored files never change: they are shared. */
export async function copyOf({ folder }: DemoHouse): Promise<DemoHouse> {
  const copy = await emptyFolder();
  await share(folder, copy);
  return open(copy);
}

async function share(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) {
      await mkdir(target);
      await share(source, target);
    } else if (entry.name.startsWith('tonearm.db')) await copyFile(source, target);
    else await link(source, target);
  }
}
