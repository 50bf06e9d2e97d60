import type { Database } from '../../db/database.ts';
import { checkStore, type OwnedFile, type WrongAccount } from './check-store.ts';
import type { FileStore, Listed } from './file-store.ts';
import type { Loose } from './loose.ts';
import type { Located, StoreName } from './model.ts';

/** Rows that are read at once. */
const AT_ONCE = 500;

/** What is wrong between the database and the stores. */
export interface Findings {
  /** Files in the stores. */
  objects: number;
  /** Bytes that no row owns, and that are old enough that none will come. */
  orphans: (Located & Pick<Listed, 'size'>)[];
  /** Rows whose bytes are not there, or not as many. */
  missing: OwnedFile[];
  accounts: WrongAccount[];
}

/** Compares the database with what the stores have, and puts right what can be, beside a running server. */
export function checking(db: Database, stores: readonly FileStore[], loose: Loose, janitorAge: number) {
  const rows = checkStore(db);

  async function compare(): Promise<Findings> {
    const findings: Findings = { objects: 0, orphans: [], missing: [], accounts: await rows.wrongAccounts(db.read) };
    const sizes = new Map<string, number>();
    const before = Date.now() - janitorAge;
    for (const store of stores)
      for await (const listed of store.list()) {
        findings.objects += listed.length;
        for (const { name, size } of listed) sizes.set(keyOf(store.name, name), size);
        const owned = await rows.ownedAmong(
          db.read,
          store.name,
          listed.map(({ name }) => name),
        );
        for (const { place, name, size, modified } of listed)
          if (!owned.has(name) && modified <= before) findings.orphans.push({ place, name, size, store: store.name });
      }
    for (const after of [rows.filesAfter, rows.piecesAfter])
      for await (const file of all(after))
        if (sizes.get(keyOf(file.store, file.name)) !== file.size && (await isMissing(file)))
          findings.missing.push(file);
    return findings;
  }

  /** All rows, by name. */
  async function* all(after: typeof rows.filesAfter): AsyncGenerator<OwnedFile> {
    for (let last = ''; ; ) {
      const some = await after(db.read, last, AT_ONCE);
      yield* some;
      if (some.length < AT_ONCE) return;
      last = some.at(-1)?.name ?? '';
    }
  }

  /** Whether a file that was not listed is not there: it may have come, gone or moved meanwhile. */
  async function isMissing(file: OwnedFile): Promise<boolean> {
    const store = stores.find(({ name }) => name === file.store);
    if ((await store?.sizeOf(file.place, file.name)) === file.size) return false;
    return (await rows.ownedAmong(db.read, file.store, [file.name])).size > 0;
  }

  /** Erases orphans, unless a row has come for one by now, and counts anew what accounts keep. */
  async function fix({ orphans, accounts }: Findings): Promise<void> {
    for (let at = 0; at < orphans.length; at += AT_ONCE) await eraseOrphans(orphans.slice(at, at + AT_ONCE));
    for (const { id } of accounts) await db.write((tx) => rows.recount(tx, id));
    await loose.idle();
  }

  async function eraseOrphans(orphans: readonly Located[]): Promise<void> {
    const left = await db.write(async (tx) => {
      // First: a row that has come by the end of this is seen by what follows.
      await loose.giveUp(tx, orphans);
      const found: Located[] = [];
      for (const { name: store } of stores) {
        const inStore = orphans.filter((orphan) => orphan.store === store);
        const names = inStore.map(({ name }) => name);
        const owned = await rows.ownedAmong(tx, store, names);
        found.push(...inStore.filter(({ name }) => !owned.has(name)));
      }
      await loose.release(tx, found);
      return found;
    });
    await loose.erase(left);
  }

  return { compare, fix };
}

const keyOf = (store: StoreName, name: string) => `${store} ${name}`;
