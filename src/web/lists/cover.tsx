/** The address of a picture in a size, in pixels of the screen. */
export const sized = (cover: string, side: number): string => `${cover}?size=${side}`;

/** Turns that many degrees for each name: so that what has no picture is told apart by its colour. */
const hueOf = (text: string): number =>
  [...text].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 360, 7);

interface CoverProps {
  cover: string | null;
  name: string;
  /** Pixels of the page. */
  side: number;
  isRound?: boolean;
  /** Whether it is in the first view. */
  isFirst?: boolean;
}

/** A cover in the size that it is shown in; the first letter of the name where there is none. */
export function Cover({ cover, name, side, isRound = false, isFirst = false }: CoverProps) {
  const shape = `cover${isRound ? ' round' : ''}`;
  if (cover === null)
    return (
      <span class={`${shape} blank`} style={{ '--hue': String(hueOf(name)) }} aria-hidden="true">
        <span>{[...name.trim()][0]?.toLocaleUpperCase() ?? '·'}</span>
      </span>
    );
  return (
    <img
      class={shape}
      src={sized(cover, side)}
      srcset={`${sized(cover, side)} 1x, ${sized(cover, side * 2)} 2x`}
      alt=""
      width={side}
      height={side}
      loading={isFirst ? 'eager' : 'lazy'}
      decoding="async"
    />
  );
}
