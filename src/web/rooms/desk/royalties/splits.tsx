import { useState } from 'preact/hooks';
import { useResource } from '../../../api/resource.ts';
import { place } from '../../../app/place.ts';
import { Failed } from '../../../lists/states.tsx';
import { day, percent } from '../../../words/formats.ts';
import { say } from '../../../words/words.ts';
import { ActButton } from '../act-button.tsx';
import { SelectField } from '../fields.tsx';
import { useReleasesOf, useTracksOf } from '../releases-of.ts';
import { EditSplit } from './edit-split.tsx';
import type { Split } from './types.ts';

/** Who shares what the releases of an artist earn: each is asked for when it is opened. */
export function Splits({ name }: { name: string }) {
  const { releases, failure, retry } = useReleasesOf(name);
  if (releases?.length === 0) return null;
  return (
    <section>
      <h2>{say('splits')}</h2>
      {!releases && failure && <Failed failure={failure} retry={retry} />}
      <ul class="folds">
        {releases?.map((release) => (
          <li key={release.id}>
            <Release release={release} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Release({ release: { id, name, artist } }: { release: { id: string; name: string; artist: string } }) {
  const [isOpen, setOpen] = useState(false);
  const [chosen, setChosen] = useState('');
  const tracks = useTracksOf(isOpen ? id : undefined);
  const title = name || say('untitled');
  const track = tracks.find((one) => one.id === chosen);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{title}</summary>
      {isOpen && tracks.length > 0 && (
        <SelectField
          label={say('splitOf')}
          name="of"
          value={chosen}
          onInput={setChosen}
          options={[['', say('wholeRelease')], ...tracks.map((one) => [one.id, one.title] as const)]}
        />
      )}
      {isOpen && (
        <SplitOf
          key={chosen}
          path={track ? `/v1/splits/tracks/${chosen}` : `/v1/splits/releases/${id}`}
          title={track?.title ?? title}
          alone={say(track ? 'splitAsRelease' : 'splitAlone', { name: artist })}
        />
      )}
    </details>
  );
}

interface SplitProps {
  path: string;
  /** Of the track or release. */
  title: string;
  /** What is said where nobody shares. */
  alone: string;
}

function SplitOf({ path, title, alone }: SplitProps) {
  const { value, failure, retry } = useResource<{ current: Split | null }>(path);
  const [isChanging, setChanging] = useState(false);
  const parties = value?.current?.parties ?? [];
  return (
    <>
      {!value && failure && <Failed failure={failure} retry={retry} />}
      {value && parties.length === 0 && <p class="hint">{alone}</p>}
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
      {value && place.value?.role === 'root' && (
        <p class="hint">
          <ActButton name={say('changeSplitOf', { title })} text={say('changeSplit')} act={() => setChanging(true)} />
        </p>
      )}
      {isChanging && <EditSplit path={path} title={title} parties={parties} close={() => setChanging(false)} />}
    </>
  );
}
