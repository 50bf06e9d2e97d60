/**
 * Makes the fonts that PDF files are set in: `src/lib/pdf/*.ttf`, which are committed. They are Noto Sans (SIL Open Font
 * License 1.1) without the characters of other scripts than Latin, Greek and Cyrillic, without hints and kerning.
 * Run it to change the characters: the packages that it needs are installed for the time being.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const OUT = join(import.meta.dir, '../src/lib/pdf');
const PACKAGES = ['subset-font@2.9.0', '@expo-google-fonts/noto-sans@0.4.2'];
const WEIGHTS = { regular: '400Regular/NotoSans_400Regular', bold: '600SemiBold/NotoSans_600SemiBold' };

/** Code points, from and to. */
const CHARACTERS: readonly (readonly [number, number])[] = [
  // Latin, with what Europe, Turkey and Vietnam put on it.
  ...([
    [0x20, 0x7e],
    [0xa0, 0x17f],
    [0x18f, 0x18f],
    [0x192, 0x192],
    [0x1a0, 0x1a1],
    [0x1af, 0x1b0],
  ] as const),
  ...([
    [0x1cd, 0x1dc],
    [0x218, 0x21b],
    [0x2bb, 0x2bc],
    [0x2c6, 0x2c7],
    [0x2d8, 0x2dd],
  ] as const),
  ...([
    [0x1e80, 0x1e85],
    [0x1e9e, 0x1e9e],
    [0x1ea0, 0x1ef9],
  ] as const),
  // Marks that stand alone, for letters that come in two parts.
  ...([
    [0x300, 0x304],
    [0x306, 0x30c],
    [0x323, 0x323],
    [0x327, 0x328],
  ] as const),
  // Greek and Cyrillic.
  ...([
    [0x386, 0x3ce],
    [0x400, 0x4ff],
  ] as const),
  // Dashes, quotes, currencies, signs.
  ...([
    [0x2010, 0x2027],
    [0x202f, 0x203a],
    [0x20ac, 0x20ac],
    [0x20ae, 0x20b4],
    [0x20b8, 0x20bf],
  ] as const),
  ...([
    [0x2116, 0x2117],
    [0x2120, 0x2122],
    [0x2212, 0x2212],
    [0x221e, 0x221e],
  ] as const),
];

const text = CHARACTERS.map(([from, to]) =>
  String.fromCodePoint(...Array.from({ length: to - from + 1 }, (_, at) => from + at)),
).join('');
const work = await mkdtemp(join(tmpdir(), 'tonearm-fonts-'));
try {
  await Bun.write(join(work, 'package.json'), '{}');
  await Bun.spawn([process.execPath, 'add', '--exact', ...PACKAGES], { cwd: work }).exited;
  const { default: subset } = await import(join(work, 'node_modules/subset-font/index.js'));
  for (const [name, file] of Object.entries(WEIGHTS)) {
    const whole = await Bun.file(join(work, 'node_modules/@expo-google-fonts/noto-sans', `${file}.ttf`)).bytes();
    // Kerning is read anew for each word: a long file takes ten times as long with it.
    const dropTables = ['GPOS', 'GSUB', 'GDEF'];
    const terms = { targetFormat: 'truetype', noHinting: true, dropTables };
    const font: Uint8Array = await subset(Buffer.from(whole), text, terms);
    await Bun.write(join(OUT, `${name}.ttf`), font);
    console.log(`${name}: ${font.length} bytes`);
  }
} finally {
  await rm(work, { recursive: true });
}
