import { useState } from 'preact/hooks';
import { useResource } from '../../../api/resource.ts';
import { place } from '../../../app/place.ts';
import { Failed } from '../../../lists/states.tsx';
import { day, percent } from '../../../words/formats.ts';
import { say } from '../../../words/words.ts';
import { ActButton } from '../act-button.tsx';
import { AddRule, RemoveRule } from './rules.tsx';
import type { Rule, Terms } from './types.ts';

/** What an artist gets of each amount: by contract, and by rules that are narrower. Root adds such, and removes them. */
export function TermsSection({ artist, stageName }: { artist: string; stageName: string }) {
  const { value, failure, retry } = useResource<Terms>(`/v1/terms/${encodeURIComponent(artist)}`);
  const [doing, setDoing] = useState<'add' | { remove: string } | undefined>(undefined);
  const close = () => setDoing(undefined);
  const isRoot = place.value?.role === 'root';
  if (failure?.reason === 'absent' || (value && value.contract.length + value.rules.length === 0)) return null;
  return (
    <section>
      <h2>{say('terms')}</h2>
      {!value && failure && <Failed failure={failure} retry={retry} />}
      <ul class="rows">
        {value?.contract.map(({ percentage, from, to }) => (
          <li key={`${from} ${to}`}>
            <b>{percent(percentage)}</b>
            <span>{say('ofAllIncome')}</span>
            <span class="hint">{daysOf(from, to)}</span>
          </li>
        ))}
        {value?.rules.map((rule) => (
          <li key={rule.id}>
            <b>{percent(rule.percentage)}</b>
            <span>{conditionsOf(rule)}</span>
            <span class="hint">{daysOf(rule.from, rule.to)}</span>
            {isRoot && (
              <ActButton
                name={say('removeTitle', { title: `${percent(rule.percentage)} ${conditionsOf(rule)}` })}
                text={say('remove')}
                act={() => setDoing({ remove: rule.id })}
              />
            )}
          </li>
        ))}
      </ul>
      {isRoot && value && (
        <div class="actions">
          <ActButton name={say('addRule')} act={() => setDoing('add')} />
        </div>
      )}
      {doing === 'add' && <AddRule artist={artist} stageName={stageName} close={close} />}
      {typeof doing === 'object' && <RemoveRule artist={artist} id={doing.remove} close={close} />}
    </section>
  );
}

function daysOf(from: string | null, to: string | null): string {
  if (from && to) return say('fromTo', { from: day(from), to: day(to) });
  if (from) return say('fromDay', { from: day(from) });
  return to ? say('toDay', { to: day(to) }) : say('always');
}

function conditionsOf({ release, track, territories, stores, sale_types: types }: Rule): string {
  const parts = [
    track ? say('ofOneTrack') : release && say('ofOneRelease'),
    territories.join(', '),
    stores.join(', '),
    types.join(', '),
  ];
  return parts.filter(Boolean).join(' · ') || say('ofAllIncome');
}
