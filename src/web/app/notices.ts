import { signal } from '@preact/signals';

/** What is said for a moment, beneath everything, and read aloud. */
export const notice = signal('');

const SECONDS = 5;
let timer: ReturnType<typeof setTimeout> | undefined;

export function tell(text: string): void {
  clearTimeout(timer);
  notice.value = text;
  timer = setTimeout(() => {
    notice.value = '';
  }, SECONDS * 1000);
}
