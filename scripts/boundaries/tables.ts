import { getTableName } from 'drizzle-orm';
import { sqliteColumns } from '../../src/db/columns-sqlite.ts';
import { defineTables, type Tables } from '../../src/db/schema/tables.ts';
import type { Source } from './imports.ts';

type Table = keyof Tables;

/** The room that writes a table, and may be asked what stands in it. */
const OWNERS: Readonly<Record<Table, string>> = {
  ...{ accounts: 'accounts', sessions: 'accounts', accessKeys: 'accounts', families: 'accounts' },
  refreshTokens: 'accounts',
  ...{ artists: 'catalogue', albums: 'catalogue', tracks: 'catalogue' },
  appKeys: 'accounts',
  ...{ libraryArtists: 'library', libraryAlbums: 'library', libraryTracks: 'library', libraryState: 'library' },
  ...{ genres: 'library', trackGenres: 'library', albumGenres: 'library' },
  ...{ stars: 'players', ratings: 'players', listens: 'players', albumListens: 'players', shares: 'players' },
  ...{ playlists: 'players', playlistEntries: 'players', playQueues: 'players', bookmarks: 'players' },
  ...{ codePools: 'label/codes', givenCodes: 'label/codes' },
  ...{ contracts: 'label/contracts', contractShares: 'label/contracts', contractYears: 'label/contracts' },
  appendices: 'label/contracts',
  documents: 'label/documents',
  ...{ releases: 'label/releases', releaseHistory: 'label/releases', releaseFiles: 'label/releases' },
  ...{ releaseTracks: 'label/releases', releaseNotes: 'label/releases' },
  ...{ rateLimits: 'limits', leases: 'limits' },
  ...{ history: 'listening', favourites: 'listening', recentPlays: 'listening' },
  ...{ files: 'media', looseFiles: 'media', resumableUploads: 'media', uploadPieces: 'media' },
  ...{ notifications: 'notifications', contractEndings: 'notifications' },
  recordings: 'recordings',
  roster: 'roster',
  ...{ royaltyAccounts: 'royalties', royaltyEntries: 'royalties', royaltyKeys: 'royalties' },
  ...{ payees: 'royalties', payoutBatches: 'royalties', batchPayouts: 'royalties' },
  ...{ termRules: 'terms', splits: 'terms', splitParties: 'terms' },
  ...{ recoupables: 'recoupment', recoupments: 'recoupment' },
  ...{ reports: 'royalties/reports', reportCurrencies: 'royalties/reports', reportSongs: 'royalties/reports' },
  ...{ reportPlaces: 'royalties/reports', reportLines: 'royalties/reports', reportSums: 'royalties/reports' },
  ...{ songAssignments: 'royalties/reports', reportSources: 'royalties/reports' },
  ...{ bookings: 'booking', bookingEntries: 'booking', bookingShares: 'booking' },
  secrets: 'secrets',
  ...{ profiles: 'social', follows: 'social', feedEvents: 'social' },
  ...{ periodCloses: 'booking/statements', closedAccounts: 'booking/statements' },
  ...{ statements: 'booking/statements', statementSections: 'booking/statements' },
  deferredTasks: 'tasks',
  uploads: 'uploads',
  ...{ webhooks: 'webhooks', webhookDeliveries: 'webhooks' },
};

/** Other rooms that read a table, where a list or a check joins it: two queries would be slower, or see two moments. */
const READERS: Readonly<Partial<Record<Table, readonly string[]>>> = {
  accessKeys: ['recordings'],
  accounts: ['access', 'listening', 'players', 'roster', 'social'],
  albums: ['access', 'library', 'listening', 'players'],
  artists: ['access', 'library', 'listening', 'players'],
  bookingEntries: ['booking/statements'],
  bookings: ['booking/statements'],
  bookingShares: ['booking/statements'],
  files: ['label/documents', 'library', 'recordings', 'uploads'],
  follows: ['access'],
  history: ['players'],
  profiles: ['access', 'players'],
  recoupables: ['booking/statements'],
  recoupments: ['booking'],
  reports: ['booking', 'booking/statements'],
  royaltyAccounts: ['booking/statements'],
  royaltyEntries: ['booking', 'booking/statements'],
  roster: ['label/releases', 'royalties/reports'],
  releases: ['booking/statements', 'label/codes', 'library', 'royalties/reports'],
  releaseTracks: ['booking/statements', 'label/codes', 'library', 'royalties/reports'],
  tracks: ['library', 'listening', 'players', 'social'],
};

