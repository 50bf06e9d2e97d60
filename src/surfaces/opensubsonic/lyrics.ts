import type { SongRow } from '../../domain/library/model.ts';
import type { Services } from '../../domain/services.ts';
import { CATALOGUE } from '../../lib/examples.ts';
import { nameKeyOf } from '../../lib/folding.ts';
import { isLongerThan } from '../../lib/text.ts';
import type { Call, Endpoints } from './endpoint.ts';
import { finding } from './finding.ts';
import type { Tree } from './protocol/xml.ts';

/** Characters of a title and an artist together that are looked for. */
const LONGEST_NAMED = 500;
/** Songs among which the one of a title and an artist is looked for. */
const LOOKED_AT = 20;
/** `[mm:ss.xx]`, as LRC files have it before a line; several mean that it is sung several times. */
const STAMP = /^\s*\[(\d{1,3}):(\d{1,2})(?:[.:](\d{1,3}))?\]/;
/** `[ar:…]` and the like say something of the whole text; `offset` moves all lines, in milliseconds. */
const TAG = /^\s*\[([a-z]+):([^\]]*)\]\s*$/i;

interface Line {
  /** Milliseconds. */
  start?: number;
  value: string;
}

/** The words of songs (section 7, "Media"). */
export function lyricsEndpoints(services: Pick<Services, 'library' | 'players'>): Endpoints {
  const { library } = services;
  const find = finding(services);

  /** The song of a title and an artist, by their words. */
  async function named({ parameters }: Call): Promise<SongRow | undefined> {
    const [artist = '', title = ''] = [parameters.text('artist'), parameters.text('title')];
    if (title === '' || isLongerThan(`${title} ${artist}`, LONGEST_NAMED)) return undefined;
    const { tracks } = await library.search(`${title} ${artist}`, { tracks: { offset: 0, size: LOOKED_AT } });
    const songs = await library.songs(tracks);
    const isSame = (one: string, other: string) => other === '' || nameKeyOf(one) === nameKeyOf(other);
    return songs.find((song) => isSame(song.name, title) && isSame(song.artistName, artist));
  }

  return {
    getLyrics: {
      summary: 'The words of a song by its title',
      about: 'Answers the words, or empty ones where none are known.',
      parameters: { artist: ['the artist', 'The Demo Quartet'], title: ['the title', 'Morning'] },
      answer: async (call) => {
        const song = await named(call);
        const text = song && (await library.lyrics(song.id));
        const { parameters } = call;
        return {
          lyrics: {
            artist: song?.artistName ?? parameters.text('artist') ?? '',
            title: song?.name ?? parameters.text('title') ?? '',
            value: text
              ? linesOf(text)
                  .lines.map(({ value }) => value)
                  .join('\n')
              : '',
          },
        };
      },
    },
    getLyricsBySongId: {
      summary: 'The words of a song',
      about: 'Answers the words line by line, each with its moment where the text has them.',
      parameters: { id: ['the id of a song', CATALOGUE.track], enhanced: ['has no effect'] },
      answer: async ({ parameters, viewer }) => {
        const song = await find.song(parameters.id('id'), viewer);
        const text = await library.lyrics(song.id);
        return { lyricsList: { structuredLyrics: text ? [structured(song, text)] : [] } };
      },
    },
  };
}

function structured({ name, artistName }: SongRow, text: string): Tree {
  const { synced, lines } = linesOf(text);
  return {
    ...{ lang: 'und', synced, displayArtist: artistName, displayTitle: name, offset: 0 },
    line: lines.map(({ start, value }) => ({ start, value })),
  };
}

/** The lines of a text, in the order of their moments where it has them. */
function linesOf(text: string): { synced: boolean; lines: Line[] } {
  let offset = 0;
  const timed: Required<Line>[] = [];
  const raws = text.split(/\r\n|\r|\n/);
  for (const raw of raws) {
    const [, tag, value] = TAG.exec(raw) ?? [];
    if (tag !== undefined && value !== undefined) {
      if (tag.toLowerCase() === 'offset') offset = Number.parseInt(value, 10) || 0;
      continue;
    }
    const { starts, rest } = stampsOf(raw);
    for (const start of starts) timed.push({ start, value: rest });
  }
  // Without moments all of it is words, also what looks like a tag.
  if (timed.length === 0) return { synced: false, lines: raws.map((raw) => ({ value: raw.trimEnd() })) };
  // A positive offset makes words come sooner.
  const lines = timed.map(({ start, value }) => ({ start: Math.max(0, start - offset), value }));
  return { synced: true, lines: lines.sort((one, other) => one.start - other.start) };
}

function stampsOf(line: string): { starts: number[]; rest: string } {
  const starts: number[] = [];
  let rest = line;
  for (let found = STAMP.exec(rest); found; found = STAMP.exec(rest)) {
    const [whole, minutes, seconds, fraction = ''] = found;
    starts.push(Number(minutes) * 60_000 + Number(seconds) * 1000 + Number(fraction.padEnd(3, '0')));
    rest = rest.slice(whole.length);
  }
  return { starts, rest: rest.trim() };
}
