import type { Database as Connection, Statement } from 'bun:sqlite';

/** Tables that belong together, each with the columns whose changes do not count. */
export type CountedTables = Readonly<Record<string, readonly string[]>>;

/**
 * Counts the commits of SQLite that have changed something in groups of tables. Triggers of the writing connection alone
 * count in a table of its own, so what is rolled back is not counted; whatever another process commits counts as well.
 */
export class TableChanges<Group extends string> {
  readonly #writer: Connection;
  readonly #groups: Readonly<Record<Group, CountedTables>>;
  #counter: Statement<Record<Group, number>> | undefined;
  #others: Statement<{ data_version: number }> | undefined;
  #counted: Record<Group, number> | undefined;
  #ofOthers = 0;
  readonly #versions: Record<Group, number>;
  #isChecked = false;

  constructor(writer: Connection, groups: Readonly<Record<Group, CountedTables>>) {
    this.#writer = writer;
    this.#groups = groups;
    this.#versions = Object.fromEntries(Object.keys(groups).map((group) => [group, 0])) as Record<Group, number>;
  }

  /** Begins to count, once the tables are there. */
  begin(): void {
    const run = (sql: string) => this.#writer.run(sql);
    const names = Object.keys(this.#groups) as Group[];
    run(
      `CREATE TEMP TABLE IF NOT EXISTS counted_changes (${names.map((name) => `${name} INTEGER NOT NULL`).join(', ')})`,
    );
    if (this.#counter === undefined) run(`INSERT INTO counted_changes VALUES (${names.map(() => 0).join(', ')})`);
    for (const group of names) {
      for (const [table, except] of Object.entries(this.#groups[group])) {
        const columns = this.#writer
          .query<{ name: string }, string>('SELECT name FROM pragma_table_info(?)')
          .all(table);
        const shown = columns.map(({ name }) => name).filter((name) => !except.includes(name));
        for (const change of ['INSERT', 'DELETE', `UPDATE OF ${shown.join(', ')}`])
          run(
            `CREATE TEMP TRIGGER IF NOT EXISTS counted_${table}_${change.slice(0, 6)} AFTER ${change} ON main.${table}
             BEGIN UPDATE counted_changes SET ${group} = ${group} + 1; END`,
          );
      }
    }
    this.#counter ??= this.#writer.prepare('SELECT * FROM counted_changes');
    this.#others ??= this.#writer.prepare('PRAGMA main.data_version');
  }

  /** To be called in the same turn as each commit, so that no reader finds new rows under the old version. */
  committed(): void {
    const counted = this.#counter?.get() ?? undefined;
    for (const group in counted) if (counted[group] !== (this.#counted?.[group] ?? 0)) this.#versions[group]++;
    this.#counted = counted;
  }

  /**
   * Moves with each such commit; `undefined` before they are counted. Other processes are looked for once a turn of the
   * event loop, as that takes as long as a query: what comes to be asked after their commit is read in a later turn.
   */
  version(group: Group): number | undefined {
    if (!this.#isChecked) this.#lookForOthers();
    return this.#counter && this.#versions[group];
  }

  #lookForOthers(): void {
    this.#isChecked = true;
    setImmediate(() => {
      this.#isChecked = false;
    });
    const version = this.#others?.get()?.data_version ?? 0;
    if (version === this.#ofOthers) return;
    this.#ofOthers = version;
    for (const group in this.#versions) this.#versions[group]++;
  }
}
