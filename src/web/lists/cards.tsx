import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Source } from '../api/long-list.ts';
import type { Album, Artist } from '../api/types.ts';
import { count } from '../words/words.ts';
import { Cover } from './cover.tsx';
import { useWindow } from './window.ts';

/** Rem: the narrowest a card may be, what lies between two, and the texts beneath the picture. */
const NARROWEST = 10.5;
const NARROWEST_PHONE = 8;
const GAP = 1.25;
const TEXTS = 4.75;
/** Rem: a list as narrow as this is a phone's. */
const PHONE = 36;

/** How cards are laid out, and how wide each is. */
function layoutOf(width: number, rem: number) {
  const narrowest = (width < PHONE * rem ? NARROWEST_PHONE : NARROWEST) * rem;
  const columns = Math.max(2, Math.floor((width + GAP * rem) / (narrowest + GAP * rem)));
  const side = Math.max(1, (width - (columns - 1) * GAP * rem) / columns);
  return { columns, side, rowHeight: side + TEXTS * rem };
}

interface CardsProps<Entry> {
  list: Source<Entry>;
  label: string;
  card: (entry: Entry, side: number, isFirst: boolean) => JSX.Element;
}

/** Any number of cards, of which the rows in view are in the document. */
export function Cards<Entry extends { _id: string }>({ list, label, card }: CardsProps<Entry>) {
  const total = list.total.value ?? 0;
  // Each page that comes draws the cards anew.
  list.version.value;
  const { element, view } = useWindow(total, layoutOf);
  useEffect(() => list.need(view.from, Math.max(view.to, view.from + 1)), [list, view.from, view.to]);
  const { side } = layoutOf(view.width, view.rem);
  const places = Array.from({ length: Math.max(0, Math.min(view.to, total) - view.from) }, (_, at) => view.from + at);
  const height = Math.ceil(total / view.columns) * view.rowHeight;

  return (
    <div ref={element} class="cards" role="list" aria-label={label} style={{ height: `${height}px` }}>
      {places.map((at) => {
        const entry = list.at(at);
        const [column, row] = [at % view.columns, Math.floor(at / view.columns)];
        const place = `translate(${column * (side + GAP * view.rem)}px, ${row * view.rowHeight}px)`;
        return (
          <div
            key={at}
            class="card-place"
            role="listitem"
            aria-setsize={total}
            aria-posinset={at + 1}
            style={{ width: `${side}px`, transform: place }}
          >
            {entry ? card(entry, side, at < view.columns * 2) : <div class="bone card" />}
          </div>
        );
      })}
    </div>
  );
}

/** The sizes in which covers are asked for: few, so that they are kept. */
const SIDES = [128, 256, 300, 500, 600];
export const near = (side: number): number => SIDES.find((one) => one >= side) ?? 600;

export const albumCard = (album: Album, side: number, isFirst: boolean) => (
  <a class="card" href={`#/albums/${album._id}`}>
    <Cover cover={album.cover} name={album.name} side={near(side)} isFirst={isFirst} />
    <span class="card-title">{album.name}</span>
    <span class="card-more">{[album.artist.name, album.year].filter(Boolean).join(' · ')}</span>
  </a>
);

export const artistCard = (artist: Artist, side: number, isFirst: boolean) => (
  <a class="card" href={`#/artists/${artist._id}`}>
    <Cover cover={artist.cover} name={artist.name} side={near(side)} isRound isFirst={isFirst} />
    <span class="card-title">{artist.name}</span>
    <span class="card-more">{count('albums', artist.albums)}</span>
  </a>
);
