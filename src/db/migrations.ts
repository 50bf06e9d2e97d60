import { readMigrationFiles } from 'drizzle-orm/migrator';

/**
 * The generated migrations as data. They are imported as macros: the build reads them and embeds them in the executable.
 * When run from source they are read at start.
 */
export const sqliteMigrations = () => read('sqlite');
export const postgresMigrations = () => read('postgres');

function read(engine: 'sqlite' | 'postgres') {
  return readMigrationFiles({ migrationsFolder: `${import.meta.dir}/../../drizzle/${engine}` });
}
