/** What had the focus: by its address or name, in a row of a list by that too, for many rows have the same link. */
export interface Focus {
  name: string;
  row: string | undefined;
}

export interface Place {
  y: number;
  focus?: Focus;
}

const KEY = 'tonearm.places';
/** Entries of the browser's history that are remembered. */
const MOST = 50;

/** What this tab remembered before a reload. */
export function recallPlaces(): Map<string, Place> {
  try {
    return new Map(JSON.parse(sessionStorage.getItem(KEY) ?? '[]'));
  } catch {
    return new Map();
  }
}

export function rememberPlaces(places: ReadonlyMap<string, Place>): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify([...places].slice(-MOST)));
  } catch {
    // Then a reload begins at the top.
  }
}
