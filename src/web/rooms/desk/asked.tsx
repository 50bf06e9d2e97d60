import type { ComponentChildren } from 'preact';
import { Dialog } from '../../dialogs/dialog.tsx';
import { Form } from '../../dialogs/form.tsx';
import { say } from '../../words/words.ts';

interface AskedProps {
  /** What is done: the title, and what the button says. */
  verb: string;
  /** What follows from it. */
  children: ComponentChildren;
  act: () => Promise<void>;
  close: () => void;
}

/** Asks once before something that is not undone easily. What the server refuses is said here. */
export function Asked({ verb, children, act, close }: AskedProps) {
  return (
    <Dialog title={verb} close={close}>
      <Form
        verb={verb}
        send={async () => {
          await act();
          close();
        }}
        beside={
          <button type="button" class="secondary" onClick={close}>
            {say('cancel')}
          </button>
        }
      >
        <p class="hint">{children}</p>
      </Form>
    </Dialog>
  );
}
