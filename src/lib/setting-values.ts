import { isLoginName, isReservedName, WORD_RULE } from './login-names.ts';

/**
 * Parsers of settings. Each returns the value of a text, or throws an `Error` whose message continues the setting's name:
 * "PORT must be …".
 */

const MEBIBYTE = 1024 * 1024;
const MP3_BITRATES = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];

/** A text that is not blank. */
export function filled(text: string): string {
  if (text.trim() === '') throw new Error('must not be empty');
  return text;
}

/** A whole number within bounds. */
export function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most)
      throw new Error(`must be a whole number from ${least} to ${most}`);
    return value;
  };
}

/** A number of MiB, as bytes. */
export function mebibytes(text: string): number {
  return whole(1, 1024 * 1024)(text) * MEBIBYTE;
}

/** The same, 0 among them. */
export function mebibytesOrNone(text: string): number {
  return whole(0, 1024 * 1024 * 1024)(text) * MEBIBYTE;
}

/** A number, also a broken one, within bounds. */
function decimal(least: number, most: number, text: string): number {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value < least || value > most)
    throw new Error(`must be a number from ${least} to ${most}`);
  return value;
}

/** Hours, as milliseconds: from a second on. */
export function hours(text: string): number {
  return Math.ceil(decimal(0, 24 * 365, text) * 3600) * 1000 || 1000;
}

/** Seconds, as milliseconds. */
export function seconds(least: number): (text: string) => number {
  return (text) => decimal(least, 10 * 365 * 86_400, text) * 1000;
}

/** Seconds, separated by commas, as milliseconds. */
export function secondsList(text: string): number[] {
  const parts = text.split(',');
  if (parts.length > 20) throw new Error('must be at most 20 numbers');
  return parts.map((part) => seconds(0)(part.trim()));
}

/** Bucket names as S3 has them; what begins each key: no `..`, nothing that would have to be escaped. */
const BUCKET = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*)\/?$/;

/** `s3://bucket` or `s3://bucket/prefix`. */
export function bucketName(text: string): { bucket: string; prefix: string } {
  const [, bucket, prefix] = BUCKET.exec(text) ?? [];
  if (bucket === undefined || prefix === undefined || prefix.length > 200)
    throw new Error('must look like s3://bucket or s3://bucket/prefix');
  return { bucket, prefix: prefix === '' ? '' : `${prefix.slice(1)}/` };
}

/** The address of a service, without a slash at its end. */
export function endpoint(text: string): string {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username || url.password)
    throw new Error('must look like https://s3.example');
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/** Ports, separated by commas; 0 is any free one. */
export function portList(text: string): number[] {
  const ports = text.split(',').map((port) => whole(0, 65535)(port.trim()));
  const twice = ports.find((port, at) => port !== 0 && ports.indexOf(port) !== at);
  if (twice !== undefined) throw new Error(`must name each port once, and names ${twice} twice`);
  return ports;
}

/** One of a few words. */
export function oneOf<const Name extends string>(...names: Name[]): (text: string) => Name {
  return (text) => {
    const found = names.find((name) => name === text);
    if (found === undefined) throw new Error(`must be one of ${names.join(', ')}`);
    return found;
  };
}

/** `on` or `off`, and their usual synonyms. */
export function onOff(text: string): boolean {
  if (/^(on|true|1|yes)$/i.test(text)) return true;
  if (/^(off|false|0|no)$/i.test(text)) return false;
  throw new Error('must be on or off');
}

/** The address of a PostgreSQL database. */
export function postgresUrl(text: string): string {
  if (!/^postgres(ql)?:$/.test(URL.parse(text)?.protocol ?? ''))
    throw new Error('must look like postgres://user:password@host:5432/database');
  return text;
}

/** The http(s) origin of a site. A path is refused, as cookies and links would not have it. */
export function origin(text: string): string {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username || url.password)
    throw new Error('must look like https://music.example');
  if (!/^\/*$/.test(url.pathname))
    throw new Error('must have no path: give the site a name of its own, as https://music.example');
  return url.origin;
}

/** Origins, separated by commas: none of an empty text. */
export function originList(text: string): string[] {
  return text
    .split(',')
    .filter((entry) => entry.trim() !== '')
    .map((entry) => origin(entry.trim()));
}

/** Words with white space between them; none is fine. */
export function wordList(text: string): string[] {
  const words = text.split(/\s+/u).filter(Boolean);
  if (words.length > 100 || words.some((word) => word.length > 20))
    throw new Error('must be at most 100 words of at most 20 characters');
  return words;
}

/** A secret that cannot be guessed. */
export function longSecret(text: string): string {
  if (text.length < 32) throw new Error('must have at least 32 characters');
  return text;
}

/** A valid login without spaces. White space at both ends is removed. */
export function loginName(text: string): string {
  const name = text.trim();
  if (!isLoginName(name, false)) throw new Error(`must be ${WORD_RULE}`);
  if (isReservedName(name)) throw new Error('is a reserved name, choose another');
  return name;
}

/** kbit/s, one of those that MPEG 1 Layer III has. */
export function mp3Bitrate(text: string): number {
  const value = Number(text);
  if (!MP3_BITRATES.includes(value)) throw new Error(`must be one of ${MP3_BITRATES.join(', ')}`);
  return value;
}

/** Three letters of ISO 4217. */
export function currencyCode(text: string): string {
  if (!Intl.supportedValuesOf('currency').includes(text)) throw new Error('must be a currency of ISO 4217, as RUB');
  return text;
}
