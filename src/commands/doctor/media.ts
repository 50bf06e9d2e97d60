import type { Config } from '../../config.ts';
import { reasonOf } from '../../db/loggable.ts';
import { askStore, examineMedia } from '../../domain/media/examining.ts';
import { type Finding, green, named, red, yellow } from './finding.ts';
import { type House, type OpenHouse, PATIENCE } from './house.ts';

/** Whether accounts keep what they are said to. */
export async function checkUsed({ db }: OpenHouse, config: Config): Promise<Finding> {
  const wrong = await examineMedia(db, config).wrongAccounts();
  if (wrong.length === 0) return green('every account keeps what it is said to');
  const accounts = wrong.map(({ login, used, reserved }) => `${login} (${used} bytes, ${reserved} reserved)`);
  return red(`counted wrong for ${named(accounts)}: tonearm media check --fix counts anew`);
}

/** Whether stored files are as their rows say. @param asked what is known of the S3 store, where some may lie */
export async function checkFiles(
  { db }: OpenHouse,
  asked: Promise<Finding>,
  config: Config,
  isThorough: boolean,
): Promise<Finding> {
  const media = examineMedia(db, config);
  const store = config.mediaStore === undefined ? undefined : await asked;
  if ((store?.status === 'red' || store === undefined) && (await media.outside()) > 0)
    return yellow('not checked: some lie in an S3 store that cannot be looked at');
  const { files, wrong, told } = await media.files(isThorough);
  const scope = isThorough
    ? `all ${files} files, with their digests`
    : `${files} files, by their sizes; --all reads them whole`;
  if (wrong === 0) return green(`looked at ${scope}`);
  const names = told.map(({ place, name, store, problem }) => `${place}/${name} ${problem} in the ${WHERE[store]}`);
  return red(`${named(names, wrong)}: bring them back from a backup`);
}

const WHERE = { folder: 'data folder', s3: 'S3 store' } as const;

/** Whether the store of the settings answers. @returns its finding, without a look at the database */
export async function askForStore(config: Config): Promise<Finding> {
  if (config.mediaStore === undefined) return green('files are kept in the data folder');
  const { bucket } = config.mediaStore;
  const late = Bun.sleep(PATIENCE).then(() =>
    Promise.reject(
      new Error(`S3_ENDPOINT: no answer for ${PATIENCE / 1000} s; check it, and that the store is running`),
    ),
  );
  return Promise.race([askStore(config), late]).then(
    () => green(`the bucket ${bucket} answers; that it can be written to is tried when the server starts`),
    (error) => red(`the bucket ${bucket} cannot be used: ${reasonOf(error)}`),
  );
}

/** The same, and whether the files are where the settings say. @param asked what is known of the store */
export async function checkStore(asked: Finding, house: House, config: Config): Promise<Finding> {
  if (config.mediaStore !== undefined || 'problem' in house || house.age !== 'same') return asked;
  const outside = await examineMedia(house.db, config).outside();
  if (outside === 0) return asked;
  return red(
    `${outside} files lie in an S3 store, and MEDIA_STORE is not set: set it as it was, or move them with tonearm media move`,
  );
}
