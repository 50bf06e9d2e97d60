import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { createBackup } from '../domain/backup/create.ts';
import { leaseService } from '../domain/limits/leases.ts';
import { mediaService } from '../domain/media/service.ts';
import { commit, version } from '../version.ts';
import { besideServer, checkStores } from './beside.ts';
import type { Call } from './command-line.ts';
import { Failure } from './failure.ts';
import { printer } from './printer.ts';
import { lateProgress } from './progress.ts';

const SKIPPED = 3;

/**
 * Makes a backup, beside a running server or without one.
 * @returns the status: 0, or 3 when files were not as their rows say; @throws Failure, BackupError
 */
export function backupCreate({ config, operands: [target], flags }: Call<'backup create'>): Promise<number> {
  const { line, result, say } = printer(flags.json);
  if (isWithin(resolve(target), config.dataDir))
    throw new Failure(`${target} lies in DATA_DIR, and would be lost with it; name a place outside, on another disk`);
  return besideServer(config, async (db) => {
    await checkStores(mediaService(db, config));
    say(`backing up to ${target}`);
    const leases = leaseService(db);
    const progress = lateProgress();
    try {
      const maker = { tonearm: version, commit };
      const made = await createBackup({ db, leases, settings: config, maker }, resolve(target), progress.report);
      progress.stop();
      const { files, copied, bytes, problems } = made;
      for (const { path, problem } of problems) line({ path, problem }, `${problem.padEnd(8)} ${path}`);
      const ok = problems.length === 0;
      const wrong = ok ? '' : `, ${problems.length} were not as their rows say`;
      result(
        { ok, files, copied, bytes, ...(ok ? {} : { skipped: problems.length }) },
        `${files} files, ${Math.round(bytes / 1_000_000)} MB in ${target}; ${copied} were copied now${wrong}`,
      );
      return ok ? 0 : SKIPPED;
    } finally {
      progress.stop();
      await leases.stop();
    }
  });
}

/** Whether a path leads into a folder, by links too. */
function isWithin(path: string, folder: string): boolean {
  const way = relative(real(folder), real(path));
  return way !== '..' && !way.startsWith(`..${sep}`);
}

/** Where a path leads, also one of which only the beginning is there yet. */
function real(path: string): string {
  if (existsSync(path) || path === dirname(path)) return realpathSync(path);
  return join(real(dirname(path)), basename(path));
}
