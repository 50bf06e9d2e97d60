import type { Size } from '../library/seed.ts';
import type { stopwatch } from './stopwatch.ts';
import type { World } from './world.ts';

const PAGE = 500;
export const EVERYTHING = 'search3?query=&artistCount=0&albumCount=0&songCount=500&songOffset=';
const LISTS = ['newest', 'alphabeticalByName', 'alphabeticalByArtist', 'byYear&fromYear=1900&toYear=2100', 'random'];
const OWN_LISTS = ['starred', 'frequent', 'recent', 'highest'];
/** A word of many songs, one of some, what many begin with, two together, and none. */
const WORDS = ['the', 'kalo', 'ka', 'mirenta sulo', 'zzz'];

/** Asks for everything that the contract has an aim for (section 9), and what else may grow with a library. */
export async function measure(
  row: ReturnType<typeof stopwatch>,
  { player, song, albums, artists, playlist, rare, add }: World,
  size: Size,
): Promise<void> {
  const { whole, begun } = player;
  // Where nobody has been before: pages that follow each other are told apart from those, as players sync by them.
  const places = (total: number) =>
    [
      ['first', () => 0],
      ['middle', (round: number) => Math.floor(total / 2) + 7 * round],
      ['last', (round: number) => total - PAGE - 7 * round],
    ] as const;
  for (const [where, offset] of places(size.tracks))
    await row(`search3 empty, 500 songs, ${where}`, '60', (round) => whole(EVERYTHING + offset(round)));
  await row('search3 empty, 500 songs, XML', '60', () => whole(`${EVERYTHING}0&f=xml`));
  for (const type of LISTS)
    for (const [where, offset] of places(size.albums))
      await row(`getAlbumList2 ${type.split('&')[0]}, 500, ${where}`, '80', (round) =>
        whole(`getAlbumList2?size=500&type=${type}&offset=${offset(round)}`),
      );
  for (const [where, offset] of places(size.albums / 40))
    await row(`getAlbumList2 byGenre, 500, ${where}`, '80', (round) =>
      whole(`getAlbumList2?size=500&type=byGenre&genre=Genre+7&offset=${offset(round)}`),
    );
  for (const type of OWN_LISTS)
    for (const [where, offset] of [
      ['first', 0],
      ['last', 1000],
    ] as const)
      await row(`getAlbumList2 ${type}, 500, ${where}`, '40', () =>
        whole(`getAlbumList2?size=500&type=${type}&offset=${offset}`),
      );
  // Read once beforehand.
  for (const endpoint of ['getArtists', 'getIndexes']) await whole(endpoint);
  await row('getArtists, as it was', '30', () => whole('getArtists'));
  await row('getArtists, after a change', '600', () => whole('getArtists'), add);
  await row('getIndexes, as it was', '30', () => whole('getIndexes'));
  await row('getGenres', '', () => whole('getGenres'));
  await row('getScanStatus', '', () => whole('getScanStatus'));
  await row('getRandomSongs, 500', '60', () => whole('getRandomSongs?size=500'));
  await row('getRandomSongs of a genre, 500', '60', () => whole('getRandomSongs?size=500&genre=Genre+7'));
  await row('getRandomSongs of a year, 500', '60', () => whole('getRandomSongs?size=500&fromYear=1987&toYear=1987'));
  for (const query of [...WORDS, rare])
    await row(`search3 ${query}`, '100', () => whole(`search3?query=${encodeURIComponent(query)}`));
  await row('search3 the, 500 songs', '100', () => whole('search3?query=the&artistCount=0&albumCount=0&songCount=500'));
  for (const [where, offset] of places(size.tracks / 30))
    await row(`getSongsByGenre, 500, ${where}`, '', (round) =>
      whole(`getSongsByGenre?genre=Genre+7&count=500&offset=${offset(round)}`),
    );
  await row('getStarred2, 6,000 things', '', () => whole('getStarred2'));
  await row('getPlaylist, 10,000 songs', '', () => whole(`getPlaylist?id=${playlist}`));
  await row('getAlbum', '', (round) => whole(`getAlbum?id=${albums[round]}`));
  await row('getArtist', '', (round) => whole(`getArtist?id=${artists[round]}`));
  await row('stream, original, first byte', '10', () => begun(`stream?id=${song}`));
  // Another moment each time, so that none is there already.
  await row('stream, MP3, first byte', '400', (round) =>
    begun(`stream?id=${song}&format=mp3&maxBitRate=128&timeOffset=${1 + round}`),
  );
}
