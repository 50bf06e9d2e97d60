/** The database of the browser in which the list of uploads outlives a reload. */
export const UPLOADS = 'tonearm.uploads';

/** Forgets what somebody was uploading who has left. Those who have it open are asked to close it. */
export function forgetUploads(): void {
  try {
    indexedDB.deleteDatabase(UPLOADS);
  } catch {
    // Storage is switched off: there is nothing.
  }
}
