import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Failure } from '../api/client.ts';
import { renewPage } from '../app/newer.ts';
import { Failed } from '../lists/states.tsx';
import { learn, type RoomWords, say } from '../words/words.ts';
import { useBusy } from './busy.ts';
import { Heading } from './heading.tsx';

/**
 * A room whose code is loaded when somebody enters it, so that the first view stays small.
 * @param load imports the room, which takes no more than it reads from the address
 * @param words what it says, where that is much
 */
export function later(load: () => Promise<ComponentType>, words?: RoomWords): ComponentType {
  let room: ComponentType | undefined;
  return function Later() {
    const [failure, setFailure] = useState<Failure | undefined>(undefined);
    // Not the room itself: a state that is a function would be called.
    const [, redraw] = useState(0);
    useBusy(!room && !failure);
    const enter = () => {
      Promise.all([load(), words && learn(words)]).then(
        ([loaded]) => {
          room = loaded;
          redraw(1);
        },
        async (error: Error) => {
          // A browser does not ask again for a part that it could not have: only a page that is loaded anew does.
          if (!(await renewPage())) setFailure(new Failure('offline', 0, error.message));
        },
      );
    };
    useEffect(() => void (room ?? enter()), []);
    if (room) {
      const Room = room;
      return <Room />;
    }
    if (!failure) return null;
    return (
      <>
        <Heading text={say('offline')} />
        <Failed failure={failure} retry={() => location.reload()} />
      </>
    );
  };
}
