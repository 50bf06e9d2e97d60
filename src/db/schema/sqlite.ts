import { sqliteColumns } from '../columns.ts';
import { defineTables } from './tables.ts';

/** The tables as drizzle-kit wants to see them: one export each. */
export const {
  accounts,
  sessions,
  accessKeys,
  families,
  refreshTokens,
  files,
  artists,
  albums,
  tracks,
  uploads,
  recordings,
  history,
  favourites,
  deferredTasks,
  profiles,
  follows,
  feedEvents,
  rateLimits,
} = defineTables(sqliteColumns);
