import type { MigrationMeta } from 'drizzle-orm/migrator';
import { version } from '../version.ts';
import type { Age } from './database.ts';

export type Migrations = readonly MigrationMeta[];

/** How the migrations that were applied to a database stand to those of this program. */
export function ageOf(applied: readonly string[], migrations: Migrations): Age {
  const known = new Set(migrations.map(({ hash }) => hash));
  if (applied.some((hash) => !known.has(hash))) return 'newer';
  if (applied.length === 0) return 'none';
  return applied.length < migrations.length ? 'older' : 'same';
}

/** @throws when the database has a migration that this program does not know, and so tables that it does not know */
export function refuseNewer(applied: readonly string[], migrations: Migrations): void {
  if (ageOf(applied, migrations) === 'newer')
    throw new Error(
      `it was made by a newer version than this tonearm ${version}, and is left as it is; start that version, or a later one`,
    );
}
