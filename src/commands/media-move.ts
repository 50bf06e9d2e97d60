import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import { mediaService } from '../domain/media/service.ts';
import { besideServer, checkStores } from './beside.ts';
import { type Call, UsageError } from './command-line.ts';
import { type Printer, printer } from './printer.ts';
import { startProgress } from './progress.ts';

/**
 * Brings all files to one store, beside a running server, which answers each from where its row says.
 * @returns the status: 0 all are there, 1 when some could not be moved; @throws UsageError for a wrong target
 */
export async function mediaMove({ config, flags }: Call<'media move'>): Promise<number> {
  const { to, json } = flags;
  if (to !== 's3' && to !== 'folder') throw new UsageError('media move needs --to s3 or --to folder', 'media move');
  if (to === 's3' && config.mediaStore === undefined)
    throw new UsageError('media move --to s3 needs MEDIA_STORE, as the server has it', 'media move');
  return besideServer(config, (db) => move(db, config, to, printer(json)));
}

async function move(db: Database, config: Config, to: 's3' | 'folder', { line, result }: Printer): Promise<number> {
  const media = mediaService(db, config);
  await checkStores(media);
  // What a server beside it also does, where files arrive.
  mkdirSync(join(config.dataDir, 'tmp'), { recursive: true });
  const all = await media.elsewhere(to);
  const progress = startProgress(all);
  const failed = await media.move(to, progress.update).finally(progress.stop);
  for (const { name, reason } of failed) line({ name, problem: reason }, `${name} was not moved: ${reason}`);
  const ok = failed.length === 0;
  const moved = all.files - failed.length;
  result(
    { ok, moved, failed: failed.length },
    ok
      ? `moved ${moved} files; all are in ${to === 's3' ? 'the S3 store' : config.dataDir}`
      : `moved ${moved} of ${all.files} files; mend what is said of the others, then run this again`,
  );
  return ok ? 0 : 1;
}
