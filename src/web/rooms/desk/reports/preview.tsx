import { useState } from 'preact/hooks';
import { ask } from '../../../api/client.ts';
import { wordsOf } from '../../../dialogs/form.tsx';
import { money } from '../../../words/formats.ts';
import { say } from '../../../words/words.ts';
import { ActButton } from '../act-button.tsx';
import { Facts } from '../facts.tsx';
import { Table } from '../table.tsx';
import type { Preview, Report } from './types.ts';

/** Milliseconds: a large report is worked through from its first line to its last. */
const PATIENCE = 120_000;
type Payee = Preview['payees'][number];

/** What booking a report would bring to whom, when that is asked for. */
export function PreviewTable({ report }: { report: Report }) {
  const [preview, setPreview] = useState<Preview | undefined>(undefined);
  const [wrong, setWrong] = useState('');
  const [isAsking, setAsking] = useState(false);
  const look = async () => {
    setAsking(true);
    setWrong('');
    try {
      setPreview(await ask<Preview>(`/v1/reports/${report.id}/preview`, { patience: PATIENCE }));
    } catch (error) {
      setWrong(wordsOf(error));
    }
    setAsking(false);
  };
  return (
    <>
      <p class="hint">{say('previewHint')}</p>
      <div class="actions">
        <ActButton name={say('preview')} act={() => void look()} disabled={isAsking} />
      </div>
      {isAsking && <div class="bone row" />}
      {wrong && (
        <p class="wrong" role="alert">
          {wrong}
        </p>
      )}
      {preview && <Shown preview={preview} />}
    </>
  );
}

function Shown({ preview: { total, label, currency, payees, without_terms: without } }: { preview: Preview }) {
  const sum = (title: string, of: (payee: Payee) => number) => ({
    title,
    cell: (payee: Payee) => money(of(payee), currency),
    isNumber: true,
  });
  const columns = [
    { title: say('stageName'), cell: ({ name }: Payee) => name, isName: true },
    sum(say('earned'), ({ earned }) => earned),
    sum(say('recouped'), ({ recouped }) => recouped),
    sum(say('costs'), ({ costs }) => costs),
    sum(say('income'), ({ income }) => income),
  ];
  return (
    <>
      <Facts
        facts={[
          [say('total'), money(total, currency)],
          [say('ofLabel'), money(label, currency)],
        ]}
      />
      {payees.length > 0 && (
        <Table name={say('preview')} columns={columns} rows={payees} keyOf={({ payee }) => payee} />
      )}
      {without.length > 0 && (
        <p class="wrong">
          {say('withoutTerms')}{' '}
          {without.map((id) => (
            <a key={id} href={`#/desk/contracts/${id}`}>
              {payees.find(({ payee }) => payee === id)?.name ?? say('contract')}
            </a>
          ))}
        </p>
      )}
    </>
  );
}
