import { useState } from 'preact/hooks';
import { ask } from '../../../api/client.ts';
import { refreshResources, useResource } from '../../../api/resource.ts';
import { tell } from '../../../app/notices.ts';
import { Dialog } from '../../../dialogs/dialog.tsx';
import { Failed } from '../../../lists/states.tsx';
import { day, money, period } from '../../../words/formats.ts';
import { say } from '../../../words/words.ts';
import { ActButton } from '../act-button.tsx';
import { FieldForm } from '../field-form.tsx';
import { TextField } from '../fields.tsx';
import { Table } from '../table.tsx';
import type { Entry, Royalties } from './types.ts';

/** Entries that are shown at first, and more at each asking. */
const AT_ONCE = 20;

interface HistoryProps {
  payee: string;
  currency: string;
  isOwn: boolean;
}

/** Where somebody is paid to, and every entry of their account, newest first. */
export function History({ payee, currency, isOwn }: HistoryProps) {
  const { value, failure, retry } = useResource<Royalties[]>(`/v1/royalties/${encodeURIComponent(payee)}`);
  const [shown, setShown] = useState(AT_ONCE);
  const [isTelling, setTelling] = useState(false);
  const royalties = value?.[0];
  const entries = royalties?.history.toReversed() ?? [];
  const columns = [
    { title: say('date'), cell: ({ entry }: Numbered) => day(entry.date), isName: true },
    { title: say('kind'), cell: ({ entry }: Numbered) => say(`entry_${entry.type}`) },
    { title: say('entryAbout'), cell: ({ entry }: Numbered) => period(entry.period) || entry.receipt_key },
    {
      title: say('amount'),
      cell: ({ entry: { type, amount } }: Numbered) => money(type === 'payout' ? `-${amount}` : amount, currency),
      isNumber: true,
    },
  ];
  return (
    <>
      <section>
        <h2>{say('payTo')}</h2>
        <p class="info">{royalties?.details || say(isOwn ? 'noDetailsOwn' : 'noDetails')}</p>
        {isOwn && (
          <div class="actions">
            <ActButton name={say('changeDetails')} act={() => setTelling(true)} />
          </div>
        )}
      </section>
      <section>
        <h2>{say('entries')}</h2>
        {!value && failure && <Failed failure={failure} retry={retry} />}
        {royalties && entries.length === 0 && <p class="hint">{say('noEntries')}</p>}
        {entries.length > 0 && (
          <Table
            name={say('entries')}
            columns={columns}
            rows={entries.slice(0, shown).map((entry, at) => ({ entry, number: entries.length - at }))}
            keyOf={({ number }) => String(number)}
          />
        )}
        {entries.length > shown && (
          <div class="actions">
            <ActButton name={say('moreEntries')} act={() => setShown(shown + AT_ONCE * 5)} />
          </div>
        )}
      </section>
      {isTelling && <TellDetails payee={payee} now={royalties?.details ?? ''} close={() => setTelling(false)} />}
    </>
  );
}

interface Numbered {
  entry: Entry;
  number: number;
}

interface TellProps {
  payee: string;
  now: string;
  close: () => void;
}

/** The dialog in which an artist says where to pay to. */
function TellDetails({ payee, now, close }: TellProps) {
  const [details, setDetails] = useState(now);
  return (
    <Dialog title={say('changeDetails')} close={close}>
      <FieldForm
        verb={say('save')}
        required={['details']}
        send={async (fields) => {
          await ask(`/v1/royalties/${payee}`, { method: 'PATCH', body: { details: fields.details } });
          tell(say('saved'));
          refreshResources('/v1/royalties');
          close();
        }}
      >
        {(faults) => (
          <TextField
            label={say('payTo')}
            name="details"
            maxLength={2000}
            value={details}
            onInput={setDetails}
            hint={say('detailsHint')}
            fault={faults.details}
          />
        )}
      </FieldForm>
    </Dialog>
  );
}
