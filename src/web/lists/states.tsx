import type { ComponentChildren } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import type { Failure } from '../api/client.ts';
import { say } from '../words/words.ts';
import { Icon } from './icon.tsx';

interface Said {
  icon: string;
  title: string;
  hint: string;
  children?: ComponentChildren;
}

/** What is shown in place of a list that is empty. */
export function Empty({ icon, title, hint, children }: Said) {
  return (
    <div class="state">
      <span class="state-icon">
        <Icon name={icon} />
      </span>
      <p class="state-title">{title}</p>
      <p class="hint">{hint}</p>
      {children}
    </div>
  );
}

/** What is shown in place of what could not be read. */
export function Failed({ failure, retry }: { failure: Failure; retry: () => void }) {
  const isOffline = failure.reason === 'offline';
  // Before anything else can happen: a connection that comes back in between would go unnoticed.
  useLayoutEffect(() => {
    addEventListener('online', retry);
    return () => removeEventListener('online', retry);
  });
  return (
    <div class="state" role="alert">
      <p class="state-title">{say(isOffline ? 'offline' : 'failed')}</p>
      <p class="hint">{say(isOffline ? 'offlineHint' : 'failedHint')}</p>
      <button type="button" class="primary" onClick={retry}>
        {say('tryAgain')}
      </button>
    </div>
  );
}

/** Grey shapes where rows or cards are on their way. */
export function Skeleton({ shape, count }: { shape: 'row' | 'card'; count: number }) {
  return (
    <div class={`skeleton ${shape}s`} aria-hidden="true">
      {Array.from({ length: count }, (_, at) => (
        <div key={at} class={`bone ${shape}`} />
      ))}
    </div>
  );
}
