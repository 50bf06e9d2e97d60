import type { Config } from '../../config.ts';
import { DomainError } from '../../errors.ts';
import type { FileStore } from './file-store.ts';
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

  return { s3, all, newest: s3 ?? folder, of };
}
