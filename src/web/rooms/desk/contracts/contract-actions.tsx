import { useState } from 'preact/hooks';
import { ask } from '../../../api/client.ts';
import { refreshResources } from '../../../api/resource.ts';
import { tell } from '../../../app/notices.ts';
import { Dialog } from '../../../dialogs/dialog.tsx';
import { say } from '../../../words/words.ts';
import { ActButton } from '../act-button.tsx';
import { ConfirmDialog } from '../confirm.tsx';
import { FieldForm } from '../field-form.tsx';
import { checkShare, NewContract, ShareFields, shareOf } from './new-contract.tsx';
import { SignDialog } from './sign.tsx';
import type { Contract } from './types.ts';

interface ContractActionsProps {
  artist: string;
  contract: Contract;
}

type Doing = 'change' | 'sign' | 'append' | 'terminate' | 'renew';

/** What root can do with a contract. */
export function ContractActions({ artist, contract }: ContractActionsProps) {
  const [doing, setDoing] = useState<Doing | undefined>(undefined);
  const close = () => setDoing(undefined);
  const path = `/v1/contracts/${artist}`;
  const done = (text: string) => {
    tell(text);
    refreshResources('/v1/');
  };
  const hasTermination = contract.appendices.some(({ type }) => type === 'termination');
  const isOver = contract.status === 'terminated';
  const acts: readonly (readonly [Doing, string])[] = [
    ...(isOver ? [['renew', say('newContract')] as const] : [['change', say('changeContract')] as const]),
    ['sign', say('attachPaper')],
    ['append', say('addAppendix')],
    ...(hasTermination ? [] : [['terminate', say('terminateContract')] as const]),
  ];
  return (
    <div class="actions">
      {acts.map(([act, name]) => (
        <ActButton key={act} name={name} act={() => setDoing(act)} />
      ))}
      {doing === 'change' && (
        <Dialog title={say('changeContract')} close={close}>
          <FieldForm
            verb={say('save')}
            check={checkShare}
            send={async (fields) => {
              await ask(path, { method: 'PATCH', body: shareOf(fields) });
              done(say('saved'));
              close();
            }}
          >
            {(faults) => <ShareFields faults={faults} />}
          </FieldForm>
        </Dialog>
      )}
      {doing === 'sign' && <SignDialog artist={artist} contract={contract} close={close} done={done} />}
      {doing === 'append' && (
        <ConfirmDialog
          verb={say('addAppendix')}
          close={close}
          act={async () => {
            const made = await ask<{ appendix_number: string }>(`${path}/appendix`, { method: 'POST' });
            done(say('appendixMade', { number: made.appendix_number }));
          }}
          hint={say('addAppendixHint')}
        />
      )}
      {doing === 'terminate' && (
        <ConfirmDialog
          verb={say('terminateContract')}
          close={close}
          act={async () => {
            const made = await ask<{ appendix_number: string }>(`${path}/termination`, { method: 'POST' });
            done(say('terminationMade', { number: made.appendix_number }));
          }}
          hint={say('terminateHint')}
        />
      )}
      {doing === 'renew' && <NewContract artist={artist} close={close} made={() => done(say('saved'))} />}
    </div>
  );
}
