/** What the server's HTML says about itself: taken out of the document, and shown where there is nothing to hear yet. */
let about: HTMLElement | null = null;

export function takeAbout(): void {
  about = document.getElementById('about');
  about?.remove();
  // The frame has a heading of its own.
  about?.querySelector('header')?.remove();
}

/** Puts it into an element, in place of what is there. */
export function showAbout(into: HTMLElement | null): void {
  if (about && into) into.replaceChildren(about);
}
