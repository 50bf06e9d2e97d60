/**
 * Makes the fonts that PDF files are set in: `src/lib/pdf/*.ttf*`, which are committed. They are Noto Sans, Noto Sans SC and
 * Noto Sans KR (SIL Open Font License 1.1) without hints and kerning: of the first Latin, Greek and Cyrillic; of the others,
 * which are packed, as few use them, the characters that Chinese, Japanese and Korean standards call common.
 * Run it to change the characters: the packages that it needs are installed for the time being.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

const OUT = join(import.meta.dir, '../src/lib/pdf');
const PACKAGES = [
  'subset-font@2.9.0',
  ...['noto-sans', 'noto-sans-sc', 'noto-sans-kr'].map((name) => `@expo-google-fonts/${name}@0.4.2`),
];

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

/** The characters that two bytes of an encoding mean. */
function charactersOf(encoding: string, [from, to]: readonly [number, number], first: number): string {
  const decoder = new TextDecoder(encoding as Bun.Encoding);
  const pairs = Array.from({ length: (to - from + 1) * 0x100 }, (_, at) => [from + (at >> 8), at & 0xff] as const);
  const found = pairs.filter(([, low]) => low >= first).map((pair) => decoder.decode(new Uint8Array(pair)));
  return found.filter((text) => Array.from(text).length === 1 && text !== '\ufffd').join('');
}

const between = (from: number, to: number): string =>
  String.fromCodePoint(...Array.from({ length: to - from + 1 }, (_, at) => from + at));

const LETTERS = CHARACTERS.map(([from, to]) => between(from, to)).join('');
/** The first level of GB 2312, JIS X 0208 and Big5, with kana and wide forms. */
const HAN = [
  charactersOf('gbk', [0xb0, 0xd7], 0xa1),
  charactersOf('euc-jp', [0xb0, 0xcf], 0xa1),
  charactersOf('big5', [0xa4, 0xc6], 0x40),
  ...[between(0x3000, 0x30ff), between(0xff00, 0xffef)],
].join('');
/** KS X 1001. */
const HANGUL = charactersOf('euc-kr', [0xb0, 0xc8], 0xa1);

const FONTS = [
  { name: 'regular.ttf', from: 'noto-sans/400Regular/NotoSans_400Regular', text: LETTERS },
  { name: 'bold.ttf', from: 'noto-sans/600SemiBold/NotoSans_600SemiBold', text: LETTERS },
  { name: 'han.ttf.br', from: 'noto-sans-sc/400Regular/NotoSansSC_400Regular', text: HAN },
  { name: 'hangul.ttf.br', from: 'noto-sans-kr/400Regular/NotoSansKR_400Regular', text: HANGUL },
];

const work = await mkdtemp(join(tmpdir(), 'tonearm-fonts-'));
try {
  await Bun.write(join(work, 'package.json'), '{}');
  await Bun.spawn([process.execPath, 'add', '--exact', ...PACKAGES], { cwd: work }).exited;
  const { default: subset } = await import(join(work, 'node_modules/subset-font/index.js'));
  for (const { name, from, text } of FONTS) {
    const whole = await Bun.file(join(work, 'node_modules/@expo-google-fonts', `${from}.ttf`)).bytes();
    // Kerning is read anew for each word: a long file takes ten times as long with it.
    const dropTables = ['GPOS', 'GSUB', 'GDEF', 'vhea', 'vmtx'];
    const terms = { targetFormat: 'truetype', noHinting: true, dropTables };
    const font: Uint8Array = await subset(Buffer.from(whole), text, terms);
    const written = name.endsWith('.br') ? brotliCompressSync(font) : font;
    await Bun.write(join(OUT, name), written);
    console.log(`${name}: ${written.length} bytes, of ${font.length}`);
  }
} finally {
  await rm(work, { recursive: true });
}
