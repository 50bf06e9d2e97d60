import { invalid, isKind } from '../../errors.ts';
import { newName } from '../../lib/ids.ts';
import { AudioProbe } from './audio.ts';
import type { PictureFormat } from './bare-picture.ts';
import { type ConversionOptions, Mp3Converter } from './convert.ts';
import type { FileStore } from './file-store.ts';
import type { Loose } from './loose.ts';
import type { Arrival, FileFacts, Place, TakenFile, Upload, UploadReference } from './model.ts';
import type { Frame, Pictures } from './pictures.ts';
import { JPEG, type MediaType, MP3, sniff } from './sniff.ts';
import type { Staged, Staging } from './staging.ts';

/** What is ready to be stored: an upload's own file, or one that was made of it. */
interface Made {
  staged: Staged;
  type: MediaType;
  facts: FileFacts;
  originalName: string;
  /** The resumable upload that is used up with it. */
  upload?: UploadReference | undefined;
}

const TAKEN = {
  picture: 'a JPEG, PNG or WebP file',
  audio: 'an MP3, WAV, OGG, M4A or FLAC file',
  document: 'a PDF file',
};

/** How the picture of an audio file's tags is kept. */
const COVER = { field: 'cover', as: 'picture', frame: { width: 1200, height: 1200, fit: 'inside' } } as const;
const HEAD = 4096;
/** Pixels. */
const PREVIEW_SIDE = 300;

/** What an audio file is that has arrived, before it is stored. */
export interface Preview {
  type: MediaType;
  facts: FileFacts;
  sha256: string;
  /** A JPEG. */
  cover: Uint8Array | undefined;
}

