import { resolve } from 'node:path';
import { verifyBackup } from '../domain/backup/verify.ts';
import type { Call } from './command-line.ts';
import { printer } from './printer.ts';
import { lateProgress } from './progress.ts';

/** Reads a backup, and says what is wrong with it. @returns the status: 0 in order, 1 when anything is wrong; @throws BackupError */
export async function backupVerify({ operands: [target], flags }: Call<'backup verify'>): Promise<number> {
  const { line, result } = printer(flags.json);
  const progress = lateProgress();
  const { manifest, problems } = await verifyBackup(resolve(target), progress.report).finally(progress.stop);
  for (const { path, problem } of problems) line({ path, problem }, `${problem.padEnd(8)} ${path}`);
  const files = manifest.files.length;
  const ok = problems.length === 0;
  result(
    { ok, files, problems: problems.length },
    ok
      ? `${files} files, all as they were when it was made (${manifest.created}, tonearm ${manifest.tonearm})`
      : `${problems.length} of ${files} files are missing or changed; remove the changed ones, and backup create brings them anew`,
  );
  return ok ? 0 : 1;
}
