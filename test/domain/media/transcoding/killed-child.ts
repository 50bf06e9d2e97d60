/** Makes an MP3 of a file until it is killed: prints when the first bytes are there. */
import { Studio } from '../../../support/transcoding.ts';

const [folder = '', source = ''] = process.argv.slice(2);
const studio = await Studio.open({}, undefined, folder);
const reader = (await studio.stream(JSON.parse(source), { bitrate: 64 })).getReader();
await reader.read();
process.stdout.write('begun\n');
for (;;) await reader.read();
