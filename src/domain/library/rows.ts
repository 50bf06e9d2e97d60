import type { Database } from '../../db/database.ts';
import { inOrder } from '../../db/list-query.ts';
import { genresIn } from '../../lib/folding.ts';
import type { Id } from '../../lib/ids.ts';
import type { Visibility } from '../access/service.ts';
import type { Account } from '../accounts/model.ts';
import type { FileFacts } from '../media/model.ts';
import { genreStore } from './genres-store.ts';
import type { AlbumRow, ArtistRow, Cover, Kind, SongRow } from './model.ts';
import { placeOf } from './place.ts';
import { rowStore, type SongSource } from './rows-store.ts';

type Viewer = Account | undefined;

/** Songs, albums and artists by their ids, in their order. What is gone, or not for the viewer, is left out. */
export function libraryRows(db: Database, visibility: Pick<Visibility, 'seesHidden' | 'sql'>) {
  const store = rowStore(db, visibility.sql);
  const genres = genreStore(db);

  async function songRows(sources: readonly SongSource[]): Promise<SongRow[]> {
    const ids = sources.map(({ id }) => id);
    const released = sources.filter(({ release }) => release).map(({ id }) => id);
    const labels = byId(await store.ofReleaseTracks(db.read, released));
    const tagged = sources.filter(({ genre }) => genre !== null).map(({ id }) => id);
    const named = namesById(tagged.length === 0 ? [] : await genres.namesOfTracks(db.read, tagged));
    return inOrder(
      ids,
      sources.map((source): SongRow => {
        const { position, given, account, release, facts: json, image, albumImage, genre, ...song } = source;
        const facts = JSON.parse(json) as FileFacts;
        const label = labels.get(song.id);
        return {
          ...song,
          ...placeOf({ position, given, account, release, disc: facts.disc ?? null, number: facts.track ?? null }),
          year: Number(song.year),
          duration: song.duration ?? Math.round(facts.duration ?? 0),
          // What is hidden is not in the index.
          genres: named.get(song.id) ?? (genre === null ? [] : genresIn([genre], /;/)),
          cover: image !== null ? coverOf('tracks', image) : coverOf('albums', albumImage),
          bitrate: Math.round(facts.bitrate ?? 0),
          sampleRate: facts.sampleRate ?? 0,
          bits: facts.bits ?? 0,
          channels: facts.channels ?? 0,
          codec: facts.codec ?? '',
          lossless: facts.lossless ?? false,
          feat: label?.feat ?? [],
          isrc: label?.isrc ?? null,
          explicit: label?.explicit ?? null,
        };
      }),
    );
  }

  /** Those of the hidden things that the viewer may see. */
  async function seen<Row extends { owner: Id | null }>(viewer: Viewer, rows: readonly Row[]): Promise<Row[]> {
    const owners = new Map<Id | null, boolean>();
    for (const { owner } of rows) if (!owners.has(owner)) owners.set(owner, await visibility.seesHidden(viewer, owner));
    return rows.filter(({ owner }) => owners.get(owner));
  }

  /** @param viewer for whom hidden ones are there too; `undefined`: only what everybody sees */
  async function songs(ids: readonly Id[], viewer?: Viewer): Promise<SongRow[]> {
    const shown: SongSource[] = await store.songs(db.read, ids);
    const left = viewer && shown.length < ids.length ? without(ids, shown) : [];
    const hidden = left.length === 0 ? [] : await seen(viewer, await store.hiddenSongs(db.read, left));
    return inOrder(ids, await songRows([...shown, ...hidden]));
  }

  /** The pictures of albums without one of their own: that of their first track. */
  async function coversOf(albums: readonly { id: Id; image: string | null }[]): Promise<Map<Id, Cover | null>> {
    const bare = albums.filter(({ image }) => image === null).map(({ id }) => id);
    const first = byId(await store.firstTracks(db.read, bare));
    return new Map(
      albums.map(({ id, image }) => [
        id,
        image !== null ? coverOf('albums', image) : coverOf('tracks', first.get(id)?.image ?? null),
      ]),
    );
  }

  async function albums(ids: readonly Id[]): Promise<AlbumRow[]> {
    // A server that answers over a network answers both at once.
    const [found, genresOf] = await Promise.all([store.albums(db.read, ids), genres.namesOfAlbums(db.read, ids)]);
    const named = frequentFirst(genresOf);
    const [labels, covers] = await Promise.all([labelsOf(found), coversOf(found)]);
    const rows = found.map(({ image: _, release: _release, sortKey: _key, ...album }) => ({
      ...album,
      genres: named.get(album.id) ?? [],
      cover: covers.get(album.id) ?? null,
      ...labels(album.id),
    }));
    return inOrder(ids, rows);
  }

  /** What the label says of those albums that a release has made. */
  async function labelsOf(found: readonly { id: Id; release: boolean }[]) {
    const ids = found.filter(({ release }) => release).map(({ id }) => id);
    const releases = byId(await store.ofReleases(db.read, ids));
    const explicit = byId(await store.explicit(db.read, ids));
    return (id: Id) => ({
      releaseType: releases.get(id)?.type ?? null,
      date: releases.get(id)?.date ?? null,
      feat: releases.get(id)?.feat ?? [],
      explicit: explicit.has(id) ? Number(explicit.get(id)?.explicit) === 1 : null,
    });
  }

  /**
   * An album, and its songs by disc and number. Of a hidden one, those who may see it see what it has.
   * @param songIds of an album that everybody sees
   */
  async function album(
    id: Id,
    viewer: Viewer,
    songIds: (album: Id) => Promise<Id[]>,
  ): Promise<{ album: AlbumRow; songs: SongRow[] } | undefined> {
    const [shown] = await albums([id]);
    if (shown) return { album: shown, songs: await songs(await songIds(id)) };
    const [hidden] = await seen(viewer, await store.hiddenAlbums(db.read, [id]));
    if (!hidden) return undefined;
    const { owner: _, image, release: _release, year, ...rest } = hidden;
    const inside = await songRows(await seen(viewer, await store.songsOnHidden(db.read, [id])));
    inside.sort((one, other) => one.disc - other.disc || one.number - other.number || (one.id < other.id ? -1 : 1));
    const row: AlbumRow = {
      ...{ ...rest, year: Number(year), genres: [...new Set(inside.flatMap((song) => song.genres))] },
      songCount: inside.length,
      duration: inside.reduce((sum, song) => sum + song.duration, 0),
      cover: image !== null ? coverOf('albums', image) : (inside[0]?.cover ?? null),
      ...(await labelsOf([hidden]))(id),
    };
    return { album: row, songs: inside };
  }

  async function artists(ids: readonly Id[]): Promise<ArtistRow[]> {
    const found = await store.artists(db.read, ids);
    const bare = found.filter(({ image }) => image === null).map(({ id }) => id);
    const newest = await store.newestAlbums(db.read, bare);
    const covers = await coversOf(newest);
    const coverBy = new Map(newest.map(({ artist, id }) => [artist, covers.get(id) ?? null]));
    const rows = found.map((artist): ArtistRow => {
      const { id, image } = artist;
      return { ...artist, cover: image === null ? (coverBy.get(id) ?? null) : coverOf('artists', image) };
    });
    return inOrder(ids, rows);
  }

  /** One artist, also one without albums, or a hidden one that the viewer may see. @param sortKey of a name */
  async function artist(id: Id, viewer: Viewer, sortKey: (name: string) => string): Promise<ArtistRow | undefined> {
    const [listed] = await artists([id]);
    if (listed) return listed;
    const [other] = await store.otherArtists(db.read, [id]);
    if (!other || (other.hidden && (await seen(viewer, [other])).length === 0)) return undefined;
    const { name, image } = other;
    return { id, name, image, sortKey: sortKey(name), albumCount: 0, cover: coverOf('artists', image) };
  }

  /** The words of a song, of its release or of its file; `null`: none. The caller has made sure that the viewer may see it. */
  async function lyrics(id: Id): Promise<string | null> {
    const [ofFile] = await store.texts(db.read, [id]);
    const [ofRelease] = ofFile?.release ? await store.releaseTexts(db.read, [id]) : [];
    return ofRelease?.lyrics ?? ofFile?.lyrics ?? null;
  }

  const infoOf = async (artist: Id): Promise<string | null> => (await store.infos(db.read, [artist]))[0]?.info ?? null;

  /** Those of the ids that everybody sees, in their order. */
  async function visible(kind: Kind, ids: readonly Id[]): Promise<Id[]> {
    const found = new Set((await store.visible[kind](db.read, ids)).map(({ id }) => id));
    return ids.filter((id) => found.has(id));
  }

  return { songs, albums, album, artists, artist, lyrics, infoOf, visible };
}

function coverOf(place: Cover['place'], name: string | null): Cover | null {
  return name === null ? null : { place, name };
}

const byId = <Row extends { id: Id }>(rows: readonly Row[]) => new Map(rows.map((row) => [row.id, row]));

function without(ids: readonly Id[], rows: readonly { id: Id }[]): Id[] {
  const found = new Set(rows.map(({ id }) => id));
  return ids.filter((id) => !found.has(id));
}

function namesById(rows: readonly { id: Id; name: string }[]): Map<Id, string[]> {
  const names = new Map<Id, string[]>();
  for (const { id, name } of rows) {
    const known = names.get(id);
    if (known) known.push(name);
    else names.set(id, [name]);
  }
  return names;
}

const frequentFirst = (rows: readonly { id: Id; name: string; count: number }[]): Map<Id, string[]> =>
  namesById(rows.toSorted((one, other) => other.count - one.count || (one.name < other.name ? -1 : 1)));
