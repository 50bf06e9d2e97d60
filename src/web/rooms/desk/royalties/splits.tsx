import { useState } from 'preact/hooks';
import { useResource } from '../../../api/resource.ts';
import { Failed } from '../../../lists/states.tsx';
import { day, percent } from '../../../words/formats.ts';
import { say } from '../../../words/words.ts';
import type { Paged } from '../listing.tsx';
import type { Split } from './types.ts';

interface Listed {
  id: string;
  name: string;
  artist: string;
}

/** Who shares what the releases of an artist earn: each is asked for when it is opened. */
export function Splits({ name }: { name: string }) {
  const search = new URLSearchParams({ search: name, limit: '50' });
  const { value, failure, retry } = useResource<Paged<Listed>>(`/v1/desk/releases?${search}`);
  const own = value?.data.filter(({ artist }) => artist === name) ?? [];
  if (value && own.length === 0) return null;
  return (
    <section>
      <h2>{say('splits')}</h2>
      {!value && failure && <Failed failure={failure} retry={retry} />}
      <ul class="folds">
        {own.map((release) => (
          <li key={release.id}>
            <SplitOf release={release} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function SplitOf({ release: { id, name, artist } }: { release: Listed }) {
  const [isOpen, setOpen] = useState(false);
  const asked = isOpen ? `/v1/splits/releases/${id}` : undefined;
  const { value, failure, retry } = useResource<{ current: Split | null }>(asked);
  const parties = value?.current?.parties ?? [];
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{name || say('untitled')}</summary>
      {!value && failure && <Failed failure={failure} retry={retry} />}
      {value && parties.length === 0 && <p class="hint">{say('splitAlone', { name: artist })}</p>}
      {parties.length > 0 && (
        <ul class="rows">
          {parties.map((party) => (
            <li key={party.artist ?? party.payee}>
              <b>{percent(party.share / 100)}</b>
              <span>{party.name}</span>
            </li>
          ))}
        </ul>
      )}
      {value?.current?.from && parties.length > 0 && (
        <p class="hint">{say('fromDay', { from: day(value.current.from) })}</p>
      )}
    </details>
  );
}
