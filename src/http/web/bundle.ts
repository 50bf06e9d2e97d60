import { join } from 'node:path';
import { bundleWeb, type WebBundle } from './bundling.ts';

let made: Promise<WebBundle> | undefined;

/**
 * The page for people. From the sources it is made when it is first asked for; the executable carries it ready made, in
 * place of this file (`scripts/build/web.ts`).
 */
export function webBundle(): Promise<WebBundle> {
  made ??= bundleWeb(join(import.meta.dir, '../../web'));
  return made;
}
