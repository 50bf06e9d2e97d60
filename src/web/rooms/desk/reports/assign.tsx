import { useEffect, useRef, useState } from 'preact/hooks';
import { ask } from '../../../api/client.ts';
import { refreshResources, useResource } from '../../../api/resource.ts';
import { tell } from '../../../app/notices.ts';
import { Dialog } from '../../../dialogs/dialog.tsx';
import { count, say } from '../../../words/words.ts';
import { FieldForm, type Sent } from '../field-form.tsx';
import { SelectField, TextField } from '../fields.tsx';
import type { Paged } from '../listing.tsx';
import type { Unmatched } from './types.ts';

/** Milliseconds without a letter, after which is searched. */
const PAUSE = 250;

interface Listed {
  id: string;
  name: string;
  artist: string;
}

/** The dialog in which is said what lines belong to: a track, a whole release, or the label alone. */
export function Assign({ song, close }: { song: Unmatched; close: () => void }) {
  const [to, setTo] = useState('release');
  const send = async ({ release = '', track = '' }: Sent) => {
    const body = to === 'label' ? { label: true } : track === '' ? { release } : { track };
    const { lines } = await ask<{ lines: number }>(`/v1/reports/unmatched/${song.key}`, { method: 'PUT', body });
    tell(say('wasAssigned', { lines: count('lines', lines) }));
    close();
    refreshResources('/v1/reports');
  };
  return (
    <Dialog title={say('assignTitle', { title: song.title || song.isrc || song.upc })} close={close}>
      <p class="hint">{[song.artist, song.isrc, song.upc].filter(Boolean).join(' · ')}</p>
      <FieldForm verb={say('assign')} required={to === 'label' ? [] : ['release']} send={send}>
        {(faults) => (
          <>
            <SelectField
              label={say('belongsTo')}
              name="to"
              value={to}
              onInput={setTo}
              options={[
                ['release', say('toRelease')],
                ['label', say('toLabel')],
              ]}
              hint={to === 'label' ? say('toLabelHint') : undefined}
            />
            {to === 'release' && <ReleaseChoice search={song.title} fault={faults.release} />}
          </>
        )}
      </FieldForm>
    </Dialog>
  );
}

/** Finds a release by words, and a track of it. */
function ReleaseChoice({ search, fault }: { search: string; fault: string | undefined }) {
  const [words, setWords] = useState('');
  const [asked, setAsked] = useState('');
  const [chosen, setChosen] = useState<Listed | undefined>(undefined);
  const last = useRef<readonly Listed[]>([]);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(words.trim()), PAUSE);
    return () => clearTimeout(timer);
  }, [words]);
  const query = new URLSearchParams({ limit: '50', ...(asked && { search: asked }) });
  const { value } = useResource<Paged<Listed>>(`/v1/desk/releases?${query}`);
  const whole = useResource<{ tracks: { id: string; title: string }[] }>(chosen && `/v1/releases/${chosen.id}`);
  // Until the next ones are found those before stay, and what was chosen stays anyway: nothing is lost by writing on.
  if (value) last.current = value.data;
  const found = last.current.some(({ id }) => id === chosen?.id)
    ? last.current
    : [...(chosen ? [chosen] : []), ...last.current];
  return (
    <>
      <TextField
        label={say('findRelease')}
        name="words"
        value={words}
        onInput={setWords}
        hint={value?.data.length === 0 ? say('noMatch') : say('findReleaseHint', { title: search })}
      />
      <SelectField
        label={say('release')}
        name="release"
        value={chosen?.id ?? ''}
        onInput={(id) => setChosen(found.find((one) => one.id === id))}
        options={[['', say('choose')], ...found.map(({ id, name, artist }) => [id, `${name} – ${artist}`] as const)]}
        fault={fault}
      />
      {chosen && whole.value && (
        <SelectField
          label={say('track')}
          name="track"
          options={[['', say('wholeRelease')], ...whole.value.tracks.map(({ id, title }) => [id, title] as const)]}
        />
      )}
    </>
  );
}
