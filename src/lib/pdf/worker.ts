import bold from './bold.ttf' with { type: 'file' };
import { draw } from './layout.ts';
import type { Paper } from './paper.ts';
import regular from './regular.ttf' with { type: 'file' };

declare const self: Worker;

const fonts = Promise.all([Bun.file(regular).bytes(), Bun.file(bold).bytes()]);

self.onmessage = async ({ data }: MessageEvent<Paper>) => {
  const [regular, bold] = await fonts;
  const file = await draw(data, { regular, bold });
  self.postMessage({ file }, [file.buffer]);
};
