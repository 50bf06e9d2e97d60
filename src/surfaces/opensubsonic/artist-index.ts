import { LRUCache } from 'lru-cache';
import type { ArtistRow } from '../../domain/library/model.ts';
import type { Services } from '../../domain/services.ts';
import { codingFor, packed } from '../../http/server/compress.ts';
import { originOf } from '../../http/server/origin.ts';
import { indexLetterOf } from '../../lib/folding.ts';
import type { Call } from './endpoint.ts';
import { encoded, formatOfRequest, ofBytes } from './protocol/envelope.ts';
import { type Tree, xmlElement } from './protocol/xml.ts';
import type { Marks } from './things.ts';
import type { ArtistForm, Views } from './views.ts';

/** Bytes of answers that are kept ready. */
const MOST_KEPT = 64 * 1024 * 1024;
/** Stands in an answer where the letters go. */
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
    const known = ready.get(key);
    const found = known ?? { bytes: written(await listing.letters), codings: new Map() };
    if (!known && format.name !== 'jsonp') ready.set(key, found);
    return ofBytes(format, ...coded(call.request, key, found));

    function written(found: readonly Letter[]): Bytes {
      const isXml = format.name === 'xml';
      const texts = found.map(({ name, artists }) => {
        const shown = views.markedArtists(artists, marks, call.request, form);
        if (!isXml) return JSON.stringify({ name, artist: shown });
        return xmlElement('index', { name, artist: shown }, format.isPlain);
      });
      const hole = isXml ? xmlElement('index', { name: HOLE }) : JSON.stringify({ name: HOLE });
      const [before = '', after = ''] = encoded(format, 'ok', tree).split(hole);
      return new TextEncoder().encode(before + texts.join(isXml ? '' : ',') + after);
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
