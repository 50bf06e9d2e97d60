/** UTF-16 units of one name: with three bytes each it is within what file systems take. */
const LONGEST = 80;
/** What Windows does not take in names, and what cannot be seen. */
const FORBIDDEN = /[\p{Cc}\p{Cf}\\:*?"<>|]/gu;

/**
 * Paths for an archive: relative, with slashes, no way out of the folder it is unpacked into, of names that every system
 * takes. Those that are alike get numbers.
 */
export function safePaths(paths: readonly string[]): string[] {
  const taken = new Set<string>();
  return paths.map((path) => different(safe(path), taken));
}

function safe(path: string): string {
  const names = path.toWellFormed().normalize('NFC').split('/').map(safeName);
  return names.filter((name) => name !== '').join('/') || '_';
}

function safeName(name: string): string {
  // Names of dots lead elsewhere, and Windows drops dots and spaces at the end.
  const clean = name
    .replace(FORBIDDEN, '_')
    .trim()
    .replace(/[. ]+$/, '')
    .replace(/^\.+/, '_');
  if (clean.length <= LONGEST) return clean;
  const extension = /\.[a-z0-9]{1,5}$/i.exec(clean)?.[0] ?? '';
  const start = clean.slice(0, LONGEST - extension.length).toWellFormed();
  return start.replace(/\ufffd$/, '') + extension;
}

/** The path, with a number when there is one like it: case does not tell two apart everywhere. */
function different(path: string, taken: Set<string>): string {
  const [, stem = path, extension = ''] = /^(.*?)(\.[^./]*)?$/s.exec(path) ?? [];
  let free = path;
  for (let number = 2; taken.has(free.toLowerCase()); number++) free = `${stem} (${number})${extension}`;
  taken.add(free.toLowerCase());
  return free;
}
