import { beforeAll, describe } from 'bun:test';
import { S3Store } from '../../../../src/domain/media/s3/s3-store.ts';
import { s3Settings } from '../../../support/s3-settings.ts';
import { hasSwift, swift } from '../../../support/swift.ts';
import { clientContract } from './client-contract.ts';
import { storeContract } from './store-contract.ts';

describe.skipIf(!hasSwift('the contracts of S3 stores on a real one'))('OpenStack Swift', () => {
  beforeAll(async () => {
    await swift();
  }, 90_000);

  describe('client', () => clientContract(swift));
  describe('store', () => storeContract(async (root) => new S3Store(s3Settings(root, await swift()))));
});
