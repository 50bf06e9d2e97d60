import type { FileStore, Known } from './file-store.ts';
import type { Located, StoreName } from './model.ts';

/** What is had of a store for those who read a file. */
export type Reading = Pick<FileStore, 'open' | 'local'>;

/**
 * The stores, for those who have read a row a while ago: what has been moved to another one since then is had from there.
 * @param placeOf where a file lies now
 */
export function following(
  storeOf: (name: StoreName) => FileStore,
  placeOf: (name: string) => Promise<Located | undefined>,
): (name: StoreName) => Reading {
  type Found<Result> = Result | undefined | Promise<Result | undefined>;

  function read<Result>(from: StoreName, { name }: Known, ask: (store: FileStore) => Found<Result>): Found<Result> {
    const elsewhere = async () => {
      const now = await placeOf(name);
      return now === undefined || now.store === from ? undefined : ask(storeOf(now.store));
    };
    const found = ask(storeOf(from));
    // What lies on this machine is had without a promise.
    if (found instanceof Promise) return found.then((result) => result ?? elsewhere());
    return found ?? elsewhere();
  }

  return (from) => ({
    open: (file, wanted) => read(from, file, (store) => store.open(file, wanted)),
    local: (file) => read(from, file, (store) => store.local(file)),
  });
}
