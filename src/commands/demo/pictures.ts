import { loadSharp } from '../../domain/media/sharp.ts';

/** The two colours of a picture. */
type Colours = readonly [background: string, foreground: string];

export const COLOURS = {
  night: ['#182338', '#e2a458'],
  sea: ['#12484f', '#e9dcc0'],
  clay: ['#7c3f2c', '#f0d9b5'],
  moss: ['#34452c', '#d3d98e'],
} as const satisfies Record<string, Colours>;

/** Draws a record with its tonearm as a JPEG. @param side in pixels */
export async function picture([background, foreground]: Colours, side: number): Promise<Uint8Array<ArrayBuffer>> {
  const sharp = await loadSharp();
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="${side}" height="${side}">
    <rect width="100" height="100" fill="${background}"/>
    <circle cx="46" cy="54" r="34" fill="${foreground}"/>
    <circle cx="46" cy="54" r="12" fill="${background}"/>
    <circle cx="46" cy="54" r="2" fill="${foreground}"/>
    <path d="M86 12v34L62 66" fill="none" stroke="${background}" stroke-width="6"/>
    <path d="M86 12v34L62 66" fill="none" stroke="${foreground}" stroke-width="3"/>
  </svg>`;
  const drawn = await sharp(Buffer.from(drawing)).flatten().jpeg({ quality: 80 }).toBuffer();
  return new Uint8Array(drawn);
}
