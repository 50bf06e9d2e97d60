import { expect } from 'bun:test';
import { eq } from 'drizzle-orm';
import { newId } from '../../../src/lib/ids.ts';
import type { House } from '../../support/house.ts';
import type { Music } from '../../support/songs.ts';

/** Songs by letter, and what playlists hold in letters: a to e are open, x and y the musician's, any other is unknown. */
export function lettered(house: () => House, made: () => { open: Music; locked: Music }) {
  const song = (letter: string): string => {
    const { open, locked } = made();
    return (letter >= 'x' ? locked.songs['xy'.indexOf(letter)] : open.songs['abcde'.indexOf(letter)]) ?? newId();
  };
  const songs = (letters: string) => [...letters].map(song);
  const letters = (tracks: readonly string[]) =>
    tracks.map((id) => [...'abcdexy'].find((letter) => song(letter) === id) ?? '?').join('');
  /** The songs of a playlist as its rows have them, whose places have no gap. */
  const stored = async (id: string) => {
    const { playlistEntries: entries } = house().db.tables;
    const rows = await house().db.read.select().from(entries).where(eq(entries.playlist, id)).orderBy(entries.place);
    expect(rows.map(({ place }) => place)).toEqual(rows.map((_, at) => at));
    return letters(rows.map(({ track }) => track));
  };
  return { song, songs, letters, stored };
}
