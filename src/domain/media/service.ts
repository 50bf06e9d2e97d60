import type { Config } from '../../config.ts';
import type { Database, Handle } from '../../db/database.ts';
import { mayHaveHappened } from '../../db/dialect.ts';
import { invalid } from '../../errors.ts';
import { newName } from '../../lib/ids.ts';
import { isStorable } from '../../lib/text.ts';
import { AudioProbe } from './audio.ts';
import { type ConversionOptions, Mp3Converter } from './convert.ts';
import { Disk } from './disk.ts';
import type { FileFacts, Place, StoredFile, Upload } from './model.ts';
import { checkPicture, type Frame, type Picture, redraw, renderJpeg } from './pictures.ts';
import { JPEG, type MediaType, MP3, sniff } from './sniff.ts';
import { mediaStore } from './store.ts';

/** An upload, the field it came in (for errors) and what it must be. */
export interface Arrival {
  upload: Upload;
  field: string;
  as: MediaType['kind'];
  /** Refuses by throwing, once it is known what the file is. */
  accept?: (type: MediaType, facts: FileFacts) => void;
  /** For a picture that is to be kept as a JPEG of this size, instead of its own. */
  frame?: Frame;
  /** JPEGs that are to be drawn of a picture besides: in what is taken they follow it. */
  also?: readonly Frame[];
}

/** Deletes stored files: their rows in the transaction, their bytes after it. */
export type Drop = (names: readonly string[]) => Promise<void>;

const TAKEN = {
  picture: 'a JPEG, PNG or WebP file',
  audio: 'an MP3, WAV, OGG, M4A or FLAC file',
  document: 'a PDF file',
};

export type Media = ReturnType<typeof mediaService>;

/** How many names are looked up at once when disk and database are compared. */
const SWEEP_CHUNK = 500;

