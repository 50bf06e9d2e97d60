import { AwsV4Signer } from 'aws4fetch';
import { S3Fault } from './fault.ts';

/** Where the objects of a bucket are, and whose requests are answered. */
export interface S3Settings {
  readonly bucket: string;
  /** Of the service: an origin, with a path where it has one. */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Whether the bucket stands in the path, not in the host. */
  readonly pathStyle: boolean;
}

/** What the answer of an address that is signed says in its headers. */
export interface AnswerHeaders {
  readonly type: string;
  readonly disposition?: string | undefined;
}

export type Query = Readonly<Record<string, string>>;

/** Makes and signs the addresses of one bucket: AWS Signature Version 4. */
export class Signer {
  readonly #settings: S3Settings;
  /** Keys that are derived from the secret, one a day. */
  readonly #derived = new Map<string, ArrayBuffer>();

  constructor(settings: S3Settings) {
    this.#settings = settings;
  }

  /**
   * The address of an object, or of the bucket for an empty key, on an endpoint of the service.
   * @throws S3Fault when the bucket cannot stand before the endpoint's host, as before an IP address
   */
  address(key: string, query: Query = {}, endpoint = this.#settings.endpoint): URL {
    const { bucket, pathStyle } = this.#settings;
    const { protocol, host, pathname } = new URL(endpoint);
    const base = `${protocol}//${pathStyle ? host : `${bucket}.${host}`}${pathname.replace(/\/$/, '')}`;
    const path = [...(pathStyle ? [bucket] : []), ...(key === '' ? [] : key.split('/'))];
    const url = URL.parse(`${base}/${path.map(encoded).join('/')}`);
    if (!url) throw new S3Fault('rejected', `a bucket cannot stand before ${host}, only in the path`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url;
  }

  /** The address and the headers of a request that says who sends it. The body is not part of what is signed. */
  async sign(method: string, url: URL, headers: Query = {}): Promise<{ url: string; headers: Headers }> {
    const signed = await this.#signer({ method, url: url.href, headers }).sign();
    return { url: withoutPlus(signed.url), headers: signed.headers };
  }

  /** An address that anybody may get for a while, and that says what the answer's headers are. */
  async presign(url: URL, seconds: number, answer: AnswerHeaders): Promise<string> {
    const asked = new URL(url);
    asked.searchParams.set('response-content-type', answer.type);
    if (answer.disposition !== undefined) asked.searchParams.set('response-content-disposition', answer.disposition);
    asked.searchParams.set('X-Amz-Expires', String(seconds));
    return withoutPlus((await this.#signer({ method: 'GET', url: asked.href, signQuery: true }).sign()).url);
  }

  #signer(request: { method: string; url: string; headers?: Query; signQuery?: boolean }): AwsV4Signer {
    const { accessKeyId, secretAccessKey, region } = this.#settings;
    return new AwsV4Signer({
      ...request,
      ...{ accessKeyId, secretAccessKey, region, service: 's3', cache: this.#derived },
    });
  }
}

/** Percent-encoded as RFC 3986 has it: `encodeURIComponent` leaves five characters out. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);

/** In a query a `+` stands for a space here, but not to each server. */
function withoutPlus(url: URL): string {
  url.search = url.search.replaceAll('+', '%20');
  return url.href;
}
