import { signal } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';

const loading = signal(0);

/** Whether the room that is shown still waits for something. */
export const isBusy = loading;

/** Says that a room waits, for as long as it does. */
export function useBusy(isLoading: boolean): void {
  useLayoutEffect(() => {
    if (!isLoading) return;
    loading.value++;
    return () => {
      loading.value--;
    };
  }, [isLoading]);
}
