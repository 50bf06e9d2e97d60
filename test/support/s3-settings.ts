import { FAKE, type FakeS3 } from './fake-s3.ts';
import type { SwiftSettings } from './swift.ts';

/** The settings of a server whose files lie in a store of the tests, and whose data lies in a folder. */
export function s3Settings(dataDir: string, { bucket, endpoint, ...credentials }: Omit<SwiftSettings, 'pathStyle'>) {
  return {
    ...{ dataDir, cacheBytes: 1024 ** 3, minFreeBytes: 0 },
    ...{
      mediaStore: { bucket, prefix: 'a/b/' },
      s3Endpoint: endpoint,
      s3PathStyle: undefined,
      s3PublicEndpoint: undefined,
    },
    ...{ s3Region: credentials.region, s3AccessKeyId: credentials.accessKeyId },
    s3SecretAccessKey: credentials.secretAccessKey,
  };
}

export const fakeSettings = (dataDir: string, { endpoint }: Pick<FakeS3, 'endpoint'>) =>
  s3Settings(dataDir, { ...FAKE, endpoint });
