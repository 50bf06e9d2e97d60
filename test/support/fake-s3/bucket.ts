/** What a bucket of S3 answers to requests that were let through: as much of it as Tonearm uses, and as strict. */
import { createHash } from 'node:crypto';

export interface Asked {
  method: string;
  key: string;
  query: URLSearchParams;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: Buffer | string;
}

interface StoredObject {
  bytes: Buffer;
  etag: string;
  type: string;
  modified: number;
}

interface Upload {
  key: string;
  type: string;
  since: number;
  parts: Map<number, Buffer>;
}

const SMALLEST_PART = 5 * 1024 * 1024;

export const refusal = (status: number, code: string): Answer => ({
  ...{ status, headers: { 'Content-Type': 'application/xml' } },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>no</Message></Error>`,
});

export class Bucket {
  readonly objects = new Map<string, StoredObject>();
  readonly uploads = new Map<string, Upload>();
  /** Most entries of a list. */
  page = 1000;

  answer(asked: Asked): Answer {
    const { method, key, query } = asked;
    const uploadId = query.get('uploadId');
    if (key === '') return query.has('uploads') ? this.#listUploads(query) : this.#list(query);
    if (method === 'POST') return uploadId === null ? this.#begin(asked) : this.#complete(asked, uploadId);
    if (uploadId !== null) return method === 'PUT' ? this.#part(asked, uploadId) : this.#abort(uploadId);
    if (method === 'PUT') return this.#put(asked);
    if (method === 'DELETE') return this.#delete(key);
    return this.#get(asked);
  }

  #put({ key, headers, body }: Asked): Answer {
    const etag = tag(body);
    this.objects.set(key, { bytes: body, etag, type: String(headers['content-type'] ?? ''), modified: Date.now() });
    return { status: 200, headers: { ETag: etag } };
  }

  #delete(key: string): Answer {
    this.objects.delete(key);
    return { status: 204 };
  }

  #get({ key, query, headers }: Asked): Answer {
    const object = this.objects.get(key);
    if (!object) return refusal(404, 'NoSuchKey');
    const { bytes, etag, type } = object;
    const disposition = query.get('response-content-disposition');
    const always = {
      ...{ ETag: etag, 'Content-Type': query.get('response-content-type') ?? type, 'Accept-Ranges': 'bytes' },
      ...(disposition === null ? {} : { 'Content-Disposition': disposition }),
    };
    if (headers.range === undefined) return { status: 200, headers: always, body: bytes };
    const [, from, to, last] = /^bytes=(?:(\d+)-(\d*)|-(\d+))$/.exec(String(headers.range)) ?? [];
    if (from === undefined && last === undefined) return refusal(400, 'InvalidArgument');
    const first = from === undefined ? Math.max(0, bytes.length - Number(last)) : Number(from);
    const end = to ? Math.min(Number(to) + 1, bytes.length) : bytes.length;
    if (first >= end) return refusal(416, 'InvalidRange');
    const range = `bytes ${first}-${end - 1}/${bytes.length}`;
    return { status: 206, headers: { ...always, 'Content-Range': range }, body: bytes.subarray(first, end) };
  }

  #list(query: URLSearchParams): Answer {
    if (query.get('list-type') !== '2') return refusal(501, 'NotImplemented');
    const prefix = query.get('prefix') ?? '';
    const after = query.get('continuation-token') ?? '';
    const keys = [...this.objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
    const shown = keys.slice(0, this.page);
    const more = keys.length > shown.length;
    const entry = (key: string) => {
      const { bytes, modified } = this.objects.get(key) as StoredObject;
      return `<Contents><Key>${safe(key)}</Key><LastModified>${new Date(modified).toISOString()}</LastModified><Size>${bytes.length}</Size></Contents>`;
    };
    const next = more ? `<NextContinuationToken>${safe(shown.at(-1) ?? '')}</NextContinuationToken>` : '';
    return xml('ListBucketResult', `<IsTruncated>${more}</IsTruncated>${next}${shown.map(entry).join('')}`);
  }

  #listUploads(query: URLSearchParams): Answer {
    const prefix = query.get('prefix') ?? '';
    const position = (key: string, id: string) => `${key}\0${id}`;
    const after = position(query.get('key-marker') ?? '', query.get('upload-id-marker') ?? '');
    const all = [...this.uploads]
      .filter(([id, { key }]) => key.startsWith(prefix) && position(key, id) > after)
      .sort(([a, one], [b, other]) => (position(one.key, a) < position(other.key, b) ? -1 : 1));
    const shown = all.slice(0, this.page);
    const [id = '', last] = shown.at(-1) ?? [];
    const entry = ([id, { key, since }]: [string, Upload]) =>
      `<Upload><Key>${safe(key)}</Key><UploadId>${id}</UploadId><Initiated>${new Date(since).toISOString()}</Initiated></Upload>`;
    const next = `<NextKeyMarker>${safe(last?.key ?? '')}</NextKeyMarker><NextUploadIdMarker>${id}</NextUploadIdMarker>`;
    const more = all.length > shown.length;
    return xml('ListMultipartUploadsResult', `<IsTruncated>${more}</IsTruncated>${next}${shown.map(entry).join('')}`);
  }

  #begin({ key, headers }: Asked): Answer {
    const id = crypto.randomUUID();
    this.uploads.set(id, { key, type: String(headers['content-type']), since: Date.now(), parts: new Map() });
    return xml('InitiateMultipartUploadResult', `<Key>${safe(key)}</Key><UploadId>${id}</UploadId>`);
  }

  #part({ query, body }: Asked, id: string): Answer {
    const upload = this.uploads.get(id);
    if (!upload) return refusal(404, 'NoSuchUpload');
    upload.parts.set(Number(query.get('partNumber')), body);
    return { status: 200, headers: { ETag: tag(body) } };
  }

  #complete({ body }: Asked, id: string): Answer {
    const upload = this.uploads.get(id);
    if (!upload) return refusal(404, 'NoSuchUpload');
    const named = Array.from(
      body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber><ETag>([^<]*)<\/ETag>/g),
      ([, number, etag]) => ({ part: upload.parts.get(Number(number)), etag: etag?.replaceAll('&quot;', '"') }),
    );
    if (named.length === 0 || named.some(({ part, etag }) => !part || tag(part) !== etag))
      return refusal(400, 'InvalidPart');
    const parts = named.map(({ part }) => part as Buffer);
    if (parts.slice(0, -1).some((part) => part.length < SMALLEST_PART)) return refusal(400, 'EntityTooSmall');
    this.uploads.delete(id);
    const etag = `"${id}-${parts.length}"`;
    this.objects.set(upload.key, { bytes: Buffer.concat(parts), etag, type: upload.type, modified: Date.now() });
    return xml('CompleteMultipartUploadResult', `<Key>${safe(upload.key)}</Key>`);
  }

  #abort(id: string): Answer {
    return this.uploads.delete(id) ? { status: 204 } : refusal(404, 'NoSuchUpload');
  }
}

const tag = (bytes: Buffer) => `"${createHash('md5').update(bytes).digest('hex')}"`;
const safe = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const xml = (name: string, content: string): Answer => ({
  ...{ status: 200, headers: { 'Content-Type': 'application/xml' } },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<${name} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${content}</${name}>`,
});
