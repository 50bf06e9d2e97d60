import { create, type Font, type Glyph } from 'fontkit';

interface Position {
  xAdvance: number;
  yAdvance: number;
  xOffset: number;
  yOffset: number;
}

/** A font that sets one character after another, without kerning: which for tables takes a tenth of the time. */
export class Face {
  /** For pdfkit. */
  readonly font: Font;
  readonly #glyphs = new Map<string, Glyph>();

  /** @param name by which the document knows it */
  constructor(
    readonly name: string,
    bytes: Uint8Array,
  ) {
    // A collection of fonts is another type.
    this.font = create(Buffer.from(bytes)) as Font;
    // It asks only for these of a run, and scales the positions in place.
    this.font.layout = ((text: string) => this.#run(text)) as never;
  }

  /** How wide a text is at that size, in points. */
  width(text: string, size: number): number {
    let width = 0;
    for (const character of text) width += this.#glyph(character).advanceWidth;
    return (width * size) / this.font.unitsPerEm;
  }

  /** From its line up to its top, at that size, in points. */
  ascent(size: number): number {
    return (this.font.ascent * size) / this.font.unitsPerEm;
  }

  has(character: string): boolean {
    return this.#glyph(character).id !== 0;
  }

  #glyph(character: string): Glyph {
    const known = this.#glyphs.get(character);
    if (known) return known;
    const glyph = this.font.glyphForCodePoint(character.codePointAt(0) ?? 0);
    // Else it would be read from the font's tables each time.
    Object.defineProperty(glyph, 'advanceWidth', { value: glyph.advanceWidth });
    this.#glyphs.set(character, glyph);
    return glyph;
  }

  #run(text: string) {
    const glyphs = Array.from(text, (character) => this.#glyph(character));
    const positions = glyphs.map(
      ({ advanceWidth }): Position => ({ xAdvance: advanceWidth, yAdvance: 0, xOffset: 0, yOffset: 0 }),
    );
    return {
      glyphs,
      positions,
      get advanceWidth() {
        return positions.reduce((sum, { xAdvance }) => sum + xAdvance, 0);
      },
    };
  }
}
