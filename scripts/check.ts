/** Everything that can be said about the code without running it: one line a step, and why if it failed. */
import { join } from 'node:path';

const ROOT = join(import.meta.dir, '..');
const tool = (name: string) => join('node_modules/.bin', name);

const STEPS: Record<string, string[]> = {
  'format and lint': [tool('biome'), 'ci', '--error-on-warnings', '--colors=off'],
  types: [tool('tsc')],
  'types of the page': [tool('tsc'), '-p', 'src/web'],
  boundaries: ['scripts/boundaries.ts'],
  'unused code': [tool('knip'), '--no-progress'],
  'migration drift': ['scripts/migrations.ts', '--check'],
};

/** Runs a step and gives whether it passed. */
async function check([name, command]: [string, string[]]): Promise<boolean> {
  const start = performance.now();
  // `--bun`: the tools are Node's, and there may be none.
  const step = Bun.spawn([process.execPath, '--bun', ...command], { cwd: ROOT, stdin: 'ignore', stderr: 'pipe' });
  const [out, err, status] = await Promise.all([step.stdout.text(), step.stderr.text(), step.exited]);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'}  ${name} (${seconds} s)`);
  if (status !== 0) console.log(`${out}${err}`.trimEnd());
  return status === 0;
}

const passed = await Promise.all(Object.entries(STEPS).map(check));
if (passed.includes(false)) process.exit(1);
