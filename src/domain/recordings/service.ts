import { parse } from 'node:path';
import type { Config } from '../../config.ts';
import type { Database, Handle } from '../../db/database.ts';
import { DomainError, invalid } from '../../errors.ts';
import { type Id, newId } from '../../lib/ids.ts';
import type { Account, KeyHolder } from '../accounts/model.ts';
import type { Upload } from '../media/model.ts';
import type { Drop, Media } from '../media/service.ts';
import type { Recording, StoredRecording } from './model.ts';
import { recordingStore } from './store.ts';

/** Characters of a file name without its ending. */
const LONGEST_TITLE = 150;

export type Recordings = ReturnType<typeof recordingService>;

/** Recordings: WAVs are converted to MP3s, which are fetched by link. */
export function recordingService(db: Database, media: Media, config: Pick<Config, 'mp3Bitrate'>) {
  const store = recordingStore(db);

  /**
   * Converts a WAV to an MP3 and stores it. When this resolves, MP3 and row are on disk.
   * @param field the name of the WAV's field in the request, for errors
   * @param signal aborted when the client disconnects: then nothing is stored
   * @throws invalid naming the field when name or content is not that of a WAV, busy when too many wait
   */
  async function record(
    { account, name }: KeyHolder,
    wav: Upload,
    field: string,
    signal: AbortSignal,
  ): Promise<Recording> {
    const title = titleOf(wav.originalName, field);
    const options = { bitrate: config.mp3Bitrate, title, artist: name, signal, field };
    const file = await media.takeRecording(wav, 'recordings', options, account.id);
    const createdAt = Date.now();
    const recording = { id: newId(createdAt), account: account.id, file: file.name, title, createdAt };
    return media.write([file], async (tx) => {
      signal.throwIfAborted();
      await store.insert(tx, recording);
      return recording;
    });
  }

  /** Checks the file name of a WAV. @throws invalid naming the field, as `record` does */
  const checkName = (fileName: string, field: string): void => void titleOf(fileName, field);

  /** A recording by its id and its owner's number, which are the credentials of a link. @throws wrong_login when none fits */
  async function byLink(id: Id, number: number): Promise<StoredRecording> {
    const found = await store.byOwner(db.read, id, number);
    if (!found) throw new DomainError('wrong_login', 'Invalid credentials');
    return found;
  }

  /** Deletes the recordings of an account that is being deleted. */
  async function leave(tx: Handle, { id }: Account, drop: Drop): Promise<void> {
    await drop(await store.filesOf(tx, id));
  }

  return { record, checkName, byLink, leave };
}

/** The name of a WAV without its ending. @throws invalid */
function titleOf(fileName: string, field: string): string {
  const { name, ext } = parse(fileName);
  if (ext.toLowerCase() !== '.wav') throw invalid(field, 'must have a name that ends in .wav');
  if ([...name].length > LONGEST_TITLE)
    throw invalid(field, `must have a name of at most ${LONGEST_TITLE} characters before .wav`);
  return name;
}
