import { say } from '../../../words/words.ts';
import { Heading } from '../../heading.tsx';

export function Releases() {
  return <Heading text={say('releases')} />;
}
