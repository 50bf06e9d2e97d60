import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { compile } from './build/compile.ts';

const { values } = parseArgs({ options: { outfile: { type: 'string' } } });
const outfile = resolve(values.outfile ?? `${import.meta.dir}/../dist/tonearm`);
await compile(resolve(import.meta.dir, '../src'), outfile);
console.log(`${outfile}: ${Math.round(Bun.file(outfile).size / 1e6)} MB`);
