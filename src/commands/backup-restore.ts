import { resolve } from 'node:path';
import { restoreBackup } from '../domain/backup/restore.ts';
import type { Call } from './command-line.ts';
import { refuseDemoFolder } from './demo/folder.ts';
import { printer } from './printer.ts';
import { lateProgress } from './progress.ts';

/**
 * Makes of a backup the house of the settings.
 * @returns the status: 0, or 1 when the backup is not in order; @throws BackupError, DataFolderError
 */
export async function backupRestore({ config, operands: [source], flags }: Call<'backup restore'>): Promise<number> {
  const { line, result, say } = printer(flags.json);
  refuseDemoFolder(config.dataDir);
  say(`verifying ${source}`);
  const verifying = lateProgress();
  const bringing = lateProgress();
  const stop = () => {
    verifying.stop();
    bringing.stop();
  };
  const { problems, ...counts } = await restoreBackup(config, resolve(source), flags.force, {
    verifying: verifying.report,
    bringing: bringing.report,
    replacing: (what, kept) => {
      verifying.stop();
      const replaced = what.length === 0 ? '' : `, which replaces ${what.join(', and ')}`;
      say(`restoring ${source}${replaced}${kept === '' ? '' : `; ${kept} in DATA_DIR stays`}`);
    },
  }).finally(stop);
  for (const { path, problem } of problems) line({ path, problem }, `${problem.padEnd(8)} ${path}`);
  if (problems.length > 0) {
    const error = `nothing was changed: ${problems.length} of ${counts.files} files of the backup are missing or changed`;
    result({ ok: false, files: 0, problems: problems.length, error }, error);
    return 1;
  }
  result({ ok: true, ...counts }, `${counts.files} files and the database are restored; start the server`);
  return 0;
}
