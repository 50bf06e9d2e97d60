import { SingleBar } from 'cli-progress';
import { STDERR, write } from '../lib/output.ts';

/** Files and their bytes: all of them, or as many as are done. */
export interface Amount {
  readonly files: number;
  readonly bytes: number;
}

/** How far a long command is, for whoever waits for it. */
export interface Progress {
  /** What is done in all by now, and what is worked on. */
  update(done: Amount, current?: string): void;
  stop(): void;
}

const MEGABYTE = 1_000_000;
/** Milliseconds between two lines where there is no terminal. */
const PAUSE = 10_000;
/** Characters shown of the name that is worked on. */
const NAME_LENGTH = 40;

/** Shows progress on standard error: a bar on a terminal, else a line every ten seconds and one at the end. */
export function startProgress(all: Amount): Progress {
  const began = performance.now();
  return process.stderr.isTTY ? bar(all, began) : lines(all, began);
}

function bar(all: Amount, began: number): Progress {
  const single = new SingleBar({
    format: '{bar} {value}/{total} · {bytes} · {rate} · {left} left{current}',
    stream: process.stderr,
    barsize: 20,
    fps: 5,
    clearOnComplete: true,
    hideCursor: true,
  });
  single.start(all.files, 0, { ...figures({ files: 0, bytes: 0 }, all, began), current: '' });
  return {
    update: (done, current = '') =>
      single.update(done.files, { ...figures(done, all, began), current: printable(current) }),
    stop: () => single.stop(),
  };
}

function lines(all: Amount, began: number): Progress {
  let printed = began;
  return {
    update: (done, current = '') => {
      if (performance.now() - printed < PAUSE && done.files < all.files) return;
      printed = performance.now();
      const { bytes, rate, left } = figures(done, all, began);
      write(STDERR, `${done.files}/${all.files} · ${bytes} · ${rate} · ${left} left${printable(current)}\n`);
    },
    stop: () => {},
  };
}

function figures(done: Amount, all: Amount, began: number) {
  const seconds = Math.max((performance.now() - began) / 1000, 0.001);
  const share = all.bytes > 0 ? done.bytes / all.bytes : done.files / Math.max(all.files, 1);
  const megabytes = (bytes: number) => Math.round(bytes / MEGABYTE);
  return {
    bytes: `${megabytes(done.bytes)}/${megabytes(all.bytes)} MB`,
    rate: `${(done.files / seconds).toFixed(1)} files/s, ${(done.bytes / MEGABYTE / seconds).toFixed(1)} MB/s`,
    left: share > 0 ? duration(seconds / share - seconds) : '?',
  };
}

/** Seconds as `0:07`, `2:05:09`. */
function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** The end of a name without what would steer a terminal, set off from what stands before it. */
function printable(name: string): string {
  if (name === '') return '';
  const plain = name.replace(/\p{C}/gu, '?');
  return ` · ${plain.length > NAME_LENGTH ? `…${plain.slice(1 - NAME_LENGTH)}` : plain}`;
}

/** The same for work that finds out by and by how much there is; nothing is shown where that is not known in files. */
export function lateProgress(): { report(done: Amount, all: Amount): void; stop(): void } {
  let shown: Progress | undefined;
  return {
    report: (done, all) => {
      if (all.files === 0) return;
      shown ??= startProgress(all);
      shown.update(done);
    },
    stop: () => {
      shown?.stop();
      shown = undefined;
    },
  };
}
