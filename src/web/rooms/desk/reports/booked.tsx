import { useState } from 'preact/hooks';
import { refreshResources } from '../../../api/resource.ts';
import { tell } from '../../../app/notices.ts';
import { money } from '../../../words/formats.ts';
import { say } from '../../../words/words.ts';
import { ActButton } from '../act-button.tsx';
import { ConfirmDialog } from '../confirm.tsx';
import { Facts } from '../facts.tsx';
import { sendOnce } from '../once.ts';
import type { Report } from './types.ts';

/** What a booked report came to, and its way back. */
export function BookedReport({ report }: { report: Report }) {
  const [isAsking, setAsking] = useState(false);
  const { id, state, booking } = report;
  if (!booking) return null;
  const { currency } = booking;
  return (
    <section>
      <h2>{say(state === 'reversed' ? 'wasReversed' : 'wasBooked')}</h2>
      <Facts
        facts={[
          [say('total'), money(booking.total, currency)],
          [say('ofLabel'), money(booking.label, currency)],
          [say('earned'), money(booking.earned, currency)],
          [say('recouped'), money(booking.recouped, currency)],
          [say('costs'), money(booking.costs, currency)],
          [say('income'), money(booking.income, currency)],
        ]}
      />
      {state === 'booked' && (
        <div class="actions">
          <a class="secondary small" href="#/desk/royalties">
            {say('toBalances')}
          </a>
          <ActButton name={say('reverse')} act={() => setAsking(true)} />
        </div>
      )}
      {isAsking && (
        <ConfirmDialog
          verb={say('reverse')}
          close={() => setAsking(false)}
          act={async () => {
            try {
              await sendOnce(`reverse.${id}`, `/v1/reports/${id}/reverse`, {});
            } finally {
              refreshResources('/v1/');
            }
            tell(say('wasReversed'));
          }}
          hint={say('reverseHint')}
        />
      )}
    </section>
  );
}
