import type { Columns } from '../columns.ts';
import { accountTables } from './accounts.ts';
import { catalogueTables } from './catalogue.ts';
import { limitTables } from './limits.ts';
import { listeningTables } from './listening.ts';
import { mediaTables } from './media.ts';
import { recordingTables } from './recordings.ts';
import { socialTables } from './social.ts';
import { taskTables } from './tasks.ts';
import { uploadTables } from './uploads.ts';

/** Every table of the house, built from one engine's columns. */
export function defineTables(c: Columns) {
  const accounts = accountTables(c);
  const media = mediaTables(c, accounts);
  const catalogue = catalogueTables(c, { ...accounts, ...media });
  const listening = listeningTables(c, { ...accounts, ...catalogue });
  const social = socialTables(c, { ...accounts, ...catalogue });
  const uploads = uploadTables(c, { ...accounts, ...media, ...catalogue });
  const recordings = recordingTables(c, { ...accounts, ...media });
  const alone = { ...taskTables(c), ...limitTables(c) };
  return { ...accounts, ...media, ...catalogue, ...uploads, ...recordings, ...listening, ...social, ...alone };
}

export type Tables = ReturnType<typeof defineTables>;
