import { useState } from 'preact/hooks';
import { refreshResources, useResource } from '../../../api/resource.ts';
import { tell } from '../../../app/notices.ts';
import { place } from '../../../app/place.ts';
import { Failed } from '../../../lists/states.tsx';
import { money, month } from '../../../words/formats.ts';
import { count, say } from '../../../words/words.ts';
import { ActButton } from '../act-button.tsx';
import { ConfirmDialog } from '../confirm.tsx';
import { Facts } from '../facts.tsx';
import { SelectField } from '../fields.tsx';
import { sendOnce } from '../once.ts';

interface Pending {
  last: string | null;
  payees: number;
  income: number;
  payouts: number;
}

/** Months that may be chosen from. */
const MOST = 24;

/** Closes a month, when it was asked once, with what the statements would hold. */
export function CloseMonth() {
  const { value, failure, retry } = useResource<Pending>('/v1/desk/close');
  const currency = place.value?.currency ?? '';
  return (
    <section>
      <h2>{say('closeMonth')}</h2>
      <p class="hint">{say('closeLead')}</p>
      {!value && failure && <Failed failure={failure} retry={retry} />}
      {value && (
        <>
          <Facts
            facts={[
              [say('lastClosed'), value.last ? month(value.last) : say('none')],
              [say('sinceIncome'), money(value.income, currency)],
              [say('sincePayouts'), money(value.payouts, currency)],
              [say('statements'), count('people', value.payees)],
            ]}
          />
          <Choice pending={value} />
        </>
      )}
    </section>
  );
}

function Choice({ pending: { last, payees } }: { pending: Pending }) {
  const months = openMonths(last);
  const [chosen, setChosen] = useState(months[0] ?? '');
  const [isAsking, setAsking] = useState(false);
  const period = months.includes(chosen) ? chosen : (months[0] ?? '');
  if (months.length === 0) return <p class="hint">{say('allClosed')}</p>;
  return (
    <div class="filters">
      <SelectField
        label={say('month')}
        name="period"
        value={period}
        onInput={setChosen}
        options={months.map((one) => [one, month(one)] as const)}
      />
      <ActButton name={say('closeMonth')} act={() => setAsking(true)} />
      {isAsking && (
        <ConfirmDialog
          verb={say('closeMonth')}
          close={() => setAsking(false)}
          act={async () => {
            try {
              const made = await sendOnce<{ statements: number }>('close', '/v1/statements/close', { period });
              tell(say('wasClosed', { month: month(period), people: count('statements', made.statements) }));
            } finally {
              refreshResources('/v1/');
            }
          }}
          hint={say('closeHint', { month: month(period), people: count('people', payees) })}
        />
      )}
    </div>
  );
}

/** The months after the last closed one that have begun, the likeliest first: the one before this, else this. */
function openMonths(last: string | null): string[] {
  const now = new Date();
  const months: string[] = [];
  for (let back = 0; back < MOST; back++) {
    const name = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back)).toISOString().slice(0, 7);
    if (last !== null && name <= last) break;
    months.push(name);
  }
  const [current, ...before] = months;
  return current === undefined || before.length === 0 ? months : [...before, current];
}
