import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { ask } from '../../../api/client.ts';
import { refreshResources } from '../../../api/resource.ts';
import { tell } from '../../../app/notices.ts';
import { unique } from '../../../app/unique.ts';
import { Dialog } from '../../../dialogs/dialog.tsx';
import { Icon } from '../../../lists/icon.tsx';
import { percent } from '../../../words/formats.ts';
import { say } from '../../../words/words.ts';
import { ActButton } from '../act-button.tsx';
import { decimalOf } from '../amounts.ts';
import { type DeskArtist, useChoices } from '../artists.ts';
import { FieldForm } from '../field-form.tsx';
import { type Faults, SelectField, TextField } from '../fields.tsx';
import type { Split } from './types.ts';

/** All of it, in hundredths of a percent, as the server counts. */
const ALL = 10_000;
const MOST = 50;

/** A share as it is written. */
interface Party {
  key: string;
  /** `artist <id>` or `payee <id>`; empty: not chosen. */
  who: string;
  share: string;
}

interface EditSplitProps {
  /** Of the split. */
  path: string;
  /** Of the track or release. */
  title: string;
  /** As they are now. */
  parties: Split['parties'];
  close: () => void;
}

/** The dialog in which root says who shares what a track or a release earns; without anybody it is the artist's alone. */
export function EditSplit({ path, title, parties: before, close }: EditSplitProps) {
  const [parties, setParties] = useState<readonly Party[]>(() => before.map(written));
  const people = usePeople(before);
  const adding = useRef<HTMLParagraphElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const shown = useRef(parties.length);
  useLayoutEffect(() => {
    // Whoever adds somebody says who; whoever takes somebody out may add another.
    if (parties.length > shown.current) list.current?.querySelector<HTMLElement>('li:last-child select')?.focus();
    if (parties.length < shown.current) adding.current?.querySelector('button')?.focus();
    shown.current = parties.length;
  }, [parties.length]);
  const change = (at: number, changes: Partial<Party>) =>
    setParties(parties.map((party, other) => (other === at ? { ...party, ...changes } : party)));
  const sum = parties.reduce((sum, { share }) => sum + (hundredths(share) ?? 0), 0);
  return (
    <Dialog title={say('changeSplitOf', { title })} close={close}>
      <FieldForm
        verb={say('save')}
        check={() => faultsIn(parties, sum)}
        send={async ({ from }) => {
          await ask(path, { method: 'PUT', body: { from: from || null, parties: parties.map(sent) } });
          tell(say('saved'));
          refreshResources('/v1/splits');
          close();
        }}
      >
        {(faults) => (
          <>
            {parties.length === 0 && <p class="hint">{say('splitNobody')}</p>}
            <ul class="parties" ref={list}>
              {parties.map(({ key, who, share }, at) => (
                <li key={key}>
                  <SelectField
                    label={say('splitParty')}
                    name={`who-${key}`}
                    value={who}
                    onInput={(who) => change(at, { who })}
                    options={[['', say('choose')], ...people]}
                    fault={faults[`who-${key}`]}
                  />
                  <TextField
                    label={say('splitShare')}
                    name={`share-${key}`}
                    inputMode="decimal"
                    maxLength={6}
                    value={share}
                    onInput={(share) => change(at, { share })}
                    fault={faults[`share-${key}`]}
                  />
                  <button
                    type="button"
                    class="icon-button"
                    aria-label={say('removeTitle', {
                      title: people.find(([one]) => one === who)?.[1] ?? String(at + 1),
                    })}
                    onClick={() => setParties(parties.toSpliced(at, 1))}
                  >
                    <Icon name="close" />
                  </button>
                </li>
              ))}
            </ul>
            <p class="actions" ref={adding}>
              <ActButton
                name={say('addParty')}
                act={() => setParties([...parties, { key: unique(), who: '', share: shareLeft(sum) }])}
                disabled={parties.length >= MOST}
              />
            </p>
            {parties.length > 0 && (
              <p class="lead" aria-live="polite">
                {say('sharesTogether', { sum: percent(sum / 100) })}
              </p>
            )}
            <TextField label={say('from')} name="from" type="date" hint={say('splitFromHint')} fault={faults.from} />
          </>
        )}
      </FieldForm>
    </Dialog>
  );
}

const whoIs = ({ artist, payee }: Split['parties'][number]) => (artist ? `artist ${artist}` : `payee ${payee}`);

const written = (party: Split['parties'][number]): Party => ({
  key: unique(),
  who: whoIs(party),
  share: String(party.share / 100),
});

function sent({ who, share }: Party): object {
  const [kind = '', id] = who.split(' ');
  return { [kind]: id, share: hundredths(share) };
}

/** Everybody who may share, and those who do, by name: who does is there at once. */
function usePeople(before: Split['parties']): readonly (readonly [string, string])[] {
  const artists = useChoices<DeskArtist>('/v1/desk/artists');
  const payees = useChoices<{ id: string; name: string }>('/v1/payees');
  return [
    ...new Map([
      ...before.map((party) => [whoIs(party), party.name] as const),
      ...artists.map(({ id, stage_name: name }) => [`artist ${id}`, name] as const),
      ...payees.map(({ id, name }) => [`payee ${id}`, name] as const),
    ]),
  ];
}

/** A percentage in hundredths; `undefined` when it is none, or not above 0. */
function hundredths(text: string): number | undefined {
  const share = Math.round(Number(decimalOf(text) ?? 0) * 100);
  return share > 0 && share <= ALL ? share : undefined;
}

const shareLeft = (sum: number): string => (sum < ALL ? String((ALL - sum) / 100) : '');

function faultsIn(parties: readonly Party[], sum: number): Faults {
  const faults: Record<string, string> = {};
  for (const { key, who, share } of parties) {
    if (hundredths(share) === undefined) faults[`share-${key}`] = say('shareRule');
    if (who === '') faults[`who-${key}`] = say('required');
    else if (parties.filter((party) => party.who === who).length > 1) faults[`who-${key}`] = say('splitTwice');
  }
  const last = parties.at(-1);
  if (last && sum !== ALL) faults[`share-${last.key}`] ??= say('sharesRule');
  return faults;
}
