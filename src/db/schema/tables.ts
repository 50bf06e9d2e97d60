import type { Columns } from '../columns.ts';
import { accountTables } from './accounts.ts';
import { catalogueTables } from './catalogue.ts';
import { contractTables } from './contracts.ts';
import { documentTables } from './documents.ts';
import { listeningTables } from './listening.ts';
import { mediaTables } from './media.ts';
import { releaseTables } from './releases.ts';
import { rosterTables } from './roster.ts';
import { royaltyTables } from './royalties.ts';

/** Every table of the house, built from one engine's columns. */
export function defineTables(c: Columns) {
  const accounts = accountTables(c);
  const media = mediaTables(c, accounts);
  const catalogue = catalogueTables(c, { ...accounts, ...media });
  const listening = listeningTables(c, { ...accounts, ...catalogue });
  const roster = rosterTables(c, accounts);
  return {
    ...{ ...accounts, ...media, ...catalogue, ...listening, ...roster },
    ...{
      ...contractTables(c, accounts),
      ...documentTables(c, { ...accounts, ...media }),
      ...royaltyTables(c, accounts),
      ...releaseTables(c, { ...roster, ...media }),
    },
  };
}

export type Tables = ReturnType<typeof defineTables>;
