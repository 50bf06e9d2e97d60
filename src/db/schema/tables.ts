import type { Columns } from '../columns.ts';
import { accountTables } from './accounts.ts';
import { bookingTables } from './booking.ts';
import { catalogueTables } from './catalogue.ts';
import { contractTables } from './contracts.ts';
import { documentTables } from './documents.ts';
import { libraryTables } from './library.ts';
import { limitTables } from './limits.ts';
import { listeningTables } from './listening.ts';
import { mediaTables } from './media.ts';
import { notificationTables } from './notifications.ts';
import { playerTables } from './players.ts';
import { recordingTables } from './recordings.ts';
import { recoupmentTables } from './recoupment.ts';
import { releaseTables } from './releases.ts';
import { reportTables } from './reports.ts';
import { rosterTables } from './roster.ts';
import { royaltyTables } from './royalties.ts';
import { secretTables } from './secrets.ts';
import { socialTables } from './social.ts';
import { statementTables } from './statements.ts';
import { taskTables } from './tasks.ts';
import { termTables } from './terms.ts';
import { uploadTables } from './uploads.ts';

/** All tables, built from one engine's columns. */
export function defineTables(c: Columns) {
  const accounts = accountTables(c);
  const media = mediaTables(c, accounts);
  const catalogue = catalogueTables(c, { ...accounts, ...media });
  const listening = listeningTables(c, { ...accounts, ...catalogue });
  const players = playerTables(c, { ...accounts, ...catalogue });
  const roster = rosterTables(c, accounts);
  const royalties = royaltyTables(c, accounts);
  const releases = releaseTables(c, { ...roster, ...media });
  const reports = reportTables(c, releases);
  return {
    ...{ ...accounts, ...media, ...catalogue, ...libraryTables(c), ...players, ...listening, ...roster },
    ...{
      ...uploadTables(c, { ...accounts, ...media, ...catalogue }),
      ...recordingTables(c, { ...accounts, ...media }),
      ...socialTables(c, { ...accounts, ...catalogue }),
    },
    ...{
      ...contractTables(c, accounts),
      ...documentTables(c, { ...accounts, ...media }),
      ...{ ...royalties, ...releases },
      ...termTables(c, { ...accounts, ...royalties, ...releases }),
      ...recoupmentTables(c, { ...royalties, ...releases }),
      ...notificationTables(c, accounts),
      ...{ ...reports, ...bookingTables(c, { ...royalties, ...reports }) },
      ...statementTables(c, royalties),
    },
    ...{ ...taskTables(c), ...limitTables(c), ...secretTables(c) },
  };
}

export type Tables = ReturnType<typeof defineTables>;
