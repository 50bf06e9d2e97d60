import { useEffect } from 'preact/hooks';
import type { PublicProfile, SeenPerson } from '../../api/types.ts';
import { follows, setFollow, settleFollow } from '../../app/follows.ts';
import { asMember, member } from '../../app/session.ts';
import { Icon } from '../../lists/icon.tsx';
import { Avatar, nameOf } from '../../lists/people.tsx';
import { count, say } from '../../words/words.ts';
import { Heading } from '../heading.tsx';

interface TopProps {
  /** Unknown while it loads. */
  person: SeenPerson | undefined;
  profile: PublicProfile['profile'] | undefined;
}

/** The top of a profile: who it is, what they say of themselves, and what one can do. */
export function PersonTop({ person, profile }: TopProps) {
  return (
    <div class="hero of-person">
      {person ? <Avatar person={person} side={256} /> : <span class="cover bone round" />}
      <div class="hero-texts">
        <p class="hero-kind">{person ? say(person.role) : say('people')}</p>
        <Heading text={person ? nameOf(person) : say('people')} />
        <p class="hero-about">
          {person && <span>@{person.username}</span>}
          {person?.isVisible && <Followers person={person} />}
          {profile?.location && <span>{profile.location}</span>}
        </p>
        {profile?.bio && <p class="info">{profile.bio}</p>}
        {profile && <Tags tags={[...profile.genres, ...profile.instruments]} />}
        {profile && <Links links={profile.socialLinks} />}
        <p class="person-acts">{person && <Act person={person} />}</p>
      </div>
    </div>
  );
}

/** With the follow that was just made, or taken back. */
function Followers({ person }: { person: SeenPerson }) {
  const change = Number(follows(person)) - Number(person.isFollowing);
  return <span>{count('followers', Math.max(0, person.followersCount + change))}</span>;
}

function Tags({ tags }: { tags: readonly string[] }) {
  if (tags.length === 0) return null;
  return (
    <p class="chips">
      {[...new Set(tags)].map((tag) => (
        <span key={tag} class="chip">
          {tag}
        </span>
      ))}
    </p>
  );
}

/** The names of the places that links lead to are the same in every language. */
const KINDS = { youtube: 'YouTube', vk: 'VK', telegram: 'Telegram' } as const;

function Links({ links }: { links: PublicProfile['profile']['socialLinks'] }) {
  const kinds = (Object.keys(KINDS) as (keyof typeof KINDS)[]).filter((kind) => links[kind]);
  if (kinds.length === 0) return null;
  return (
    <p class="person-links">
      {kinds.map((kind) => (
        <a key={kind} href={targetOf(links[kind] ?? '')} target="_blank" rel="noopener noreferrer nofollow">
          {KINDS[kind]}
        </a>
      ))}
    </p>
  );
}

/** Telegram's may be a name alone. What is no address of the web leads nowhere. */
function targetOf(link: string): string | undefined {
  if (link.startsWith('@')) return `https://t.me/${encodeURIComponent(link.slice(1))}`;
  return /^https?:\/\//i.test(link) ? link : undefined;
}

function Act({ person }: { person: SeenPerson }) {
  const isOwn = member.value?.id === person.userId;
  useEffect(() => () => settleFollow(person.userId), [person.userId]);
  if (isOwn)
    return (
      <a class="secondary" href="#/account">
        {say('editProfile')}
      </a>
    );
  const isFollowed = follows(person);
  return (
    <button
      type="button"
      class={isFollowed ? 'secondary' : 'primary'}
      onClick={() => asMember(() => void setFollow(person, !isFollowed))}
    >
      <Icon name={isFollowed ? 'followed' : 'follow'} />
      {say(isFollowed ? 'unfollow' : 'follow')}
    </button>
  );
}
