import { postgresColumns } from '../columns.ts';
import { defineTables } from './tables.ts';

/** The tables as drizzle-kit wants to see them: one export each. */
export const {
  accounts,
  sessions,
  families,
  refreshTokens,
  files,
  artists,
  albums,
  tracks,
  history,
  roster,
  contractYears,
  contracts,
  appendices,
  documents,
  royaltyAccounts,
  royaltyEntries,
  royaltyKeys,
  releases,
  releaseHistory,
  releaseFiles,
  releaseTracks,
  releaseNotes,
} = defineTables(postgresColumns);
