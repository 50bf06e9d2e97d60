import { version as released } from '../package.json' with { type: 'json' };
import { commitOfSources } from './lib/commit.ts' with { type: 'macro' };

/** The version of this program, from package.json, as `0.3.0`. */
export const version: string = released;

/** The commit that it was made of, as `1a2b3c4`, or `unknown`. */
export const commit: string = commitOfSources();

/** What `--version` prints: `tonearm 0.3.0 (1a2b3c4, Bun 1.4.5)`. */
export const versionLine = `tonearm ${version} (${commit}, Bun ${Bun.version})`;
