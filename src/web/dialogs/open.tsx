import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { tell } from '../app/notices.ts';
import { route } from '../app/router.ts';
import { member } from '../app/session.ts';
import { say } from '../words/words.ts';

const shown = signal<JSX.Element | undefined>(undefined);

/** Opens a dialog, in place of one that is open. */
export function openDialog(dialog: JSX.Element): void {
  shown.value = dialog;
}

export function closeDialog(): void {
  shown.value = undefined;
}

/** Opens a dialog whose code is loaded when it is asked for. */
export async function openLater(load: () => Promise<JSX.Element>): Promise<void> {
  try {
    openDialog(await load());
  } catch {
    tell(say('offline'));
  }
}

/** The dialog that a room has opened. It goes with the room, and with whoever signs out, also in another tab. */
export function OpenDialog() {
  const [now, who] = [route.value, member.value?.id];
  useEffect(() => closeDialog, [now, who]);
  return shown.value ?? null;
}
