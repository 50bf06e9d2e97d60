/**
 * The path of a program of Debian's that some tests need; `null` where it is not installed: then those are skipped, and
 * that is said aloud.
 *
 * @param tests whose they are
 */
export function installed(program: string, debian: string, tests: string): string | null {
  // Where Debian has servers, which is not in everybody's path.
  const path = Bun.which(program, { PATH: `${Bun.env.PATH}:/usr/sbin:/usr/bin` });
  // biome-ignore lint/suspicious/noConsole: whoever runs the tests has to know.
  if (path === null) console.error(`SKIPPED ${tests}: there is no ${program}; apt-get install ${debian}`);
  return path;
}
