import { readFile } from 'node:fs/promises';
import type { SharpConstructor } from 'sharp';
import { DomainError, invalid } from '../../errors.ts';
import { fairQueue, type Load } from '../../lib/queue.ts';
import { isBare, type PictureFormat } from './bare-picture.ts';
import { loadSharp } from './sharp.ts';
import type { MediaType } from './sniff.ts';

export interface Picture {
  /** Pixels, as shown: a photograph that EXIF says is lying on its side is measured upright. */
  readonly width: number;
  readonly height: number;
  readonly format: PictureFormat;
}

const MOST_PIXELS = 50_000_000;
const LONGEST_SIDE = 16_384;

/** How every picture from outside is to be opened: not beyond the limit, and not when a part of it is missing. */
const OPENING = { failOn: 'error', limitInputPixels: MOST_PIXELS, sequentialRead: true } as const;
/** The longest that decoding one may take. */
const DECODING_SECONDS = 20;

/** The size to which a picture is brought: filled to the edges, what is over being cut off, or at most that large. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly fit: 'cover' | 'inside';
}

/** Nothing that eyes could tell from what came. */
const QUALITY = 92;
/** Of pictures that are shown small. */
const SMALL_QUALITY = 80;

/**
 * Checks pictures and draws them anew. All decoding goes in turn: that bounds the memory. A picture made to be slow takes
 * seconds, so people take turns (`lane` says whose it is): whoever has many of them delays others by one.
 */
export class Pictures {
  /** A WebP of 50 megapixels takes 400 MB while it is decoded, so one at a time; a usual picture is done in 20 ms. */
  readonly #inTurn = fairQueue({ atOnce: 1, waiting: 32, inLane: 32 }, 'pictures');

  /** How much waits to be decoded. */
  get load(): Load {
    return this.#inTurn.load();
  }

