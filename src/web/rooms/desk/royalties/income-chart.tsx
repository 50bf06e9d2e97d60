import { useId } from 'preact/hooks';
import { useResource } from '../../../api/resource.ts';
import { Failed } from '../../../lists/states.tsx';
import { money, month, shortMonth } from '../../../words/formats.ts';
import { say } from '../../../words/words.ts';

interface Month {
  month: string;
  income: number;
}

/** Months that are shown. */
const SHOWN = 12;

/** What came in in each of the last months: as bars, and as a table for who would rather read it. */
export function IncomeChart({ currency, artist }: { currency: string; artist?: string }) {
  const of = artist === undefined ? '' : `?filter[artist]=${artist}`;
  const { value, failure, retry } = useResource<{ data: Month[] }>(`/v1/desk/income${of}`);
  const id = useId();
  const months = withGaps(value?.data ?? []);
  return (
    <figure class="chart" aria-labelledby={id}>
      <figcaption id={id}>{say('incomeByMonth')}</figcaption>
      {!value && failure && <Failed failure={failure} retry={retry} />}
      {!value && !failure && <div class="bone chart-bars" />}
      {value && months.length === 0 && <p class="hint">{say('noIncome')}</p>}
      {months.length > 0 && (
        <>
          <Bars months={months} currency={currency} />
          <details>
            <summary>{say('asTable')}</summary>
            <table class="desk-table">
              <thead>
                <tr>
                  <th scope="col">{say('month')}</th>
                  <th scope="col" class="number">
                    {say('income')}
                  </th>
                </tr>
              </thead>
              <tbody>
                {months.map(({ month: name, income }) => (
                  <tr key={name}>
                    <th scope="row">{month(name)}</th>
                    <td class="number" data-title={say('income')}>
                      {money(income, currency)}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </details>
        </>
      )}
    </figure>
  );
}

/** The bars: heights alone are drawn with floating numbers. */
function Bars({ months, currency }: { months: readonly Month[]; currency: string }) {
  const most = Math.max(0, ...months.map(({ income }) => income));
  const least = Math.min(0, ...months.map(({ income }) => income));
  const height = (income: number) => (100 * Math.abs(income)) / (most - least || 1);
  const ground = height(most);
  return (
    <div class="chart-plot" aria-hidden="true">
      <span class="chart-most">{money(most, currency)}</span>
      <svg class="chart-bars" viewBox={`0 0 ${months.length} 100`} preserveAspectRatio="none">
        {months.map(({ month: name, income }, at) => (
          <rect
            key={name}
            class={income < 0 ? 'minus' : undefined}
            x={at + 0.16}
            width={0.68}
            y={income < 0 ? ground : ground - height(income)}
            height={height(income)}
          >
            <title>{`${month(name)}: ${money(income, currency)}`}</title>
          </rect>
        ))}
      </svg>
      <div class="chart-months">
        {months.map(({ month: name }) => (
          <span key={name}>{shortMonth(name)}</span>
        ))}
      </div>
    </div>
  );
}

/** The last months up to the newest, those without income too. */
function withGaps(data: readonly Month[]): Month[] {
  const known = new Map(data.map(({ month: name, income }) => [name, income]));
  const [first, last] = [data[0]?.month, data.at(-1)?.month];
  if (first === undefined || last === undefined) return [];
  const months: Month[] = [];
  for (let name = last; months.length < SHOWN && (name >= first || months.length < SHOWN / 2); name = before(name))
    months.unshift({ month: name, income: known.get(name) ?? 0 });
  return months;
}

function before(name: string): string {
  const [year = 0, number = 0] = name.split('-').map(Number);
  return number === 1 ? `${year - 1}-12` : `${year}-${String(number - 1).padStart(2, '0')}`;
}
