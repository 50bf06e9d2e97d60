import { useEffect, useRef } from 'preact/hooks';
import type { Source } from '../api/long-list.ts';
import type { Track } from '../api/types.ts';
import { say } from '../words/words.ts';
import type { MenuItem } from './menu.tsx';
import { useSlots } from './slots.ts';
import { TrackRow } from './track-row.tsx';
import { useWindow } from './window.ts';

/** Rem: the same as in the style sheet. */
const ROW = 3.75;

interface TracksProps {
  list: Source<Track>;
  /** On an album the numbers count more than its cover and name. */
  isAlbum?: boolean;
  /** What the menu of a row has besides. */
  items?: ((at: number) => MenuItem[]) | undefined;
}

/** Any number of tracks, of which those in view are in the document. */
export function Tracks({ list, isAlbum = false, items }: TracksProps) {
  const total = list.total.value ?? 0;
  // Each page that comes draws the rows anew.
  list.version.value;
  const { element, view } = useWindow(total, (_, rem) => ({ columns: 1, rowHeight: ROW * rem }));
  const focused = useRef(-1);
  useEffect(() => list.need(view.from, Math.max(view.to, view.from + 1)), [list, view.from, view.to]);

  const rows: number[] = [];
  for (let at = view.from; at < Math.min(view.to, total); at++) rows.push(at);
  // The row with the focus stays, or the focus would be nowhere.
  const kept = focused.current;
  if (kept >= 0 && kept < total && !rows.includes(kept)) rows.push(kept);

  const slots = useSlots(rows);

  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const button = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-at]') : null;
    if (step === undefined || !button) return;
    event.preventDefault();
    event.stopPropagation();
    const row = element.current?.querySelector(`[aria-rowindex="${Number(button.dataset.at) + step + 1}"]`);
    row?.querySelector<HTMLElement>(`[data-column="${button.dataset.column}"]`)?.focus();
  };

  return (
    <div
      ref={element}
      class={`tracks${isAlbum ? ' of-album' : ''}`}
      role="grid"
      aria-label={say('tracks')}
      aria-rowcount={total}
      aria-colcount={4}
      tabIndex={-1}
      style={{ height: `${total * view.rowHeight}px` }}
      onKeyDown={onKeyDown}
      onFocusIn={(event: FocusEvent) => {
        const row = (event.target as HTMLElement).closest<HTMLElement>('[aria-rowindex]');
        focused.current = row ? Number(row.getAttribute('aria-rowindex')) - 1 : -1;
      }}
      onFocusOut={() => {
        focused.current = -1;
      }}
    >
      {rows.map((at, place) => (
        <TrackRow key={slots[place]} list={list} at={at} top={at * view.rowHeight} isAlbum={isAlbum} items={items} />
      ))}
    </div>
  );
}