  /**
   * Makes sure that a file is a picture by decoding all of it, after its header has told that this can be afforded.
   *
   * @param sniffed what the file's first bytes say it is
   * @param field names the picture in errors
   * @throws DomainError `invalid`; `too_large` beyond 50 megapixels, 16384 pixels on a side or 20 seconds; `busy`
   */
  async check(path: string, sniffed: MediaType | undefined, field = 'image', lane = ''): Promise<Picture> {
    if (sniffed?.kind !== 'picture') throw unreadable(field);
    return this.#withSharp(lane, async (sharp) => {
      const header = await sharp(path, { limitInputPixels: false })
        .metadata()
        .catch(() => undefined);
      const format = header?.format;
      if (!header || (format !== 'jpeg' && format !== 'png' && format !== 'webp')) throw unreadable(field);
      const { width, height } = header.autoOrient;
      if (width * height > MOST_PIXELS || Math.max(width, height) > LONGEST_SIDE) throw tooLarge(field);
      try {
        // The result is thrown away, so a small one; shrinking with all pixels, else the last rows would stay unread.
        const whole = sharp(path, OPENING).timeout({ seconds: DECODING_SECONDS });
        await whole.resize(8, 8, { fit: 'fill', fastShrinkOnLoad: false }).raw().toBuffer();
      } catch (error) {
        throw String(error).includes('timeout') ? tooLarge(field) : unreadable(field);
      }
      return { width, height, format };
    });
  }

  /**
   * Draws a picture anew: upright, in its frame, on white where it lets shine through, as an sRGB JPEG that has nothing of
   * the file it came from: no EXIF, no place, no second format behind the pixels.
   *
   * @param path of a picture that `check` has passed, and measured
   * @throws DomainError `too_large`, `busy`
   */
  async render(path: string, measured: Pick<Picture, 'width' | 'height'>, frame: Frame, field = 'image', lane = '') {
    const { width, height, fit } = frame;
    const { data, info } = await this.#withSharp(lane, (sharp) => {
      const picture = sharp(path, OPENING).timeout({ seconds: DECODING_SECONDS }).autoOrient();
      // Cut first: enlarged to cover the frame, a picture of 16384 by 1 pixels would take 12 GB and minutes.
      if (fit === 'cover') picture.extract(middle(measured, width / height));
      return picture
        .resize({ width, height, fit, withoutEnlargement: fit === 'inside' })
        .flatten({ background: '#fff' })
        .toColourspace('srgb')
        .jpeg({ quality: 88 })
        .toBuffer({ resolveWithObject: true })
        .catch((error) => {
          throw String(error).includes('timeout') ? tooLarge(field) : error;
        });
    });
    return { bytes: data, width: info.width, height: info.height };
  }

  /**
   * Draws a picture anew in its own format and size: upright, in sRGB, with nothing else of the file it came from. Of one
   * that moves the first frame is left.
   *
   * @param path of a picture that `check` has passed
   * @param target the file to be written
   * @returns its size in bytes; `undefined` when nothing was written, as the file carries nothing but the picture
   * @throws DomainError `too_large`, `busy`
   */
  async redraw(
    path: string,
    format: Picture['format'],
    target: string,
    field = 'image',
    lane = '',
  ): Promise<number | undefined> {
    return this.#withSharp(lane, async (sharp) => {
      if (isBare(await readFile(path), format)) return undefined;
      const upright = sharp(path, OPENING).timeout({ seconds: DECODING_SECONDS }).autoOrient().toColourspace('srgb');
      const drawn = {
        jpeg: () => upright.jpeg({ quality: QUALITY, chromaSubsampling: '4:4:4' }),
        png: () => upright.png(),
        webp: () => upright.webp({ quality: QUALITY }),
      }[format]();
      const { size } = await drawn.toFile(target).catch((error) => {
        if (String(error).includes('timeout')) throw tooLarge(field);
        throw /no space|ENOSPC/i.test(String(error))
          ? new DomainError('busy', 'The disk is full', { retryAfter: 60 })
          : error;
      });
      return size;
    });
  }

  /**
   * Draws a picture anew with its longest side at most so long, upright, on white, as a small sRGB JPEG.
   *
   * @param path of a picture that `check` has passed
   * @returns its bytes
   * @throws DomainError `too_large`, `busy`; SharpMissing
   */
  async shrink(path: string, side: number, lane: string): Promise<Uint8Array> {
    return this.#withSharp(lane, (sharp) =>
      sharp(path, OPENING)
        .timeout({ seconds: DECODING_SECONDS })
        .autoOrient()
        .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
        .flatten({ background: '#fff' })
        .toColourspace('srgb')
        .jpeg({ quality: SMALL_QUALITY })
        .toBuffer()
        .catch((error) => {
          throw String(error).includes('timeout') ? tooLarge('image') : error;
        }),
    );
  }

  /** Runs a piece of work with sharp when its turn has come. @throws DomainError `busy` when too many are waiting */
  #withSharp<T>(lane: string, work: (sharp: SharpConstructor) => Promise<T>): Promise<T> {
    return this.#inTurn(lane, async () => {
      const sharp = await loadSharp();
      sharp.cache(false); // It would hold files open after they are deleted.
      return work(sharp);
    });
  }
}

/** The largest stretch of that shape (width by height) in the middle of a picture. */
function middle({ width, height }: Pick<Picture, 'width' | 'height'>, shape: number) {
  const wide = Math.max(1, Math.min(width, Math.round(height * shape)));
  const high = Math.max(1, Math.min(height, Math.round(width / shape)));
  const [left, top] = [Math.floor((width - wide) / 2), Math.floor((height - high) / 2)];
  return { left, top, width: wide, height: high };
}

function unreadable(field: string): DomainError {
  return invalid(field, 'is not a readable JPEG, PNG or WebP picture');
}

function tooLarge(field: string): DomainError {
  return new DomainError('too_large', `${field} has more than ${MOST_PIXELS / 1e6} megapixels`, { field });
}
