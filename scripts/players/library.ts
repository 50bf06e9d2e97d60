import { readConfig } from '../../src/commands/settings.ts';
import { openDatabase } from '../../src/db/open.ts';
import { FILL_LIBRARY } from '../../src/domain/library/filling.ts';
import { openServices } from '../../src/domain/services.ts';
import { accessTokens } from '../../src/http/identity/access-tokens.ts';
import { type Size, seed } from '../library/seed.ts';

/**
 * Makes a catalogue and the library's index of it, unless an earlier run has.
 * @param env the settings by which the program finds its database
 * @returns how much there is
 */
export async function fill(env: Record<string, string>, size: Size): Promise<Size> {
  const config = readConfig(env);
  const db = await openDatabase(config);
  try {
    await db.migrate();
    const { library, tasks } = openServices(db, config, {
      signer: accessTokens('a secret of this measurement only'),
      appKeySecret: 'for a measurement only',
      refreshKey: 'another one of it',
    });
    if ((await library.state()).tracks === 0) {
      // Begun and done while there is nothing: else the program would look for the tags of files that are not there.
      await library.fill.begin();
      await library.fill.readTags();
      await seed(db, size);
      await db.write((tx) => tasks.schedule(tx, FILL_LIBRARY, FILL_LIBRARY, { after: '' }, 0));
      await tasks.drain();
    }
    return await library.state();
  } finally {
    await db.close();
  }
}
