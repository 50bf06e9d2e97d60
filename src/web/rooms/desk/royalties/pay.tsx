import { useState } from 'preact/hooks';
import { refreshResources } from '../../../api/resource.ts';
import { tell } from '../../../app/notices.ts';
import { Dialog } from '../../../dialogs/dialog.tsx';
import { money } from '../../../words/formats.ts';
import { say } from '../../../words/words.ts';
import { amountOf } from '../amounts.ts';
import { FieldForm } from '../field-form.tsx';
import { type Faults, TextField } from '../fields.tsx';
import { sendOnce } from '../once.ts';
import type { Balance } from './types.ts';

interface PayProps {
  balance: Balance;
  currency: string;
  close: () => void;
}

/** The dialog in which root pays somebody: once, however often it is pressed. */
export function Pay({ balance: { payee, name, payable }, currency, close }: PayProps) {
  const [amount, setAmount] = useState(String(payable));
  return (
    <Dialog title={say('payName', { name })} close={close}>
      <p class="hint">{say('payableNow', { amount: money(payable, currency) })}</p>
      <FieldForm
        verb={say('pay')}
        required={['amount', 'receipt']}
        check={({ amount: text = '' }): Faults => (amountOf(text) === undefined ? { amount: say('amountRule') } : {})}
        send={async ({ amount: text = '', receipt = '' }) => {
          const sum = amountOf(text) ?? '';
          const body = { amount: Number(sum), receipt_key: receipt };
          try {
            await sendOnce(`payout.${payee}`, `/v1/royalties/${payee}/payout`, body);
          } finally {
            refreshResources('/v1/');
          }
          tell(say('wasPaid', { name, amount: money(sum, currency) }));
          close();
        }}
        faultsOf={({ message }): Faults => {
          if (message === INSUFFICIENT || message.includes("'amount'")) return { amount: message };
          return /квитанция/.test(message) ? { receipt: message } : {};
        }}
      >
        {(faults) => (
          <>
            <TextField
              label={say('amount')}
              name="amount"
              inputMode="decimal"
              maxLength={20}
              value={amount}
              onInput={setAmount}
              fault={faults.amount}
            />
            <TextField
              label={say('receiptNumber')}
              name="receipt"
              maxLength={300}
              hint={say('receiptHint')}
              fault={faults.receipt}
            />
          </>
        )}
      </FieldForm>
    </Dialog>
  );
}

/** What the server says where the balance is less. */
const INSUFFICIENT = 'Недостаточно средств';
