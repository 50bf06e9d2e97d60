const KEY = 'tonearm.renewed';
/** Milliseconds: where servers of two versions answer by turns, a page must not load itself again and again. */
const PAUSE = 30_000;

/**
 * Loads the page anew if the server has another version of it by now: parts of the old one, which were not needed yet, are
 * gone with it. @returns whether it does
 */
export async function renewPage(): Promise<boolean> {
  const own = document.querySelector<HTMLScriptElement>('script[type=module]')?.getAttribute('src');
  const page = await fetch('/', { cache: 'no-store' }).then(
    (answer) => (answer.ok ? answer.text() : undefined),
    () => undefined,
  );
  if (!own || page === undefined || page.includes(own) || !isDue()) return false;
  location.reload();
  return true;
}

function isDue(): boolean {
  try {
    const last = Number(sessionStorage.getItem(KEY));
    sessionStorage.setItem(KEY, String(Date.now()));
    return Date.now() - last > PAUSE;
  } catch {
    // Without a memory of it, it could not be known to have been done before.
    return false;
  }
}