/** Stored files: what they are, where they lie, and that disk and database agree. */
export function mediaService(db: Database, config: Pick<Config, 'dataDir'>) {
  const disk = new Disk(config.dataDir);
  const probe = new AudioProbe();
  const converter = new Mp3Converter();
  const store = mediaStore(db);
  const startedAt = Date.now();

  async function keep(upload: Upload, place: Place, type: MediaType, facts: FileFacts, createdBy: string | null) {
    const file: StoredFile = {
      name: `${newName()}.${type.extension}`,
      place,
      type: type.type,
      size: upload.staged.size,
      facts,
      originalName: upload.originalName,
      createdBy,
      createdAt: Date.now(),
    };
    await disk.keep(upload.staged, place, file.name);
    return file;
  }

  async function takeOne(arrival: Arrival, place: Place, createdBy: string | null): Promise<StoredFile> {
    const { upload, field, as, accept, frame } = arrival;
    const { path, size, head } = upload.staged;
    const type = sniff(head);
    if (type?.kind !== as) throw invalid(field, `must be ${TAKEN[as]}`);
    const facts = await factsOf(path, size, type, field, createdBy);
    accept?.(type, facts);
    if (as === 'picture' && !frame) return keepPicture(arrival, type, facts, place, createdBy);
    if (!frame) return keep(upload, place, type, facts, createdBy);
    const drawn = await draw(arrival, frame, { path, facts }, place, createdBy);
    await disk.discard(upload.staged);
    return drawn;
  }

  /** Keeps a picture in its format and size, without what its file tells besides. */
  async function keepPicture(
    { upload, field }: Arrival,
    type: MediaType,
    facts: FileFacts,
    place: Place,
    createdBy: string | null,
  ): Promise<StoredFile> {
    const path = disk.temporary();
    try {
      const size = await redraw(upload.staged.path, formatOf(type), path, field, laneOf(createdBy));
      const staged = size === undefined ? upload.staged : { path, size, head: new Uint8Array() };
      return await keep({ ...upload, staged }, place, type, facts, createdBy);
    } finally {
      await Promise.all([disk.discard({ path }), disk.discard(upload.staged)]);
    }
  }

  /** Keeps a JPEG that is drawn of a picture. */
  async function draw(
    { upload, field }: Arrival,
    frame: Frame,
    { path, facts: { width = 0, height = 0 } }: { path: string; facts: FileFacts },
    place: Place,
    createdBy: string | null,
  ): Promise<StoredFile> {
    const drawn = await renderJpeg(path, { width, height }, frame, field, laneOf(createdBy));
    const staged = await disk.stage(once(drawn.bytes), drawn.bytes.length, field);
    try {
      return await keep({ ...upload, staged }, place, JPEG, { width: drawn.width, height: drawn.height }, createdBy);
    } finally {
      await disk.discard(staged);
    }
  }

  async function factsOf(
    path: string,
    size: number,
    type: MediaType,
    field: string,
    createdBy: string | null,
  ): Promise<FileFacts> {
    const lane = laneOf(createdBy);
    if (type.kind === 'document') return {};
    return type.kind === 'picture' ? checkPicture(path, type, field, lane) : probe.probe(path, size, type, field, lane);
  }

  /**
   * Checks uploads by what they contain (pictures are decoded, audio is probed) and puts them durably in their place;
   * `write` makes their rows. All of them are taken, or none.
   * @throws invalid naming the field of the first that is not what it should be, too_large beyond the pixel limit, busy
   */
  async function take(arrivals: readonly Arrival[], place: Place, createdBy: string | null): Promise<StoredFile[]> {
    const taken: StoredFile[] = [];
    try {
      for (const arrival of arrivals) {
        const file = await takeOne(arrival, place, createdBy);
        taken.push(file);
        const source = { path: disk.path(place, file.name), facts: file.facts };
        for (const frame of arrival.also ?? []) taken.push(await draw(arrival, frame, source, place, createdBy));
      }
    } catch (error) {
      await Promise.all(taken.map(erase));
      throw error;
    }
    return taken;
  }

  /**
   * Makes an MP3 of an uploaded WAV, puts it durably in its place and throws the WAV away; `write` makes its row.
   * @throws invalid naming the WAV's field when it can't be decoded, busy when too many wait
   */
  async function takeRecording(
    wav: Upload,
    place: Place,
    options: ConversionOptions,
    createdBy: string | null,
  ): Promise<StoredFile> {
    const path = disk.temporary();
    try {
      const { size, ...facts } = await converter.convert(wav.staged.path, path, options, laneOf(createdBy));
      const made = { staged: { path, size, head: new Uint8Array() }, originalName: wav.originalName };
      return await keep(made, place, MP3, { ...facts, bitrate: options.bitrate * 1000 }, createdBy);
    } finally {
      await Promise.all([disk.discard({ path }), disk.discard(wav.staged)]);
    }
  }

  const erase = (file: StoredFile) => disk.remove(file.place, file.name);

  /**
   * One transaction that also makes the rows of files just taken. When it fails, their bytes go again; what the work
   * drops loses its row in the transaction and its bytes after it.
   */
  async function write<Result>(
    taken: readonly StoredFile[],
    work: (tx: Handle, drop: Drop) => Promise<Result>,
  ): Promise<Result> {
    let dropped: StoredFile[] = [];
    try {
      const result = await db.write(async (tx) => {
        dropped = [];
        for (const file of taken) await store.insert(tx, file);
        return work(tx, async (names) => void dropped.push(...(await store.delete(tx, names))));
      });
      await Promise.all(dropped.map(erase));
      return result;
    } catch (error) {
      // When the rows may be there, so must be the bytes: the sweep at the next start decides.
      if (!mayHaveHappened(error)) await Promise.all(taken.map(erase));
      throw error;
    }
  }

  /** A stored file by its name, if it is in that place. */
  async function find(place: string, name: string, on = db.read): Promise<StoredFile | undefined> {
    const file = isStorable(name) ? await store.byName(on, name) : undefined;
    return file?.place === place ? file : undefined;
  }

  /** What is needed to answer with a stored file. Its name is its validator, as its bytes never change. */
  const bytesOf = ({ place, name, size, type, createdAt }: StoredFile) => {
    return { path: disk.path(place, name), size, type, etag: name, modified: createdAt };
  };

  /**
   * Deletes files on disk that have no row: what a crash between disk and database left. Files younger than this
   * process are left alone, as their row may be on its way. @returns how many there were
   */
  async function sweepOrphans(before = startedAt): Promise<number> {
    let swept = 0;
    for await (const { place, names } of disk.list(before, SWEEP_CHUNK)) {
      const known = await store.known(db.read, names);
      const orphans = names.filter((name) => !known.has(name));
      await Promise.all(orphans.map((name) => disk.remove(place, name)));
      swept += orphans.length;
    }
    return swept;
  }

  /** Ends what works in the background; what waits for it is refused. */
  const stop = () => Promise.all([probe.stop(), converter.stop()]);

  return { disk, take, takeRecording, write, find, bytesOf, sweepOrphans, stop };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Who takes turns with others in what is dear; strangers, where they may write, are one. */
const laneOf = (createdBy: string | null) => createdBy ?? '';

const formatOf = ({ type }: MediaType) => type.slice('image/'.length) as Picture['format'];
