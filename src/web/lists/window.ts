import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

/** How entries are laid out: so many side by side, in rows of this height in pixels. */
export interface Layout {
  columns: number;
  rowHeight: number;
}

/** Which of many entries are in view: from the first to before the last. */
export interface View extends Layout {
  from: number;
  to: number;
  /** Pixels; 0 before anything was measured. */
  width: number;
  /** Pixels of the page's unit of text. */
  rem: number;
}

/** Rows that are in the document above and below what is in view. */
const SPARE = 6;

/** Pixels of the page's unit of text: whoever enlarges the text enlarges the rows. */
const remNow = (): number => Number.parseFloat(getComputedStyle(document.documentElement).fontSize);

/**
 * Follows the scrolling of the document, and says which entries of a list have to be in it.
 * @param layoutOf how entries are laid out in a width in pixels
 */
export function useWindow(total: number, layoutOf: (width: number, rem: number) => Layout) {
  const element = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<View>({ from: 0, to: 0, columns: 1, rowHeight: 0, width: 0, rem: 16 });
  const measure = useRef(() => {});
  measure.current = () => {
    const box = element.current?.getBoundingClientRect();
    if (!box || box.width === 0) return;
    const rem = remNow();
    const { columns, rowHeight } = layoutOf(box.width, rem);
    const rows = Math.ceil(total / columns);
    const first = Math.max(0, Math.min(rows, Math.floor(-box.top / rowHeight)) - SPARE);
    const end = Math.max(first, Math.min(rows, Math.ceil((innerHeight - box.top) / rowHeight) + SPARE));
    const [from, to] = [first * columns, Math.min(total, end * columns)];
    setView((old) => {
      const isSame = old.rowHeight === rowHeight && old.width === box.width && old.to <= total;
      // A new window only when the spare rows of the old one are used up by half: else each step would draw.
      const isNear = Math.abs(old.from - from) < (SPARE / 2) * columns && Math.abs(old.to - to) < (SPARE / 2) * columns;
      const hasEnds = (from > 0 || old.from === 0) && (to < total || old.to === total);
      return isSame && isNear && hasEnds ? old : { from, to, columns, rowHeight, width: box.width, rem };
    });
  };
  useLayoutEffect(() => measure.current(), [total]);
  useEffect(() => {
    let frame = 0;
    const later = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => measure.current());
    };
    const watch = new ResizeObserver(later);
    if (element.current) watch.observe(element.current);
    addEventListener('scroll', later, { passive: true });
    addEventListener('resize', later);
    return () => {
      cancelAnimationFrame(frame);
      watch.disconnect();
      removeEventListener('scroll', later);
      removeEventListener('resize', later);
    };
  }, []);
  return { element, view };
}
