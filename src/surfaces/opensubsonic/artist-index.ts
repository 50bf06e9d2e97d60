import { LRUCache } from 'lru-cache';
import type { ArtistRow } from '../../domain/library/model.ts';
import type { Services } from '../../domain/services.ts';
import { codingFor, packed } from '../../http/server/compress.ts';
import { originOf } from '../../http/server/origin.ts';
import { indexLetterOf } from '../../lib/folding.ts';
import { yieldTurn } from '../../lib/yield-turn.ts';
import type { Call } from './endpoint.ts';
import { encoded, formatOfRequest, ofBytes } from './protocol/envelope.ts';
import { type Tree, xmlElement } from './protocol/xml.ts';
import type { Marks } from './things.ts';
import type { ArtistForm, Views } from './views.ts';

/** Bytes of answers that are kept ready. */
const MOST_KEPT = 64 * 1024 * 1024;
/** Ways of writing an artist whose texts are kept. */
const MOST_WAYS = 4;
/** Stands in an answer where the letters go, and in a letter where its artists go. */
const HOLE = 'the letters';

interface Letter {
  name: string;
  artists: ArtistRow[];
}

interface Listing {
  version: number;
  letters: Promise<Letter[]>;
}

type Bytes = Uint8Array<ArrayBuffer>;

/** An answer in one format, and what it comes to in each coding that was asked for. */
interface Ready {
  bytes: Bytes;
  codings: Map<string, Bytes>;
}

/**
 * All artists by letter. Players ask for them at each start, and there may be tens of thousands: so the answers are kept,
 * until the library changes or somebody marks one of the artists.
 */
export function artistIndex(
  { library, players, config }: Pick<Services, 'library' | 'players' | 'config'>,
  views: Pick<Views, 'markedArtists'>,
) {
  let kept: Listing | undefined;
  const ready = new LRUCache<string, Ready>({
    maxSize: MOST_KEPT,
    sizeCalculation: ({ bytes, codings }) => [bytes, ...codings.values()].reduce((sum, { length }) => sum + length, 1),
  });

  /** Answers that are being written: players that ask at once wait for one. */
  const writing = new Map<string, Promise<Ready>>();
  /** How an artist without a mark is written, which is the same for all: most have changed no more than their neighbours. */
  const texts = new LRUCache<string, WeakMap<ArtistRow, string>>({ max: MOST_WAYS });

  /** Artists by letter: signs and digits, A to Z, then other alphabets. */
  async function letters(): Promise<Listing> {
    const { version } = await library.state();
    if (kept?.version === version) return kept;
    const listing = { version, letters: library.allArtists().then(byLetter) };
    kept = listing;
    listing.letters.catch(() => {
      if (kept === listing) kept = undefined;
    });
    return listing;
  }

  /** The artists that have a mark, of the viewer or of all. */
  const marksFor = async ({ viewer }: Call): Promise<Marks> =>
    players.marks(viewer, 'artist', await players.markedArtists(viewer));

  /** All artists in one list. */
  const all = async (): Promise<ArtistRow[]> => (await (await letters()).letters).flatMap(({ artists }) => artists);

  /**
   * An answer with all artists.
   * @param around the element of the envelope, with a place for the letters in it
   */
  async function answer(call: Call, form: ArtistForm, around: (index: Tree[]) => Tree): Promise<Response> {
    const format = formatOfRequest(call.request) ?? { name: 'xml' };
    const [listing, marks] = [await letters(), await marksFor(call)];
    const origin = originOf(call.request, config);
    const marked = JSON.stringify([...marks].sort(([one], [other]) => (one < other ? -1 : 1)));
    const tree = around([{ name: HOLE }]);
    const key = JSON.stringify([format, form, origin, tree, listing.version, Bun.hash(marked).toString()]);
    const found = ready.get(key) ?? (await (writing.get(key) ?? write()));
    return ofBytes(format, ...coded(call.request, key, found));

    function write(): Promise<Ready> {
      const made = written().then((bytes) => ({ bytes, codings: new Map() }));
      writing.set(key, made);
      const keep = (found: Ready) => void (format.name !== 'jsonp' && ready.set(key, found));
      void made.then(keep, () => {}).then(() => writing.delete(key));
      return made;
    }

    async function written(): Promise<Bytes> {
      const isXml = format.name === 'xml';
      const way = JSON.stringify([isXml, format.isPlain, form, origin]);
      const known = texts.get(way) ?? new WeakMap<ArtistRow, string>();
      texts.set(way, known);
      const textOf = (shown: Tree) => (isXml ? xmlElement('artist', shown, format.isPlain) : JSON.stringify(shown));
      const written: string[] = [];
      for (const { name, artists } of await listing.letters) {
        const fresh = artists.filter((row) => marks.has(row.id) || !known.has(row));
        const own = new Map<ArtistRow, string>();
        for (const [at, shown] of views.markedArtists(fresh, marks, call.request, form).entries()) {
          const row = fresh[at] as ArtistRow;
          (marks.has(row.id) ? own : known).set(row, textOf(shown));
        }
        const inside = artists.map((row) => own.get(row) ?? known.get(row)).join(isXml ? '' : ',');
        const letter = isXml ? xmlElement('index', { name, value: HOLE }) : JSON.stringify({ name, artist: [HOLE] });
        written.push(letter.replace(isXml ? HOLE : JSON.stringify(HOLE), () => inside));
        await yieldTurn();
      }
      const hole = isXml ? xmlElement('index', { name: HOLE }) : JSON.stringify({ name: HOLE });
      const [before = '', after = ''] = encoded(format, 'ok', tree).split(hole);
      return new TextEncoder().encode(before + written.join(isXml ? '' : ',') + after);
    }
  }

  /** What is sent of an answer, and its coding: compressing it takes longer than all the rest. */
  function coded(request: Request, key: string, found: Ready): [Bytes, Record<string, string>] {
    const coding = codingFor(request);
    if (coding === undefined) return [found.bytes, {}];
    const known = found.codings.get(coding);
    const bytes = known ?? packed(found.bytes, coding);
    if (bytes === found.bytes) return [bytes, {}];
    if (!known) {
      found.codings.set(coding, bytes);
      // Kept anew, as it has become larger.
      if (ready.delete(key)) ready.set(key, found);
    }
    return [bytes, { 'Content-Encoding': coding }];
  }

  return { answer, all, marksFor };
}

function byLetter(rows: readonly ArtistRow[]): Letter[] {
  const letters = new Map<string, ArtistRow[]>();
  for (const row of rows) {
    const letter = indexLetterOf(row.sortKey);
    const others = letters.get(letter);
    if (others) others.push(row);
    else letters.set(letter, [row]);
  }
  return [...letters]
    .map(([name, artists]) => ({ name, artists }))
    .sort((one, other) => (one.name.codePointAt(0) ?? 0) - (other.name.codePointAt(0) ?? 0));
}
