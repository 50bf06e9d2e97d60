import type { Contributor, FullRelease, Track } from '../releases/model.ts';

/** Who took part in a track, in the roles that shops know: those told of it, else those told of the whole release. */
export function peopleOf(release: FullRelease, track: Track): Contributor[] {
  const named = (role: Contributor['role'], names: readonly string[] | undefined): Contributor[] =>
    (names ?? []).map((name) => ({ name, role, isni: '', spotify: '', apple: '' }));
  const authors = track.authors ?? release.authors;
  const others = [
    ...named('FeaturedArtist', track.feat.length > 0 ? track.feat : release.feat),
    ...named('Lyricist', authors?.lyricists),
    ...named('Producer', authors?.producers),
  ];
  const told = [...track.contributors, ...release.contributors.filter(({ role }) => !has(track.contributors, role))];
  const all = [...told, ...others];
  const main = has(all, 'MainArtist') ? [] : named('MainArtist', [release.stageName]);
  return unique([...main, ...all]);
}

const has = (people: readonly Contributor[], role: Contributor['role']): boolean =>
  people.some((one) => one.role === role);

/** Each name once in each role; the first one may say more of the person. */
function unique(people: readonly Contributor[]): Contributor[] {
  const seen = new Map<string, Contributor>();
  for (const one of people) {
    const key = JSON.stringify([one.role, one.name]);
    if (!seen.has(key)) seen.set(key, one);
  }
  return [...seen.values()];
}

/** The names of those in a role. */
export const inRole = (people: readonly Contributor[], role: Contributor['role']): string[] =>
  people.filter((one) => one.role === role).map(({ name }) => name);