/** Other rooms that write a table. */
const WRITERS: Readonly<Partial<Record<Table, readonly string[]>>> = {
  // What a booking that was broken off has left goes with the draft.
  bookingShares: ['royalties/reports'],
  // Plays are counted many at a time, in the one statement that also tells whose they are.
  tracks: ['listening'],
  // What an account keeps changes with the rows of its files, in the one statement that also asks its quota.
  accounts: ['media'],
};

const STORE = /^src\/domain\/(.+)\/(?:[a-z-]+-)?store\.ts$/;
const APART = /\btables: \{([^}]*)\}|\{([^{}]*)\} = (?:\w+\.)?tables\b/g;
const ROW_TYPE = /\['tables'\]\['(\w+)'\]/g;
const WRITE = /\.(?:insert|update|delete)\((\w+)\)/g;
const RAW_SQL = /\b(?:from|join|into|update) ([a-z_]+)\b/g;
const COMMENT = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;
const TAKEN_WHOLE = /\btables \}: Database/g;

/** The room whose store a file is; `undefined` when it is none. */
export const roomOfStore = (file: string): string | undefined => STORE.exec(file)?.[1];

/** Says which stores name tables that are not theirs to name, and which readers and writers are declared for nothing. */
export function tableFaults(sources: ReadonlyMap<string, Source>): string[] {
  const tables = Object.entries(defineTables(sqliteColumns));
  const byName = new Map<string, string>(tables.map(([key, table]) => [getTableName(table), key]));
  const faults: string[] = [];
  const used = new Set<string>();

  for (const [file, { text }] of sources) {
    if (!/^src\/(?!db\/)/.test(file)) continue;
    const code = text.replace(COMMENT, '');
    const named = tablesNamed(code);
    const room = roomOfStore(file);
    if (room === undefined) {
      if (/\btables\b/.test(code)) faults.push(`${file}: only a store names tables`);
      continue;
    }
    if (/\btables\b/.test(code.replace(APART, '').replace(ROW_TYPE, '').replace(TAKEN_WHOLE, ''))) {
      faults.push(`${file}: a store names its tables one by one: \`{ tables: { accounts } }: Database\``);
    }
    const raw = [...code.matchAll(RAW_SQL)].flatMap(([, name = '']) => byName.get(name) ?? []);
    const written = new Set([...code.matchAll(WRITE)].flatMap(([, local = '']) => named.get(local) ?? []));
    for (const table of new Set([...named.values(), ...raw]) as Set<Table>) {
      const owner = OWNERS[table];
      if (owner === room) continue;
      used.add(`${table} ${room}`);
      if (![...(READERS[table] ?? []), ...(WRITERS[table] ?? [])].includes(room)) {
        faults.push(`${file}: \`${table}\` is of ${owner}: ask its service, or declare the join in ${HERE}`);
      } else if (written.has(table) && !WRITERS[table]?.includes(room)) {
        faults.push(`${file}: writes \`${table}\`, which only ${owner} writes`);
      }
    }
  }
  for (const [table, rooms] of [...Object.entries(READERS), ...Object.entries(WRITERS)])
    for (const room of rooms)
      if (!used.has(`${table} ${room}`)) faults.push(`${HERE}: ${room} does not name \`${table}\` any more`);
  return faults;
}

const HERE = 'scripts/boundaries/tables.ts';

/** The tables that a store takes apart, by what it calls them there; row types by their own names. */
function tablesNamed(code: string): Map<string, string> {
  const named = new Map<string, string>();
  for (const [, inSignature, inBody] of code.matchAll(APART))
    for (const part of (inSignature ?? inBody ?? '').split(',')) {
      const [table = '', local = table] = part.split(':').map((word) => word.trim());
      if (table !== '') named.set(local, table);
    }
  for (const [, table = ''] of code.matchAll(ROW_TYPE)) if (!named.has(table)) named.set(table, table);
  return named;
}
