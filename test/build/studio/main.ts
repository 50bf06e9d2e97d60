/** Makes an MP3 of each file that it is given, and prints how many bytes it has: of none, `null`. */
import { bytesOf, Studio } from '../../support/transcoding.ts';

const studio = await Studio.open();
const sizes: (number | null)[] = [];
for (const path of process.argv.slice(2)) {
  const file = await studio.file(path.split('.').at(-1) ?? '', await Bun.file(path).bytes());
  const made = await studio.transcodes.open(file, { bitrate: 128 });
  sizes.push(made ? (await bytesOf(made)).length : null);
}
process.stdout.write(JSON.stringify(sizes));
await studio.close();
