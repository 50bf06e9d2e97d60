import type { Source } from './imports.ts';

const SUB_ROOMS = /^src\/domain\/(label\/[^/]+)\//;
const ROOM = /^src\/domain\/([^/]+)\//;
const SURFACE = /^src\/(surfaces\/[^/]+)\//;
const OTHER = /^src\/(?:domain\/)?(http|services|events)\b/;

const roomOf = (file: string): string | undefined =>
  (SUB_ROOMS.exec(file) ?? ROOM.exec(file) ?? SURFACE.exec(file) ?? OTHER.exec(file))?.[1];

/**
 * Who imports whom, as a Mermaid flowchart with the number of imports at each arrow: surfaces, http and the rooms of the
 * domain, with the services put together and the events. What all of them use (db, lib, config, errors) is left out.
 */
export function roomMap(sources: ReadonlyMap<string, Source>): string {
  const arrows = new Map<string, number>();
  for (const [file, { imports }] of sources) {
    const from = roomOf(file);
    for (const to of new Set(imports.map(roomOf)))
      if (from !== undefined && to !== undefined && from !== to) {
        const count = imports.filter((target) => roomOf(target) === to).length;
        arrows.set(`${from} ${to}`, (arrows.get(`${from} ${to}`) ?? 0) + count);
      }
  }
  const lines = [...arrows].sort().map(([arrow, count]) => {
    const [from = '', to = ''] = arrow.split(' ');
    return `  ${from} -->|${count}| ${to}`;
  });
  return ['flowchart TD', ...lines].join('\n');
}
