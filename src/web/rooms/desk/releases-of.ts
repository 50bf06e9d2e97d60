import type { Failure } from '../../api/client.ts';
import { useResource } from '../../api/resource.ts';
import type { Paged } from './listing.tsx';

interface Listed {
  id: string;
  name: string;
  artist: string;
}

interface Releases {
  /** Absent until they are read. */
  releases?: readonly Listed[];
  failure?: Failure;
  retry: () => void;
}

/** The releases of an artist, by the stage name: the dialect finds them by words. */
export function useReleasesOf(stageName: string): Releases {
  const search = new URLSearchParams({ search: stageName, limit: '50' });
  const { value, failure, retry } = useResource<Paged<Listed>>(`/v1/desk/releases?${search}`);
  return {
    ...(value && { releases: value.data.filter(({ artist }) => artist === stageName) }),
    ...(failure && { failure }),
    retry,
  };
}

/** The tracks of a release, in their order; none until they are read. @param id absent: of none */
export function useTracksOf(id: string | undefined): readonly { id: string; title: string }[] {
  const whole = useResource<{ tracks: { id: string; title: string }[] }>(id && `/v1/releases/${id}`);
  return whole.value?.tracks ?? [];
}
