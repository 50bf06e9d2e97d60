import { join } from 'node:path';
import type { Draft, Wire } from './draft.ts';

/** Longer bodies, and those that are no text, are kept as a file. */
const LONGEST = 1500;

/**
 * The request as a line for a shell.
 *
 * @param folder where a body is kept that does not fit into the line
 */
export async function curlOf(
  origin: string,
  { method, target, headers, body }: Wire,
  { raw }: Draft,
  folder: string,
): Promise<string> {
  const parts = ['curl', '-i', '--path-as-is', '-X', method, quoted(origin + target)];
  if (raw?.host !== undefined) parts.push('-H', quoted(`Host: ${raw.host}`));
  if (raw?.version === '1.0') parts.push('--http1.0', '-H', quoted('Host:'));
  for (const [name, value] of headers) parts.push('-H', quoted(`${name}: ${value}`));
  if (body && body.length > 0) {
    const text = Buffer.from(body).toString();
    const isShort = body.length <= LONGEST && Buffer.from(text).equals(body) && !text.includes('\0');
    const path = join(folder, `${Bun.hash(body).toString(16)}.body`);
    if (!isShort) await Bun.write(path, body);
    parts.push('--data-binary', isShort ? quoted(text) : quoted(`@${path}`));
  }
  if (raw?.cut !== undefined) parts.push(`# the body ends after ${raw.cut} bytes`);
  return parts.join(' ');
}

/** For a POSIX shell, on one line. */
function quoted(text: string): string {
  if (!/[\n\r\t\\]/.test(text)) return `'${text.replaceAll("'", `'\\''`)}'`;
  const escaped = text.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  return `$'${escaped.replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')}'`;
}
