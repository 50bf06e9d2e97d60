import type { Parameter } from '../../http/openapi/documentation.ts';
import { RESUMABLE } from '../../lib/examples.ts';
import { VERSION } from './headers.ts';

/** The headers of tus that requests carry, for the documentation. */
const header = (
  name: string,
  description: string,
  type: 'string' | 'integer',
  example?: string | number,
): Parameter => ({
  ...{ name, in: 'header', description, schema: { type } },
  ...(example === undefined ? {} : { example }),
});
const needed = (...given: Parameters<typeof header>): Parameter => ({ ...header(...given), required: true });

export const TUS = needed('Tus-Resumable', 'the version of tus that the client speaks', 'string', VERSION);
export const LENGTH = needed('Upload-Length', 'bytes that the file has', 'integer', 5_000_000);
export const OFFSET = needed('Upload-Offset', 'bytes that have come before', 'integer', 0);
export const METADATA = header(
  'Upload-Metadata',
  'keys with their values in Base64; `filename` is what the file is called',
  'string',
  RESUMABLE.metadata,
);
export const CHECKSUM = header(
  'Upload-Checksum',
  '`sha256`, a space and the SHA-256 of the body in Base64: nothing of the body is kept unless it fits',
  'string',
);
export const OVERRIDE = needed('X-HTTP-Method-Override', '`PATCH` or `DELETE`', 'string', 'PATCH');
