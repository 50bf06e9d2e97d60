/** Checks AWS Signature Version 4 as S3 does, by the documents and not by the library that signs. */
import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  region: string;
}

export interface Signed {
  method: string;
  /** As it stands in the request line. */
  target: string;
  headers: IncomingHttpHeaders;
}

const DAY = 24 * 3600;
const SKEW = 15 * 60;

/** The code with which a request is to be refused, if it is. */
export function refusalOf(request: Signed, credentials: Credentials, now = Date.now()): string | undefined {
  const url = new URL(request.target, 'http://x');
  return url.searchParams.has('X-Amz-Signature')
    ? checkPresigned(request, url, credentials, now)
    : checkHeader(request, url, credentials, now);
}

function checkHeader(request: Signed, url: URL, credentials: Credentials, now: number): string | undefined {
  const { authorization = '', 'x-amz-date': date = '', 'x-amz-content-sha256': hash = '' } = request.headers;
  const form = /^AWS4-HMAC-SHA256 Credential=(.+), SignedHeaders=(.+), Signature=([0-9a-f]{64})$/.exec(authorization);
  if (!form) return 'AccessDenied';
  const [, credential = '', names = '', signature] = form;
  const must = ['host', ...Object.keys(request.headers).filter((name) => name.startsWith('x-amz-'))];
  if (!must.every((name) => names.split(';').includes(name))) return 'AccessDenied';
  if (Math.abs(now / 1000 - seconds(String(date))) > SKEW) return 'RequestTimeTooSkewed';
  return compare(request, url, credentials, { credential, names, date: String(date), hash: String(hash), signature });
}

function checkPresigned(request: Signed, url: URL, credentials: Credentials, now: number): string | undefined {
  const field = (name: string) => url.searchParams.get(`X-Amz-${name}`) ?? '';
  const age = now / 1000 - seconds(field('Date'));
  const life = Number(field('Expires'));
  if (field('Algorithm') !== 'AWS4-HMAC-SHA256' || !(life > 0 && life <= 7 * DAY))
    return 'AuthorizationQueryParametersError';
  if (age > life || age < -SKEW) return 'AccessDenied';
  const [credential, names, date, signature] = ['Credential', 'SignedHeaders', 'Date', 'Signature'].map(field);
  return compare(request, url, credentials, {
    ...{ credential: credential ?? '', names: names ?? '', date: date ?? '', signature, hash: 'UNSIGNED-PAYLOAD' },
  });
}

interface Claim {
  credential: string;
  names: string;
  date: string;
  hash: string;
  signature: string | undefined;
}

function compare(
  { method, target, headers }: Signed,
  url: URL,
  { accessKeyId, secretAccessKey, region }: Credentials,
  claim: Claim,
) {
  const [id, day, scopeRegion, ...service] = claim.credential.split('/');
  if (id !== accessKeyId) return 'InvalidAccessKeyId';
  if (scopeRegion !== region || day !== claim.date.slice(0, 8) || service.join('/') !== 's3/aws4_request')
    return 'AuthorizationHeaderMalformed';
  const path = (target.split('?')[0] ?? '').split('/').map((part) => encoded(decodeURIComponent(part)));
  const query = [...url.searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort();
  const canonical = [
    ...[method, path.join('/'), query.join('&')],
    ...claim.names.split(';').map(
      (name) =>
        `${name}:${String(headers[name] ?? '')
          .trim()
          .replace(/ +/g, ' ')}`,
    ),
    ...['', claim.names, claim.hash],
  ].join('\n');
  const scope = [day, region, 's3', 'aws4_request'];
  const text = ['AWS4-HMAC-SHA256', claim.date, scope.join('/'), createHash('sha256').update(canonical).digest('hex')];
  let key: string | Buffer = `AWS4${secretAccessKey}`;
  for (const part of [...scope, text.join('\n')])
    key = createHmac('sha256', key)
      .update(part ?? '')
      .digest();
  return (key as Buffer).toString('hex') === claim.signature ? undefined : 'SignatureDoesNotMatch';
}

const encoded = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);

/** Of `20261121T172113Z`, since the epoch; `NaN` for anything else. */
function seconds(date: string): number {
  return Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z')) / 1000;
}
