import { place } from '../../../app/place.ts';
import { day } from '../../../words/formats.ts';
import { say } from '../../../words/words.ts';
import { ReleaseCover } from './release-cover.tsx';
import { StatusMark } from './status.tsx';
import type { ListedRelease } from './types.ts';

/** Releases in rows, each a link to its page. */
export function ReleaseList({ label, releases }: { label: string; releases: readonly ListedRelease[] }) {
  const isArtist = place.value?.role === 'artist';
  return (
    <ul class="release-list" aria-label={label}>
      {releases.map((release) => {
        const { id, name, type, date, cover, artist, status } = release;
        const about = [!isArtist && artist, type && say(`type_${type}`), date && day(date)].filter(Boolean);
        return (
          <li key={id}>
            <ReleaseCover cover={cover} name={name} side={56} />
            <div class="release-texts">
              <a href={`#/desk/releases/${id}`}>{name || say('untitled')}</a>
              <p class="hint">{about.join(' · ')}</p>
            </div>
            <StatusMark status={status} />
          </li>
        );
      })}
    </ul>
  );
}
