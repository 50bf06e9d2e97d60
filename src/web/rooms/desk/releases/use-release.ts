import { useCallback, useEffect, useState } from 'preact/hooks';
import { ask, Failure } from '../../../api/client.ts';
import { outdateResources } from '../../../api/resource.ts';
import type { WholeRelease } from './types.ts';

/** A release as the server has told it last. */
export interface Kept {
  release: WholeRelease;
  /** Shows what the server has answered to a change. */
  set: (release: WholeRelease) => void;
  /** Reads it anew. @throws Failure */
  read: () => Promise<WholeRelease>;
}

interface Loading extends Omit<Kept, 'release'> {
  release: WholeRelease | undefined;
  failure: Failure | undefined;
  /** Reads it anew and shows it. */
  reload: () => Promise<void>;
}

/** Not by `useResource`, which would put what it reads anew over what somebody is changing. */
export function useRelease(id: string): Loading {
  const [release, show] = useState<WholeRelease | undefined>(undefined);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const read = useCallback(() => ask<WholeRelease>(`/v1/releases/${id}`), [id]);
  const set = useCallback((next: WholeRelease) => {
    outdateResources('/v1/desk/releases');
    show(next);
  }, []);
  const reload = useCallback(async () => {
    setFailure(undefined);
    try {
      show(await read());
    } catch (error) {
      setFailure(error instanceof Failure ? error : new Failure('failed', 0, String(error)));
    }
  }, [read]);
  useEffect(() => {
    void reload();
    // What was done to it in another tab, or by somebody else, is seen on coming back.
    const look = () => document.visibilityState === 'visible' && void read().then(show, () => {});
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [reload, read]);
  return { release, failure, set, read, reload };
}
