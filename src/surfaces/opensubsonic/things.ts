import type { AlbumRow, ArtistRow, Cover, SongRow } from '../../domain/library/model.ts';
import type { Mark } from '../../domain/players/model.ts';
import type { Id } from '../../lib/ids.ts';
import { instant } from '../../lib/time.ts';
import { fileHash } from './cover-ids.ts';
import type { Tree } from './protocol/xml.ts';

/** What a viewer, and everybody together, has left on things, by the id of each. */
export type Marks = ReadonlyMap<Id, Mark>;

/** Songs, albums and artists as players know them (section 5 of the contract). @param sortName a name as it is sorted by */
export function things(sortName: (name: string) => string, labelName: string | undefined) {
  const marked = (id: Id, marks: Marks): Tree => {
    const { starredAt, rating, average } = marks.get(id) ?? NO_MARK;
    return { starred: moment(starredAt), userRating: rating, averageRating: rounded(average) };
  };

  const heard = (id: Id, marks: Marks): Tree => {
    const { plays, lastHeard } = marks.get(id) ?? NO_MARK;
    return { playCount: plays, played: moment(lastHeard) };
  };

  function song(row: SongRow, marks: Marks): Tree {
    const { id, name, album, artist, artistName, feat } = row;
    const displayArtist = [artistName, ...(feat.length > 0 ? [`feat. ${feat.join(', ')}`] : [])].join(' ');
    const people = [{ id: artist, name: artistName }];
    const { suffix, isPlain } = kindOf(row);
    return {
      ...{ id, parent: album, isDir: false, title: name, album: row.albumName, artist: artistName },
      ...{ track: row.number, discNumber: row.disc, year: row.year || undefined, genre: row.genres[0] },
      coverArt: row.cover ? coverId(row.cover, row.cover.place === 'tracks' ? `tr-${id}` : `al-${album}`) : undefined,
      ...{ size: row.size, contentType: row.type, suffix },
      ...(isPlain ? { transcodedContentType: 'audio/mpeg', transcodedSuffix: 'mp3' } : {}),
      ...{ duration: row.duration, bitRate: Math.round(row.bitrate / 1000), path: pathOf(row, suffix) },
      ...{ isVideo: false, ...heard(id, marks), created: instant(row.createdAt), albumId: album, artistId: artist },
      ...{ type: 'music', ...marked(id, marks), bookmarkPosition: marks.get(id)?.bookmark, mediaType: 'song' },
      ...{ bitDepth: row.lossless ? row.bits : 0, samplingRate: row.sampleRate, channelCount: row.channels, bpm: 0 },
      ...{ comment: '', sortName: sortName(name), musicBrainzId: '', isrc: row.isrc === null ? [] : [row.isrc] },
      genres: row.genres.map((genre) => ({ name: genre })),
      ...{ artists: people, displayArtist, albumArtists: people, displayAlbumArtist: artistName, contributors: [] },
      ...{ displayComposer: '', moods: [], groupings: [], works: [], movements: [], replayGain: {} },
      explicitStatus: explicitStatus(row.explicit),
    };
  }

  function album(row: AlbumRow, marks: Marks): Tree {
    const { id, name, artist, artistName, year, date } = row;
    const [releaseYear, month, day] = date?.split('-').map(Number) ?? [];
    const released = date !== null ? { year: releaseYear, month, day } : year > 0 ? { year } : {};
    return {
      ...{ id, name, artist: artistName, artistId: artist, songCount: row.songCount, duration: row.duration },
      ...{ coverArt: row.cover ? coverId(row.cover, `al-${id}`) : undefined, created: instant(row.createdAt) },
      ...{ year: year || undefined, genre: row.genres[0], ...heard(id, marks), ...marked(id, marks) },
      ...{ mediaType: 'album', version: '', musicBrainzId: '', sortName: sortName(name) },
      ...{ artists: [{ id: artist, name: artistName }], displayArtist: displayed(row) },
      genres: row.genres.map((genre) => ({ name: genre })),
      releaseTypes: row.releaseType === null ? [] : [RELEASE_TYPES[row.releaseType]],
      ...{ originalReleaseDate: released, releaseDate: released, isCompilation: false, discTitles: [], moods: [] },
      recordLabels: row.releaseType !== null && labelName !== undefined ? [{ name: labelName }] : [],
      explicitStatus: explicitStatus(row.explicit),
    };
  }

  /** An album as old players know it: a folder. */
  const folder = (row: AlbumRow, marks: Marks): Tree => ({
    ...album(row, marks),
    ...{ parent: row.artist, isDir: true, title: row.name, album: row.name, isVideo: false, type: 'music' },
  });

  /** @param origin of the address under which everybody may load an artist's picture */
  function artist(row: ArtistRow, marks: Marks, origin: string): Tree {
    const { id, name, albumCount, cover, image } = row;
    return {
      ...{ id, name, albumCount, coverArt: cover ? coverId(cover, `ar-${id}`) : undefined },
      artistImageUrl: image === null ? undefined : `${origin}/uploads/artists/${image}`,
      ...{ ...marked(id, marks), musicBrainzId: '', sortName: sortName(name), roles: ['artist', 'albumartist'] },
      mediaType: 'artist',
    };
  }

  /** An artist as old players know them. */
  function oldArtist(row: ArtistRow, marks: Marks, origin: string): Tree {
    const { id, name, coverArt, artistImageUrl, starred, userRating, averageRating } = artist(row, marks, origin);
    return { id, name, coverArt, artistImageUrl, starred, userRating, averageRating };
  }

  return { song, album, folder, artist, oldArtist };
}

const NO_MARK: Mark = { plays: 0 };
const RELEASE_TYPES = { single: 'Single', ep: 'EP', album: 'Album' };

const displayed = ({ artistName, feat }: AlbumRow): string =>
  feat.length > 0 ? `${artistName} feat. ${feat.join(', ')}` : artistName;

const explicitStatus = (explicit: boolean | null): string => (explicit === null ? '' : explicit ? 'explicit' : 'clean');

const moment = (milliseconds: number | undefined): string | undefined =>
  milliseconds === undefined ? undefined : instant(milliseconds);

const rounded = (average: number | undefined): number | undefined =>
  average === undefined ? undefined : Math.round(average * 10) / 10;

/** The id of a cover: another picture is another id, as players keep covers for ever. */
const coverId = ({ name }: Cover, of: string): string => `${of}-${fileHash(name)}`;

const SUFFIXES: Readonly<Record<string, string>> = {
  ...{ 'audio/mpeg': 'mp3', 'audio/flac': 'flac', 'audio/wav': 'wav', 'audio/ogg': 'ogg', 'audio/mp4': 'm4a' },
};

/** @returns the ending of its file's name, and whether it is made smaller for those who ask for it */
export function kindOf({ type, codec }: Pick<SongRow, 'type' | 'codec'>): { suffix: string; isPlain: boolean } {
  const suffix = type === 'audio/ogg' && /opus/i.test(codec) ? 'opus' : (SUFFIXES[type] ?? 'bin');
  return { suffix, isPlain: suffix === 'wav' || suffix === 'flac' };
}

/** A path for players that name what they download by it. There is no such file. */
export function pathOf({ artistName, albumName, number, name }: SongRow, suffix: string): string {
  const safe = (text: string) => text.replace(/[\\/\p{Cc}]/gu, '_').replace(/^\.+/, '_');
  return `${safe(artistName)}/${safe(albumName)}/${String(number).padStart(2, '0')} - ${safe(name)}.${suffix}`;
}
