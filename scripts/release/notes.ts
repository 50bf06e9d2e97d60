/**
 * The changelog's section of a version. Before its day comes, that of what is not released yet.
 * @param changelog in the format of Keep a Changelog
 * @throws Error when it has neither
 */
export function releaseNotes(changelog: string, version: string): string {
  const sections = changelog.split(/^(?=## \[)/m).slice(1);
  const section = [`## [${version}]`, '## [Unreleased]'].flatMap(
    (heading) => sections.find((one) => one.startsWith(heading)) ?? [],
  )[0];
  if (section === undefined) throw new Error(`CHANGELOG.md has no section of ${version}, nor one that is unreleased`);
  return `# Tonearm ${version}\n\n${section.slice(section.indexOf('\n')).trim()}\n`;
}
