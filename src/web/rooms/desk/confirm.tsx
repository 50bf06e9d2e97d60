import type { Failure } from '../../api/client.ts';
import { Dialog } from '../../dialogs/dialog.tsx';
import { Form } from '../../dialogs/form.tsx';

interface ConfirmProps {
  /** What is asked, and what the button says. */
  verb: string;
  hint: string;
  /** Does it; the dialog closes when it is done. @throws Failure */
  act: () => Promise<void>;
  close: () => void;
  explain?: (failure: Failure) => string | undefined;
}

/** Asks once whether something is to be done that cannot be undone. */
export function ConfirmDialog({ verb, hint, act, close, explain = () => undefined }: ConfirmProps) {
  return (
    <Dialog title={verb} close={close}>
      <Form
        verb={verb}
        explain={explain}
        send={async () => {
          await act();
          close();
        }}
      >
        <p>{hint}</p>
      </Form>
    </Dialog>
  );
}
