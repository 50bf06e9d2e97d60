import type { Person } from '../api/types.ts';
import { count, say } from '../words/words.ts';
import { Cover } from './cover.tsx';
import { Icon } from './icon.tsx';

type Shown = Pick<Person, 'userId' | 'username' | 'displayName' | 'avatarUrl'>;

export const nameOf = ({ displayName, username }: Pick<Shown, 'username' | 'displayName'>): string =>
  displayName ?? username;

export const addressOf = (username: string): string => `#/people/${encodeURIComponent(username)}`;

/** The picture of somebody; the first letter of their name where there is none. */
export function Avatar({ person, side }: { person: Shown; side: number }) {
  // Not the server's whole address: the page may have been opened by another one.
  const picture = person.avatarUrl === undefined ? null : `/media/avatar/${person.userId}`;
  return <Cover cover={picture} name={nameOf(person)} side={side} isRound />;
}

/** People, each a link to the profile. */
export function PeopleList({ people, label }: { people: readonly Person[]; label: string }) {
  return (
    <ul class="people" aria-label={label}>
      {people.map((person) => (
        <li key={person.userId}>
          <a class="person" href={addressOf(person.username)}>
            <Avatar person={person} side={64} />
            <span class="person-texts">
              <span class="card-title">{nameOf(person)}</span>
              <span class="card-more">
                {person.displayName !== undefined && `@${person.username} · `}
                {count('followers', person.followersCount)}
              </span>
            </span>
            {person.privateProfile && (
              <span class="person-lock" title={say('isPrivate')}>
                <Icon name="lock" />
              </span>
            )}
          </a>
        </li>
      ))}
    </ul>
  );
}
