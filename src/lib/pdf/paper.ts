/** What a PDF file is to show. Its words are those of whoever asks; where they stand is decided in `layout.ts`. */
export interface Paper {
  /** What the file says of itself. */
  title: string;
  subject: string;
  /** As in `ru-RU`. */
  language: string;
  /** Milliseconds since the epoch; the same paper gives the same bytes. */
  madeAt: number;
  /** In a line at the top of the first page. */
  kind: string;
  number: string;
  heading: string;
  subheading: string;
  /** The amount that matters most. */
  result: Sum;
  /** How it comes about, one below the other. */
  sums: readonly Sum[];
  /** Beside each other. */
  charts: readonly Chart[];
  grids: readonly Grid[];
  /** At the foot of each page, where `{page}` and `{pages}` are its number and how many there are. */
  footer: string;
  pageOf: string;
  /** Stands there instead where there are characters that no font has, which are shown as `?`. */
  unknown: string;
}

export interface Sum {
  label: string;
  amount: string;
  /** The last of them, or one beside them. */
  weight?: 'total' | 'aside';
}

export interface Chart {
  title: string;
  bars: readonly Bar[];
  /** In place of bars, where there are none. */
  none: string;
}

export interface Bar {
  label: string;
  value: number;
  amount: string;
}

export interface Grid {
  title: string;
  columns: readonly [text: string, quantity: string, amount: string];
  rows: readonly (readonly [text: string, quantity: string, amount: string])[];
  total: readonly [text: string, quantity: string, amount: string];
}
