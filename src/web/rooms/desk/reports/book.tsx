import { useState } from 'preact/hooks';
import { refreshResources } from '../../../api/resource.ts';
import { tell } from '../../../app/notices.ts';
import { count, say } from '../../../words/words.ts';
import { ConfirmDialog } from '../confirm.tsx';
import { sendOnce } from '../once.ts';
import type { Report } from './types.ts';

/** Books a report, when it was asked once what becomes of lines that are nobody's, or faulty. */
export function Book({ report, isReady }: { report: Report; isReady: boolean }) {
  const [isAsking, setAsking] = useState(false);
  const { id, unmatched, faulty } = report;
  const what = [
    say('bookHint'),
    unmatched > 0 && say('bookUnmatched', { lines: count('lines', unmatched) }),
    faulty > 0 && say('bookFaulty', { lines: count('lines', faulty) }),
  ];
  return (
    <>
      <button type="button" class="primary" disabled={!isReady} onClick={() => setAsking(true)}>
        {say('book')}
      </button>
      {!isReady && <p class="hint">{say('ratesFirst')}</p>}
      {isAsking && (
        <ConfirmDialog
          verb={say('book')}
          close={() => setAsking(false)}
          act={async () => {
            // What there is none of may not come in between.
            const body = { unmatched: unmatched > 0 ? 'label' : 'refuse', faulty: faulty > 0 ? 'skip' : 'refuse' };
            try {
              await sendOnce(`book.${id}`, `/v1/reports/${id}/book`, body);
            } finally {
              refreshResources('/v1/');
            }
            tell(say('bookingBegun'));
          }}
          hint={what.filter(Boolean).join(' ')}
        />
      )}
    </>
  );
}
