import { readMigrationFiles } from 'drizzle-orm/migrator';

/**
 * The generated migrations as data. Imported as macros, so that they are read when the program is built and travel
 * inside it; run from source they are read at start.
 */
export const sqliteMigrations = () => read('sqlite');
export const postgresMigrations = () => read('postgres');

function read(engine: 'sqlite' | 'postgres') {
  return readMigrationFiles({ migrationsFolder: `${import.meta.dir}/../../drizzle/${engine}` });
}
