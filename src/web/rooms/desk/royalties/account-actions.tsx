import { useState } from 'preact/hooks';
import { ask } from '../../../api/client.ts';
import { refreshResources } from '../../../api/resource.ts';
import { tell } from '../../../app/notices.ts';
import { Dialog } from '../../../dialogs/dialog.tsx';
import { money } from '../../../words/formats.ts';
import { say } from '../../../words/words.ts';
import { ActButton } from '../act-button.tsx';
import { amountOf } from '../amounts.ts';
import { ConfirmDialog } from '../confirm.tsx';
import { FieldForm, type Sent } from '../field-form.tsx';
import { type Faults, SelectField, TextField } from '../fields.tsx';
import { sendOnce } from '../once.ts';
import type { Balance } from './types.ts';

interface ActionsProps {
  balance: Balance;
  currency: string;
}

const KINDS = ['income', 'advance', 'cost'] as const;

/** What root can do with an account besides paying. */
export function AccountActions({ balance, currency }: ActionsProps) {
  const [doing, setDoing] = useState<'enter' | 'block' | undefined>(undefined);
  const close = () => setDoing(undefined);
  const isBlocked = balance.status === 'blocked';
  const blockVerb = say(isBlocked ? 'allowPayouts' : 'blockPayouts');
  const done = (text: string) => {
    tell(text);
    refreshResources('/v1/');
  };
  return (
    <>
      <ActButton name={say('enterAmount')} act={() => setDoing('enter')} />
      <ActButton name={blockVerb} act={() => setDoing('block')} />
      {doing === 'enter' && <Enter balance={balance} currency={currency} close={close} done={done} />}
      {doing === 'block' && (
        <ConfirmDialog
          verb={blockVerb}
          close={close}
          act={async () => {
            await ask(`/v1/royalties/${balance.payee}/block`, { method: 'PATCH' });
            done(say('saved'));
          }}
          hint={say(isBlocked ? 'allowPayoutsHint' : 'blockPayoutsHint')}
        />
      )}
    </>
  );
}

interface EnterProps extends ActionsProps {
  close: () => void;
  done: (text: string) => void;
}

/** Income that no report tells of, an advance, or a cost: booked once. */
function Enter({ balance: { payee, kind }, currency, close, done }: EnterProps) {
  const kinds = kind === 'artist' ? KINDS : (['income'] as const);
  const [chosen, setChosen] = useState<string>('income');
  const isIncome = chosen === 'income';
  const send = async ({ amount = '', text = '', date = '' }: Sent) => {
    const sum = amountOf(amount) ?? '';
    const body = { amount: Number(sum), ...(isIncome ? { period: text } : { note: text, date: date || null }) };
    await sendOnce(`${chosen}.${payee}`, `/v1/royalties/${payee}/${chosen}`, body);
    done(say('wasEntered', { amount: money(sum, currency) }));
    close();
  };
  return (
    <Dialog title={say('enterAmount')} close={close}>
      <FieldForm
        verb={say('enter')}
        required={['amount', ...(isIncome ? ['text'] : [])]}
        check={({ amount = '' }): Faults => (amount === '' || amountOf(amount) ? {} : { amount: say('amountRule') })}
        send={send}
        faultsOf={({ message }): Faults => (/'?amount'?/.test(message) ? { amount: message } : {})}
      >
        {(faults) => (
          <>
            <SelectField
              label={say('kind')}
              name="kind"
              value={chosen}
              onInput={setChosen}
              options={kinds.map((one) => [one, say(`enter_${one}`)] as const)}
              hint={say(`enter_${chosen as (typeof KINDS)[number]}_hint`)}
            />
            <TextField label={say('amount')} name="amount" inputMode="decimal" maxLength={20} fault={faults.amount} />
            <TextField
              label={say(isIncome ? 'period' : 'note')}
              name="text"
              hint={isIncome ? say('periodHint') : undefined}
              fault={faults.text}
            />
            {!isIncome && <TextField label={say('date')} name="date" type="date" fault={faults.date} />}
          </>
        )}
      </FieldForm>
    </Dialog>
  );
}
