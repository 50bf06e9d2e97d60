import { relative, resolve } from 'node:path';
import { createBackup } from '../domain/backup/create.ts';
import { leaseService } from '../domain/limits/leases.ts';
import { commit, version } from '../version.ts';
import { besideServer } from './beside.ts';
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
  if (!relative(config.dataDir, resolve(target)).startsWith('..'))
    throw new Failure(`${target} lies in DATA_DIR, and would be lost with it; name a place outside, on another disk`);
  return besideServer(config, async (db) => {
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
