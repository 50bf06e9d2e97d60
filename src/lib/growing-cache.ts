import { LRUCache } from 'lru-cache';

/**
 * A cache that forgets what was not used for longest. With `max` the library allocates room for all entries at once, most
 * of which a small server never has.
 * @param most entries
 */
export const growingCache = <Key extends {}, Value extends {}>(
  most: number,
  options: Pick<LRUCache.OptionsBase<Key, Value, unknown>, 'ttl' | 'perf'> = {},
): LRUCache<Key, Value> => new LRUCache({ ...options, maxSize: most, sizeCalculation: () => 1 });
