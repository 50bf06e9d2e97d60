import { useState } from 'preact/hooks';
import { ask, Failure } from '../../../api/client.ts';
import { tell } from '../../../app/notices.ts';
import { Dialog } from '../../../dialogs/dialog.tsx';
import { Form } from '../../../dialogs/form.tsx';
import { say } from '../../../words/words.ts';
import { ConfirmDialog } from '../confirm.tsx';
import { Labelled, SelectField, useFaults } from '../fields.tsx';
import { ensureDraft, explain } from './saving.ts';
import type { Status, WholeRelease } from './types.ts';
import type { Kept } from './use-release.ts';

const LONGEST_MESSAGE = 2000;
const CONFLICT = 409;

type Verdict = 'approved' | 'rejected';

/** Approves what is under review, or sends it back with a reason. */
export function Decision({ kept }: { kept: Kept }) {
  const [verdict, setVerdict] = useState<Verdict | undefined>(undefined);
  const close = () => setVerdict(undefined);
  return (
    <>
      <button type="button" class="primary" onClick={() => setVerdict('approved')}>
        {say('approve')}
      </button>
      <button type="button" class="secondary" onClick={() => setVerdict('rejected')}>
        {say('reject')}
      </button>
      {verdict && <DecisionDialog key={verdict} kept={kept} verdict={verdict} close={close} />}
    </>
  );
}

function DecisionDialog({ kept, verdict, close }: { kept: Kept; verdict: Verdict; close: () => void }) {
  const [faults, setFaults, fields] = useFaults<HTMLDivElement>();
  const verb = say(verdict === 'approved' ? 'approve' : 'reject');
  const decide = async (message: string) => {
    if (verdict === 'rejected' && message === '') {
      setFaults({ message: say('reasonRequired') });
      return;
    }
    const path = `/v1/desk/releases/${kept.release.id}/decision`;
    try {
      kept.set(await ask<WholeRelease>(path, { method: 'POST', body: { verdict, message } }));
      tell(say(verdict === 'approved' ? 'approvedNow' : 'rejectedNow'));
    } catch (error) {
      if (!(error instanceof Failure) || error.status !== CONFLICT) throw error;
      // Somebody else was faster: what they have decided is shown.
      kept.set(await kept.read());
      tell(say('decidedAlready'));
    }
    close();
    focusHeading();
  };
  return (
    <Dialog title={verb} close={close}>
      <Form verb={verb} explain={explain} send={({ message = '' }) => decide(message.trim())}>
        <div ref={fields}>
          <MessageField fault={faults.message} hint={say(verdict === 'approved' ? 'approveHint' : 'rejectHint')} />
        </div>
      </Form>
    </Dialog>
  );
}

function MessageField({ fault, hint }: { fault?: string | undefined; hint: string }) {
  return (
    <Labelled label={say('message')} name="message" fault={fault} hint={hint}>
      {(box) => <textarea {...box} maxLength={LONGEST_MESSAGE} rows={4} />}
    </Labelled>
  );
}

/** Takes a release back that waits for its review. */
export function Reopen({ kept }: { kept: Kept }) {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <button type="button" class="secondary" onClick={() => setAsking(true)}>
        {say('takeBack')}
      </button>
      {isAsking && (
        <ConfirmDialog
          verb={say('takeBack')}
          hint={say('takeBackHint')}
          explain={explain}
          close={() => setAsking(false)}
          act={async () => {
            await ensureDraft(kept.release);
            kept.set(await kept.read());
          }}
        />
      )}
    </>
  );
}

/** What comes after a review, and what mends a mistake. */
const LATER: readonly Status[] = ['approved', 'delivered', 'finalized', 'rejected'];

/** Sets any of the later statuses. */
export function SetStatus({ kept }: { kept: Kept }) {
  const [isOpen, setOpen] = useState(false);
  const { release } = kept;
  const close = () => setOpen(false);
  const others = LATER.filter((status) => status !== release.status.label);
  const options = others.map((status) => [status, say(`status_${status}`)] as const);
  return (
    <>
      <button type="button" class="secondary" onClick={() => setOpen(true)}>
        {say('setStatus')}
      </button>
      {isOpen && (
        <Dialog title={say('setStatus')} close={close}>
          <Form
            verb={say('setStatus')}
            explain={explain}
            send={async ({ status, message = '' }) => {
              const body = { status, message: message.trim() };
              kept.set(await ask<WholeRelease>(`/v1/releases/${release.id}/status`, { method: 'PATCH', body }));
              tell(say('saved'));
              close();
              focusHeading();
            }}
          >
            <SelectField label={say('status')} name="status" options={options} hint={say('setStatusHint')} />
            <MessageField hint={say('setStatusMessage')} />
          </Form>
        </Dialog>
      )}
    </>
  );
}

/** The button that was pressed is gone with the status that it was for. */
const focusHeading = () =>
  requestAnimationFrame(() => document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true }));
