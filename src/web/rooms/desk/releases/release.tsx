import { say } from '../../../words/words.ts';
import { Heading } from '../../heading.tsx';

export function Release() {
  return <Heading text={say('releases')} />;
}
