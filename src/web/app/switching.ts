import { say } from '../words/words.ts';
import { tell } from './notices.ts';

/** How something that is on or off is shown, and told to the server. */
interface Switch {
  show: (id: string, isOn: boolean) => void;
  /** @throws Failure */
  send: (id: string, isOn: boolean) => Promise<void>;
}

/**
 * Switches that are shown at once and told to the server one word after another, so that the last one stands, however
 * fast they are pressed. A word that the server would not have is undone.
 * @returns switches one. Its answer: what the server has now, `undefined` where it would not have that or an earlier
 *   call will tell
 */
export function switching({ show, send }: Switch) {
  /** What was asked for last, of those that the server is being told of. */
  const wanted = new Map<string, boolean>();
  return async (id: string, isOn: boolean): Promise<boolean | undefined> => {
    show(id, isOn);
    const isBusy = wanted.has(id);
    wanted.set(id, isOn);
    if (isBusy) return undefined;
    let told = !isOn;
    try {
      for (let word = isOn; word !== told; word = wanted.get(id) ?? told) {
        await send(id, word);
        told = word;
      }
      return told;
    } catch {
      show(id, told);
      tell(say('failed'));
      return undefined;
    } finally {
      wanted.delete(id);
    }
  };
}
