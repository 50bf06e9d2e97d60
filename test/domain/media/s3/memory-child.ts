/** Puts the file that is named into a store, and fetches it in another's name; prints the most memory that each took. */
import { S3Store } from '../../../../src/domain/media/s3/s3-store.ts';

const [path = ''] = process.argv.slice(2);
const [one, two] = JSON.parse(process.env.SETTINGS ?? '');
const file = { place: 'tracks', name: `${'x'.repeat(21)}.wav`, size: Bun.file(path).size, type: 'audio/wav' };

const mebibytes = () => Math.round(process.memoryUsage.rss() / 1024 / 1024);

/** MiB at most while it is done. */
async function peakOf(work: () => Promise<void>): Promise<number> {
  let peak = 0;
  const clock = setInterval(() => {
    peak = Math.max(peak, mebibytes());
  }, 10);
  await work();
  clearInterval(clock);
  return peak;
}

let isSame = false;
const before = mebibytes();
const put = await peakOf(() => new S3Store(one).put({ path, size: file.size }, file.place, file.name, file.type));
const filled = await peakOf(async () => {
  const opened = await new S3Store(two).open(file, { start: 0, end: file.size });
  isSame = opened?.bytes.size === file.size;
});
process.stdout.write(JSON.stringify({ before, put, filled, isSame }));
