import type { Config } from '../../config.ts';
import { DomainError } from '../../errors.ts';
import type { FileStore, Known } from './file-store.ts';
import { FolderStore } from './folder-store.ts';
import type { StoreName } from './model.ts';
import { S3Store } from './s3/s3-store.ts';

export type StoreSettings = ConstructorParameters<typeof S3Store>[0];

/** The stores that the settings name: the data folder always, and perhaps an S3 store, which then takes what is new. */
export function fileStores(settings: StoreSettings & Pick<Config, 'dataDir'>) {
  const folder = new FolderStore(settings.dataDir);
  const s3 = settings.mediaStore && new S3Store(settings);
  const all: readonly FileStore[] = s3 ? [folder, s3] : [folder];

  /** @throws busy for a store that the settings do not name any more */
  function of(name: StoreName): FileStore {
    const store = name === 's3' ? s3 : folder;
    if (store === undefined)
      throw new DomainError('busy', 'The store of this file is not configured', { retryAfter: 60 });
    return store;
  }

  /**
   * Where a file can be read on this machine: where it lies, or as a copy at that path.
   * @returns `undefined` when its store does not have it, with that size; @throws busy when that is away
   */
  async function fetch(file: Known & { store: StoreName }, path: string): Promise<string | undefined> {
    if (of(file.store) === s3) return (await s3.download(file, path)) ? path : undefined;
    return folder.local(file);
  }

  return { folder, s3, all, newest: s3 ?? folder, of, fetch };
}
