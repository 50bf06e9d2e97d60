import { useLayoutEffect, useState } from 'preact/hooks';
import { leaving } from '../../app/router.ts';
import { Dialog } from '../../dialogs/dialog.tsx';
import { say } from '../../words/words.ts';

/** Asks before a place with unsaved changes is left, also by closing the page. */
export function Unsaved({ isChanged }: { isChanged: boolean }) {
  const [leave, setLeave] = useState<(() => void) | undefined>(undefined);
  // At once: whoever saves and closes the page is not asked.
  useLayoutEffect(() => {
    if (!isChanged) return;
    leaving.ask = (go) => setLeave(() => go);
    // The browser asks in its own words.
    const unload = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', unload);
    return () => {
      leaving.ask = undefined;
      removeEventListener('beforeunload', unload);
    };
  }, [isChanged]);
  if (!leave) return null;
  const stay = () => setLeave(undefined);
  return (
    <Dialog title={say('leaveUnsaved')} close={stay}>
      <p>{say('leaveUnsavedHint')}</p>
      <div class="actions">
        <button type="button" class="primary" onClick={stay}>
          {say('stay')}
        </button>
        <button
          type="button"
          class="secondary"
          onClick={() => {
            stay();
            leave();
          }}
        >
          {say('leave')}
        </button>
      </div>
    </Dialog>
  );
}
