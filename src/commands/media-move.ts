import type { Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import { mediaService } from '../domain/media/service.ts';
import { STDERR, STDOUT, write } from '../lib/output.ts';
import { besideServer } from './beside.ts';
import { type Options, UsageError } from './command-line.ts';

const MEBIBYTE = 1024 * 1024;

/**
 * Brings all files to one store, beside a running server, which answers each from where its row says.
 * @returns the status: 0 all are there, 1 when some could not be moved; @throws UsageError for a wrong target
 */
export async function mediaMove({
  config,
  options,
}: {
  config: Config;
  options: Options<'media move'>;
}): Promise<number> {
  const { to } = options;
  if (to !== 's3' && to !== 'folder')
    throw new UsageError('media move needs --to s3 or --to folder; see tonearm --help');
  if (to === 's3' && config.mediaStore === undefined)
    throw new UsageError('media move --to s3 needs MEDIA_STORE, as the server has it; see tonearm --help');
  return besideServer(config, (db) => move(db, config, to));
}

async function move(db: Database, config: Config, to: 's3' | 'folder'): Promise<number> {
  const media = mediaService(db, config);
  await media.checkStores();
  const all = await media.elsewhere(to);
  const failed = await media.move(to, ({ files, bytes }) => {
    if (files > 0)
      write(
        STDOUT,
        `moved ${files} of ${all.files} files, ${Math.round(bytes / MEBIBYTE)} of ${Math.round(all.bytes / MEBIBYTE)} MB\n`,
      );
  });
  for (const { name, reason } of failed) write(STDERR, `tonearm: ${name} was not moved: ${reason}\n`);
  if (failed.length === 0) {
    write(STDOUT, `all files are in ${to === 's3' ? 'the S3 store' : config.dataDir}\n`);
    return 0;
  }
  write(STDERR, `tonearm: ${failed.length} files were not moved; mend what is said of them, then run this again\n`);
  return 1;
}
