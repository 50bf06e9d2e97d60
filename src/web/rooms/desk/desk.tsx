import { useEffect } from 'preact/hooks';
import { learnPlace, place, placeFailure, type Role } from '../../app/place.ts';
import { replace, route } from '../../app/router.ts';
import { member } from '../../app/session.ts';
import { Failed, Skeleton } from '../../lists/states.tsx';
import { say } from '../../words/words.ts';
import { useBusy } from '../busy.ts';
import { Heading } from '../heading.tsx';
import { MembersOnly } from '../members-only.tsx';
import { NotFound } from '../not-found.tsx';
import { DESK_ROOMS, type DeskRoom } from './rooms.ts';

/** The label's desk: the room of it that the address names, beneath links to those that are open to whoever asks. */
export function Desk() {
  const isIn = member.value !== undefined;
  const role = place.value?.role;
  const failure = placeFailure.value;
  useBusy(isIn && role === undefined && !failure);
  if (!isIn)
    return (
      <>
        <Heading text={say('desk')} />
        <MembersOnly hint={say('deskMembersOnly')} />
      </>
    );
  if (role === undefined)
    return (
      <>
        <Heading text={say('desk')} />
        {failure ? <Failed failure={failure} retry={() => void learnPlace()} /> : <Skeleton shape="row" count={8} />}
      </>
    );
  return role === '' ? <NotFound /> : <Known role={role} />;
}

function Known({ role }: { role: Role }) {
  const { id, part } = route.value;
  const open = DESK_ROOMS.filter(({ who }) => who.includes(role));
  const [first] = open;
  useEffect(() => {
    if (id === undefined && first) replace(`#/desk/${first.name}`);
  }, [id, first]);
  if (id === undefined) return <Heading text={say('desk')} />;
  const room = open.find(({ name }) => name === id);
  const Shown = part === undefined ? room?.Room : room?.Thing;
  if (!Shown) return <NotFound />;
  return (
    <>
      <Links open={open} now={id} />
      <Shown />
    </>
  );
}

function Links({ open, now }: { open: readonly DeskRoom[]; now: string }) {
  return (
    <nav class="desk-links" aria-label={say('desk')}>
      <ul>
        {open.map(({ name }) => (
          <li key={name}>
            <a href={`#/desk/${name}`} aria-current={name === now ? 'page' : undefined}>
              {say(name)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
