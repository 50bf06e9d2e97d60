import { Empty } from '../lists/states.tsx';
import { say } from '../words/words.ts';
import { Heading } from './heading.tsx';

export function NotFound() {
  return (
    <>
      <Heading text={say('notFound')} />
      <Empty icon="search" title={say('gone')} hint={say('notFoundHint')}>
        <a class="primary" href="#/">
          {say('backHome')}
        </a>
      </Empty>
    </>
  );
}
