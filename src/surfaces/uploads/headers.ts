import { DomainError, invalid } from '../../errors.ts';
import { tidyName } from '../../http/body/file-name.ts';

/** Of tus: the only one that is spoken. */
export const VERSION = '1.0.0';
/** The type of a body that brings bytes of a file. */
export const BYTES = 'application/offset+octet-stream';
const ALGORITHM = 'sha256';
/** What is spoken besides the core of tus. */
const EXTENSIONS = 'creation,creation-with-upload,termination,expiration,checksum';

const WHOLE = /^\d+$/;
/** Standard Base64 (RFC 4648, section 4), with its padding. */
const BASE_64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
/** Characters of all metadata, which each answer to `HEAD` repeats. */
const LONGEST_METADATA = 4096;
/** A key and a value, or a key alone. */
const PAIR = /^([!-+\--~]+)(?: ([A-Za-z0-9+/=]*))?$/;
const UTF_8 = new TextDecoder('utf-8', { fatal: true });

/** What `OPTIONS` tells of the server. @param largest bytes of the largest upload */
export const abilities = (largest: number): Record<string, string> => ({
  'tus-resumable': VERSION,
  'tus-version': VERSION,
  'tus-extension': EXTENSIONS,
  'tus-max-size': String(largest),
  'tus-checksum-algorithm': ALGORITHM,
});

/** @throws invalid (`version`) unless the client speaks the version that is spoken here */
export function checkVersion({ headers }: Request): void {
  if (headers.get('tus-resumable') === VERSION) return;
  throw invalid('Tus-Resumable', `must be ${VERSION}`, { subject: 'version' });
}

/** Whether a body is said to bring bytes of a file. */
export const bringsBytes = ({ headers }: Request): boolean => headers.get('content-type')?.toLowerCase() === BYTES;

/** @throws unsupported */
export function checkType(request: Request): void {
  if (!bringsBytes(request)) throw new DomainError('unsupported', `Content-Type must be ${BYTES}`);
}

/** A whole number of bytes; what is beyond all bounds is very large. @throws invalid naming the header */
export function readBytes({ headers }: Request, name: 'Upload-Length' | 'Upload-Offset'): number {
  const text = headers.get(name) ?? '';
  if (!WHOLE.test(text)) throw invalid(name, 'must be a whole number of bytes');
  return Number(text);
}

/** The length that a new upload will have. @throws invalid */
export function readLength(request: Request): number {
  if (request.headers.has('upload-defer-length'))
    throw invalid('Upload-Defer-Length', 'is not supported: say Upload-Length at once');
  return readBytes(request, 'Upload-Length');
}

/** The SHA-256 of the body, hexadecimal, if it is to be checked. @throws invalid */
export function readChecksum({ headers }: Request): string | undefined {
  const text = headers.get('upload-checksum');
  if (text === null) return undefined;
  const [algorithm, value = '', ...more] = text.split(' ');
  if (algorithm !== ALGORITHM) throw invalid('Upload-Checksum', `must begin with ${ALGORITHM}, the only one taken`);
  const hash = BASE_64.test(value) ? Buffer.from(value, 'base64') : Buffer.alloc(0);
  if (hash.length !== 32 || more.length > 0)
    throw invalid('Upload-Checksum', `must be ${ALGORITHM}, a space, and the 32 bytes of the checksum in Base64`);
  return hash.toString('hex');
}

/** What a new upload is called, and what else is said of it, as it was sent. @throws invalid */
export function readMetadata({ headers }: Request): { metadata: string; originalName: string } {
  const metadata = headers.get('upload-metadata') ?? '';
  if (metadata === '') return { metadata, originalName: tidyName() };
  if (metadata.length > LONGEST_METADATA)
    throw invalid('Upload-Metadata', `must have at most ${LONGEST_METADATA} characters`);
  const pairs = new Map<string, string>();
  for (const text of metadata.split(',')) {
    const [, key, value = ''] = PAIR.exec(text.trim()) ?? [];
    if (key === undefined || pairs.has(key) || !BASE_64.test(value))
      throw invalid(
        'Upload-Metadata',
        'must be keys, each once and with a value in Base64 after a space, between commas',
      );
    pairs.set(key, value);
  }
  return { metadata, originalName: nameIn(pairs.get('filename') ?? '') };
}

/** @throws invalid */
function nameIn(encoded: string): string {
  try {
    const name = UTF_8.decode(Buffer.from(encoded, 'base64'));
    return tidyName(name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1));
  } catch {
    throw invalid('Upload-Metadata', 'must have its filename in UTF-8');
  }
}
