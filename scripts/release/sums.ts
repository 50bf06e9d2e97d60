import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

export const SUMS = 'SHA256SUMS';

/** Writes the digests of all files of a folder beside them, as `sha256sum --check` reads them. */
export async function writeSums(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile() && entry.name !== SUMS).map(({ name }) => name);
  const lines: string[] = [];
  for (const name of names.sort()) lines.push(`${await digestOf(join(folder, name))}  ${name}\n`);
  await Bun.write(join(folder, SUMS), lines.join(''));
}

async function digestOf(path: string): Promise<string> {
  const hash = new Bun.CryptoHasher('sha256');
  for await (const chunk of Bun.file(path).stream()) hash.update(chunk);
  return hash.digest('hex');
}