/** From what has arrived to what is stored: checked, drawn or converted while it is staged, then put into the store. */
export function taking(
  staging: Staging,
  files: FileStore,
  loose: Pick<Loose, 'expect' | 'discard'>,
  pictures: Pictures,
) {
  const probe = new AudioProbe();
  const converter = new Mp3Converter();

  const factsOf = async ({ path, size }: Staged, type: MediaType, field: string, lane: string): Promise<FileFacts> => {
    if (type.kind === 'document') return {};
    return type.kind === 'picture'
      ? pictures.check(path, type, field, lane)
      : probe.probe(path, size, type, field, lane);
  };

  /** Checks an upload, and makes of it what is to be stored: itself or what stands for it first. */
  async function* make({ upload, field, as, accept, frame, also = [] }: Arrival, lane: string): AsyncGenerator<Made> {
    const { staged, originalName, resumable } = upload;
    const type = sniff(staged.head);
    if (type?.kind !== as) throw invalid(field, `must be ${TAKEN[as]}`);
    const facts = await factsOf(staged, type, field, lane);
    accept?.(type, facts);
    const whole: Made = { staged, type, facts, originalName };
    const first = frame
      ? await draw(whole, frame, field, lane)
      : as === 'picture'
        ? await bare(whole, field, lane)
        : whole;
    yield { ...first, upload: resumable };
    for (const other of also) yield await draw(first, other, field, lane);
  }

  /** A JPEG that is drawn of a picture. */
  async function draw({ staged, facts, originalName }: Made, frame: Frame, field: string, lane: string): Promise<Made> {
    const { width = 0, height = 0 } = facts;
    const { bytes, ...size } = await pictures.render(staged.path, { width, height }, frame, field, lane);
    return { staged: await staging.stage(once(bytes), bytes.length, field), type: JPEG, facts: size, originalName };
  }

  /** A picture in its format and size, without what its file tells besides. */
  async function bare(picture: Made, field: string, lane: string): Promise<Made> {
    const path = staging.temporary();
    try {
      const size = await pictures.redraw(picture.staged.path, formatOf(picture.type), path, field, lane);
      return size === undefined ? picture : { ...picture, staged: await staging.adopt(path) };
    } catch (error) {
      await staging.discard({ path });
      throw error;
    }
  }

  /** Puts files durably in their place: all of them, or none. */
  async function put(made: readonly Made[], place: Place, createdBy: string | null): Promise<TakenFile[]> {
    const createdAt = Date.now();
    const taken = made.map(
      ({ staged: { size, sha256 }, type: { type, extension }, facts, originalName, upload }): TakenFile => ({
        ...{ name: `${newName()}.${extension}`, place, type, size, facts, originalName, createdBy, createdAt },
        ...{ store: files.name, sha256, upload },
      }),
    );
    await loose.expect(taken);
    try {
      for (const [at, { name, type }] of taken.entries()) await files.put((made[at] as Made).staged, place, name, type);
    } catch (error) {
      await loose.discard(taken);
      throw error;
    }
    return taken;
  }

  /**
   * Checks uploads by what they contain (pictures are decoded, audio is probed) and puts them durably in their place;
   * `write` makes their rows. All of them are taken, or none.
   * @throws invalid naming the field of the first that is not what it should be, too_large beyond the pixel limit, busy
   */
  async function take(arrivals: readonly Arrival[], place: Place, createdBy: string | null): Promise<TakenFile[]> {
    const made: Made[] = [];
    try {
      for (const arrival of arrivals) for await (const one of make(arrival, laneOf(createdBy))) made.push(one);
      return await put(made, place, createdBy);
    } finally {
      const left = [...made, ...arrivals.map(({ upload }) => upload)];
      await Promise.all(left.map(({ staged }) => staging.discard(staged)));
    }
  }

  /**
   * Makes an MP3 of an uploaded WAV, puts it durably in its place and throws the WAV away; `write` makes its row.
   * @throws invalid naming the WAV's field when it can't be decoded, busy when too many wait
   */
  async function takeRecording(
    { staged, originalName, resumable }: Upload,
    place: Place,
    options: ConversionOptions,
    createdBy: string | null,
  ): Promise<TakenFile> {
    const path = staging.temporary();
    try {
      const { size: _, ...facts } = await converter.convert(staged.path, path, options, laneOf(createdBy));
      const made = { staged: await staging.adopt(path), type: MP3, originalName, upload: resumable };
      const [file] = await put([{ ...made, facts: { ...facts, bitrate: options.bitrate * 1000 } }], place, createdBy);
      return file as TakenFile;
    } finally {
      await Promise.all([staging.discard({ path }), staging.discard(staged)]);
    }
  }

  /** What a stored audio file is, read again when nobody else has one to be read. @throws invalid, busy */
  const probeAgain = (path: string, { size, type }: Pick<TakenFile, 'size' | 'type'>): Promise<FileFacts> =>
    probe.probe(path, size, { kind: 'audio', type, extension: '' }, 'file', 'again');

  /**
   * The picture in the tags of an audio file, as if it had come with the request; `undefined` when there is none that can
   * be decoded. @throws busy
   */
  async function pictureIn({ path, size, head }: Staged, lane: string): Promise<Upload | undefined> {
    const audio = sniff(head);
    const bytes = audio?.kind === 'audio' ? await probe.picture(path, size, audio.type, lane) : undefined;
    const type = bytes && sniff(bytes.subarray(0, HEAD));
    if (bytes === undefined || type?.kind !== 'picture') return undefined;
    const staged = await staging.stage(once(bytes), bytes.length, 'cover');
    try {
      await pictures.check(staged.path, type, 'cover', lane);
      return { staged, originalName: `cover.${type.extension}` };
    } catch (error) {
      await staging.discard(staged);
      if (isKind(error, 'invalid') || isKind(error, 'too_large')) return undefined;
      throw error;
    }
  }

  /**
   * Takes an audio file as `take` does, and the picture in its tags besides, where there is one.
   * @param placeOf where the picture goes
   * @throws as `take`; that the picture cannot be taken is no failure
   */
  async function takeWithPicture(
    arrival: Arrival,
    place: Place,
    placeOf: (facts: FileFacts) => Place,
    createdBy: string,
  ): Promise<{ file: TakenFile; picture: TakenFile | undefined }> {
    let found: Upload | undefined;
    try {
      found = await pictureIn(arrival.upload.staged, createdBy).catch(noneIfBusy);
      const [file] = (await take([arrival], place, createdBy)) as [TakenFile];
      const at = placeOf(file.facts);
      const taken = found && (await take([{ ...COVER, upload: found }], at, createdBy).catch(noneIfBusy));
      return { file, picture: taken?.[0] };
    } finally {
      await Promise.all([arrival.upload, found].map(async (left) => left && staging.discard(left.staged)));
    }
  }

  /**
   * What an audio file is, and the picture in its tags as a small JPEG, while it is staged.
   * @throws invalid naming the field, busy
   */
  async function preview(staged: Staged, field: string, lane: string): Promise<Preview> {
    const type = sniff(staged.head);
    if (type?.kind !== 'audio') throw invalid(field, `must be ${TAKEN.audio}`);
    const facts = await factsOf(staged, type, field, lane);
    const found = await pictureIn(staged, lane);
    try {
      const cover = found && (await pictures.shrink(found.staged.path, PREVIEW_SIDE, lane));
      return { type, facts, sha256: staged.sha256, cover };
    } finally {
      if (found) await staging.discard(found.staged);
    }
  }

  /** How much waits to be read, and to be converted. */
  const loads = () => ({ audio: probe.load, mp3: converter.load });

  /** Ends what works in the background; what waits for it is refused. */
  const stop = () => Promise.all([probe.stop(), converter.stop()]);

  return { take, takeWithPicture, preview, takeRecording, probeAgain, loads, stop };
}

/** Who takes turns with others in what is dear; strangers, where they may write, are one. */
const laneOf = (createdBy: string | null) => createdBy ?? '';

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** A file goes without its picture, where that would have to wait too long. */
function noneIfBusy(error: unknown): undefined {
  if (!isKind(error, 'busy') && !isKind(error, 'invalid') && !isKind(error, 'too_large')) throw error;
}

const formatOf = ({ type }: MediaType) => type.slice('image/'.length) as PictureFormat;
