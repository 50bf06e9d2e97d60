import { useState } from 'preact/hooks';
import { ask } from '../../../api/client.ts';
import { refreshResources } from '../../../api/resource.ts';
import { tell } from '../../../app/notices.ts';
import { place } from '../../../app/place.ts';
import { say } from '../../../words/words.ts';
import { FieldForm } from '../field-form.tsx';
import { TextField } from '../fields.tsx';
import type { Report } from './types.ts';

/** What a unit of each foreign currency of a report is worth. */
export function Rates({ report }: { report: Report }) {
  const house = place.value?.currency ?? '';
  const foreign = report.currencies.filter(({ currency }) => currency !== house);
  const [written, setWritten] = useState<Readonly<Record<string, string>>>({});
  if (foreign.length === 0) return <p class="hint">{say('noForeign', { currency: house })}</p>;
  return (
    <FieldForm
      verb={say('save')}
      check={(fields) =>
        Object.fromEntries(
          foreign.flatMap(({ currency }) =>
            RATE.test(rateOf(fields[currency])) ? [] : [[currency, say('rateRule')] as const],
          ),
        )
      }
      send={async (fields) => {
        const rates = Object.fromEntries(foreign.map(({ currency }) => [currency, rateOf(fields[currency])]));
        await ask(`/v1/reports/${report.id}`, { method: 'PATCH', body: { rates } });
        tell(say('saved'));
        refreshResources('/v1/reports');
      }}
    >
      {(faults) =>
        foreign.map(({ currency, rate }) => (
          <TextField
            key={currency}
            label={say('rateOf', { currency, house })}
            name={currency}
            inputMode="decimal"
            maxLength={20}
            value={written[currency] ?? rate ?? ''}
            onInput={(text) => setWritten({ ...written, [currency]: text })}
            fault={faults[currency]}
          />
        ))
      }
    </FieldForm>
  );
}

/** Decimals above 0 as the server takes them; they are sent as they were written. */
const RATE = /^(?!0*\.?0*$)\d{1,10}(\.\d{1,8})?$/;
const rateOf = (text = ''): string => text.replace(/\s/g, '').replace(',', '.');
