export interface Place {
  y: number;
  focus?: string;
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
