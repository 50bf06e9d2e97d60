import { useState } from 'preact/hooks';
import { useResource } from '../../../api/resource.ts';
import { Failed } from '../../../lists/states.tsx';
import { money, month } from '../../../words/formats.ts';
import { say } from '../../../words/words.ts';
import { ActButton } from '../act-button.tsx';
import type { Paged } from '../listing.tsx';
import { Table } from '../table.tsx';
import type { Statement } from './types.ts';

/** Statements that are shown at first, and more at each asking: as many as a page of the dialect has at most. */
const [FIRST, MOST] = [12, 50];

/** What was told of closed months, newest first, to download. @param artist only theirs; absent: of all whom one works with */
export function StatementList({ artist, period }: { artist?: string; period?: string }) {
  const [limit, setLimit] = useState(FIRST);
  const asked = new URLSearchParams({ limit: String(limit), ...(artist && { artist }), ...(period && { period }) });
  const { value, failure, retry } = useResource<Paged<Statement>>(`/v1/statements?${asked}`);
  const isOne = artist !== undefined;
  const total = value?.pagination.total ?? 0;
  const columns = [
    { title: say('month'), cell: (one: Statement) => month(one.period), isName: true },
    ...(isOne ? [] : [{ title: say('stageName'), cell: ({ name }: Statement) => name }]),
    { title: say('earned'), cell: (one: Statement) => money(one.earnings, one.currency), isNumber: true },
    { title: say('paidOut'), cell: (one: Statement) => money(one.payouts, one.currency), isNumber: true },
    { title: say('closing'), cell: (one: Statement) => money(one.closing, one.currency), isNumber: true },
    { title: say('download'), cell: (one: Statement) => <Files statement={one} /> },
  ];
  return (
    <section>
      <h2>{say('statements')}</h2>
      {!value && failure && <Failed failure={failure} retry={retry} />}
      {value && total === 0 && <p class="hint">{say('noStatements')}</p>}
      {value && total > 0 && (
        <Table name={say('statements')} columns={columns} rows={value.data} keyOf={({ id }) => id} />
      )}
      {value && total > limit && limit < MOST && (
        <div class="actions">
          <ActButton name={say('moreStatements')} act={() => setLimit(MOST)} />
        </div>
      )}
    </section>
  );
}

/** A statement as files; the server names them. */
function Files({ statement: { id, number } }: { statement: Statement }) {
  return (
    <span class="ways">
      {(['pdf', 'csv'] as const).map((kind) => (
        <a
          key={kind}
          href={`/v1/statements/${id}.${kind}`}
          download
          aria-label={say('downloadAs', { kind: kind.toUpperCase(), number })}
        >
          {kind.toUpperCase()}
        </a>
      ))}
    </span>
  );
}
