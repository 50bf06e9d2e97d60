import type { Database as Connection, Statement } from 'bun:sqlite';

/**
 * Counts the commits of SQLite that have changed something in some tables. Triggers of the writing connection alone
 * count in a table of its own, so what is rolled back is not counted; whatever another process commits counts as well.
 */
export class TableChanges {
  readonly #writer: Connection;
  #counter: Statement<{ changes: number }> | undefined;
  #others: Statement<{ data_version: number }> | undefined;
  #counted = 0;
  #ofOthers = 0;
  #version = 0;
  #isChecked = false;

  constructor(writer: Connection) {
    this.#writer = writer;
  }

  /** Begins to count, once the tables are there. @param ignored columns whose changes do not count, by table */
  begin(ignored: Readonly<Record<string, readonly string[]>>): void {
    const run = (sql: string) => this.#writer.run(sql);
    run('CREATE TEMP TABLE IF NOT EXISTS counted_changes (changes INTEGER NOT NULL)');
    if (this.#counter === undefined) run('INSERT INTO counted_changes VALUES (0)');
    for (const [table, except] of Object.entries(ignored)) {
      const columns = this.#writer.query<{ name: string }, string>('SELECT name FROM pragma_table_info(?)').all(table);
      const shown = columns.map(({ name }) => name).filter((name) => !except.includes(name));
      for (const change of ['INSERT', 'DELETE', `UPDATE OF ${shown.join(', ')}`])
        run(
          `CREATE TEMP TRIGGER IF NOT EXISTS counted_${table}_${change.slice(0, 6)} AFTER ${change} ON main.${table}
           BEGIN UPDATE counted_changes SET changes = changes + 1; END`,
        );
    }
    this.#counter ??= this.#writer.prepare('SELECT changes FROM counted_changes');
    this.#others ??= this.#writer.prepare('PRAGMA main.data_version');
  }

  /** To be called in the same turn as each commit, so that no reader finds new rows under the old version. */
  committed(): void {
    const changes = this.#counter?.get()?.changes ?? 0;
    if (changes === this.#counted) return;
    this.#counted = changes;
    this.#version++;
  }

  /**
   * Moves with each such commit; `undefined` before they are counted. Other processes are looked for once a turn of the
   * event loop, as that takes as long as a query: what comes to be asked after their commit is read in a later turn.
   */
  version(): number | undefined {
    if (!this.#isChecked) this.#lookForOthers();
    return this.#counter && this.#version;
  }

  #lookForOthers(): void {
    this.#isChecked = true;
    setImmediate(() => {
      this.#isChecked = false;
    });
    const version = this.#others?.get()?.data_version ?? 0;
    if (version === this.#ofOthers) return;
    this.#ofOthers = version;
    this.#version++;
  }
}
