import type { Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import type { Findings } from '../domain/media/checking.ts';
import { mediaService } from '../domain/media/service.ts';
import { besideServer, checkStores } from './beside.ts';
import type { Call } from './command-line.ts';
import { printer } from './printer.ts';
import type { Flags } from './table.ts';

/** The largest share of all files that is erased without `--force`. */
const MOST = 0.05;
const FOUND = 3;

/**
 * Compares the database with the stores, both ways, and says what is wrong; with `fix` it puts right what can be.
 * @returns the status: 0 in order, 3 something found that is still wrong, 1 refused
 */
export function mediaCheck({ config, flags }: Call<'media check'>): Promise<number> {
  return besideServer(config, (db) => check(db, config, flags));
}

async function check(db: Database, config: Config, { fix, force, json }: Flags<'media check'>): Promise<number> {
  const { line, result, say } = printer(json);
  const media = mediaService(db, config);
  await checkStores(media);
  const findings = await media.compare();
  for (const [fields, text] of linesOf(findings)) line(fields, text);
  const { objects, orphans, missing, accounts } = findings;
  const counts = { files: objects, orphans: orphans.length, missing: missing.length, accounts: accounts.length };
  const text = `${objects} files: ${orphans.length} orphans, ${missing.length} missing, ${accounts.length} accounts counted wrong`;
  const end = (status: number, problem = {}) => {
    result({ ok: status === 0, ...counts, ...problem }, text);
    return status;
  };
  if (orphans.length + missing.length + accounts.length === 0) return end(0);
  if (!fix) return end(FOUND);
  if (!force && orphans.length > objects * MOST) {
    const error = `nothing is erased: ${orphans.length} of ${objects} files are more than ${MOST * 100} %. Is this the right database, and the right store? --force erases them all the same`;
    say(`tonearm: ${error}`);
    return end(1, { error });
  }
  await media.fix(findings);
  return end(missing.length > 0 ? FOUND : 0);
}

/** Each finding, as an object and as text. */
function linesOf({ orphans, missing, accounts }: Findings): [object: Record<string, unknown>, text: string][] {
  return [
    ...orphans.map(({ store, place, name, size }): [Record<string, unknown>, string] => [
      { kind: 'orphan', name, size },
      `orphan   ${place}/${name}  ${size} bytes in ${store}: no row owns it`,
    ]),
    ...missing.map(({ store, place, name, size }): [Record<string, unknown>, string] => [
      { kind: 'missing', name, size },
      `missing  ${place}/${name}  ${size} bytes are not in ${store}`,
    ]),
    ...accounts.map(({ login, used, reserved }): [Record<string, unknown>, string] => [
      { kind: 'used', name: login, size: used },
      `used     ${login}  keeps ${used} bytes, ${reserved} reserved`,
    ]),
  ];
}
