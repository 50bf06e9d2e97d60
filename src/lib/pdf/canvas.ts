import PDFDocument from 'pdfkit';
import { Face } from './face.ts';
import type { Paper } from './paper.ts';

export const INK = '#1d2433';
export const FAINT = '#6b7280';
export const RULE = '#d9dce2';
export const WASH = '#f6efe2';
export const ACCENT = '#e2a458';
export const LOSS = '#b4443c';

export type Weight = 'regular' | 'bold';
export interface Fonts extends Readonly<Record<Weight, Uint8Array>> {
  /** For characters that these two do not have, in either weight. */
  others: readonly Uint8Array[];
}

/** How a line of text is set. */
export interface Style {
  size: number;
  weight?: Weight;
  colour?: string;
  align?: 'left' | 'right';
}

const A4 = { width: 595.28, height: 841.89 };
const MARGIN = 48;
/** From the top margin to the foot. */
export const AREA = {
  left: MARGIN,
  right: A4.width - MARGIN,
  width: A4.width - 2 * MARGIN,
  top: MARGIN,
  bottom: A4.height - 64,
  foot: A4.height - 44,
};

const ELLIPSIS = '…';
/** In place of a character that no font has. */
const UNKNOWN = '?';

/** What no line can show: line ends, and characters that are none or have no shape. */
const UNSEEN = /[\p{Cc}\p{Cs}\p{Cf}\p{Zl}\p{Zp}]+/gu;
/** Letters in parts become whole ones, which fonts have. */
export const oneLine = (text: string): string => text.normalize('NFC').replace(UNSEEN, ' ').trim();

/** A part of a text that one font has. */
interface Run {
  face: Face;
  text: string;
}

/** A document to draw on, in points from the upper left corner. Its fonts are embedded, reduced to what is used of them. */
export class Canvas {
  readonly #document: PDFKit.PDFDocument;
  readonly #faces: Readonly<Record<Weight, Face>>;
  readonly #others: readonly Face[];
  #lacksSome = false;
  readonly #done: Promise<Uint8Array<ArrayBuffer>>;

  constructor(
    { title, subject, language, madeAt }: Pick<Paper, 'title' | 'subject' | 'language' | 'madeAt'>,
    fonts: Fonts,
  ) {
    const when = new Date(madeAt);
    this.#faces = { regular: new Face('regular', fonts.regular), bold: new Face('bold', fonts.bold) };
    this.#others = fonts.others.map((bytes, at) => new Face(`other ${at}`, bytes));
    this.#document = new PDFDocument({
      size: 'A4',
      margin: 0,
      lang: language,
      // Numbers of pages are written when all are there.
      bufferPages: true,
      pdfVersion: '1.7',
      displayTitle: true,
      info: {
        Title: title,
        Subject: subject,
        Creator: 'Tonearm',
        Producer: 'Tonearm',
        CreationDate: when,
        ModDate: when,
      },
      // Texts of a table are hardly ever the same.
      fontLayoutCache: false,
      // Else it looks for one of the standard fonts in a file that no executable has. The types know no fonts that are open.
      font: this.#faces.regular.font as never,
    });
    for (const { name, font } of [...Object.values(this.#faces), ...this.#others])
      this.#document.registerFont(name, font as never);
    const parts: Buffer[] = [];
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array<ArrayBuffer>>();
    this.#document.on('data', (part: Buffer) => parts.push(part));
    this.#document.on('end', () => resolve(new Uint8Array(Buffer.concat(parts))));
    this.#document.on('error', reject);
    this.#done = promise;
  }

  /** Writes one line; its top is at `y`. @param x of its left end, or of its right one */
  text(text: string, x: number, y: number, { size, weight = 'regular', colour = INK, align = 'left' }: Style): void {
    let at = align === 'right' ? x - this.width(text, { size, weight }) : x;
    // All fonts of a line stand on the line of this one.
    const baseline = -this.#faces[weight].ascent(size);
    for (const { face, text: part } of this.#runs(text, weight)) {
      this.#document.font(face.name).fontSize(size).fillColor(colour).text(part, at, y, { lineBreak: false, baseline });
      at += face.width(part, size);
    }
  }

  width(text: string, { size, weight = 'regular' }: Style): number {
    let width = 0;
    for (const character of text) {
      const face = this.#faceOf(character, weight);
      width += face.width(face.has(character) ? character : UNKNOWN, size);
    }
    return width;
  }

  /** Whether characters were written that no font has. */
  get lacksSome(): boolean {
    return this.#lacksSome;
  }

  /** A text in parts by the fonts that have their characters. */
  #runs(text: string, weight: Weight): Run[] {
    const runs: Run[] = [];
    for (const character of text) {
      const face = this.#faceOf(character, weight);
      const isKnown = face.has(character);
      this.#lacksSome ||= !isKnown;
      const last = runs.at(-1);
      const shown = isKnown ? character : UNKNOWN;
      if (last?.face === face) last.text += shown;
      else runs.push({ face, text: shown });
    }
    return runs;
  }

  /** The font that has a character; that of the weight, where none has it. */
  #faceOf(character: string, weight: Weight): Face {
    const main = this.#faces[weight];
    return main.has(character) ? main : (this.#others.find((face) => face.has(character)) ?? main);
  }

  /** Breaks a text into lines between words, or within one that is too long; what is left over after the last line is cut off. */
  lines(text: string, style: Style, width: number, most: number): string[] {
    const lines: string[] = [];
    let rest = oneLine(text);
    while (rest !== '' && lines.length < most) {
      const fits = this.#fitting(rest, style, width);
      if (fits === rest.length) return [...lines, rest];
      if (lines.length === most - 1) {
        const cut = this.#fitting(rest, style, width - this.width(ELLIPSIS, style));
        return [...lines, rest.slice(0, cut).trimEnd() + ELLIPSIS];
      }
      const space = rest.lastIndexOf(' ', fits);
      const end = space > 0 ? space : fits;
      lines.push(rest.slice(0, end).trimEnd());
      rest = rest.slice(end).trimStart();
    }
    return lines;
  }

  /** How many characters of a text fit, at least one. */
  #fitting(text: string, style: Style, width: number): number {
    if (text.length < 500 && this.width(text, style) <= width) return text.length;
    let [fits, not] = [1, Math.min(text.length, 500)];
    while (not - fits > 1) {
      const middle = (fits + not) >> 1;
      if (this.width(text.slice(0, middle), style) <= width) fits = middle;
      else not = middle;
    }
    // Not between the halves of one character.
    return fits > 1 && /[\ud800-\udbff]/.test(text[fits - 1] ?? '') ? fits - 1 : fits;
  }

  rule(y: number, colour = RULE, thickness = 0.5): void {
    this.#document.moveTo(AREA.left, y).lineTo(AREA.right, y).lineWidth(thickness).strokeColor(colour).stroke();
  }

  box(x: number, y: number, width: number, height: number, colour: string, radius = 0): void {
    if (width <= 0) return;
    this.#document.roundedRect(x, y, width, height, Math.min(radius, width / 2)).fill(colour);
  }

  newPage(): void {
    this.#document.addPage();
  }

  /** Draws on every page. */
  onPages(draw: (page: number, pages: number) => void): void {
    const { count } = this.#document.bufferedPageRange();
    for (let page = 0; page < count; page++) {
      this.#document.switchToPage(page);
      draw(page + 1, count);
    }
  }

  /** @returns the bytes of the file */
  finish(): Promise<Uint8Array<ArrayBuffer>> {
    this.#document.end();
    return this.#done;
  }
}
