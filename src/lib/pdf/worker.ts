import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import bold from './bold.ttf' with { type: 'file' };
import han from './han.ttf.br' with { type: 'file' };
import hangul from './hangul.ttf.br' with { type: 'file' };
import { draw } from './layout.ts';
import type { Paper } from './paper.ts';
import regular from './regular.ttf' with { type: 'file' };

declare const self: Worker;

/** What Chinese, Japanese or Korean is written in, with their signs. */
const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff00-\uffef]/u;

const fonts = Promise.all([Bun.file(regular).bytes(), Bun.file(bold).bytes()]);
let others: Promise<Uint8Array[]> | undefined;

/** Unpacked when they are first needed: a few megabytes. */
const unpacked = (): Promise<Uint8Array[]> =>
  Promise.all([han, hangul].map(async (path) => promisify(brotliDecompress)(await Bun.file(path).bytes())));

self.onmessage = async ({ data }: MessageEvent<Paper>) => {
  const [regular, bold] = await fonts;
  if (CJK.test(JSON.stringify(data))) others ??= unpacked();
  const file = await draw(data, { regular, bold, others: (await others) ?? [] });
  self.postMessage({ file }, [file.buffer]);
};
