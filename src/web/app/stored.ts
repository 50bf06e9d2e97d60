import { type Signal, signal } from '@preact/signals';

/** A value that outlives a reload, and is the same in all tabs. Never a secret: what scripts can read, any script can. */
export function stored<Value>(name: string, usual: Value, isValid: (value: unknown) => value is Value): Signal<Value> {
  const key = `tonearm.${name}`;
  const read = (text: string | null): Value => {
    try {
      const value: unknown = JSON.parse(text ?? '');
      return isValid(value) ? value : usual;
    } catch {
      return usual;
    }
  };
  const kept = signal(read(recall(key)));
  let last = kept.value;
  kept.subscribe((value) => {
    if (value === last) return;
    last = value;
    remember(key, JSON.stringify(value));
  });
  addEventListener('storage', (event) => {
    if (event.key !== key) return;
    last = read(event.newValue);
    kept.value = last;
  });
  return kept;
}

/** Storage may be switched off, or full. */
export function remember(key: string, text: string): void {
  try {
    localStorage.setItem(key, text);
  } catch {
    // Then it is forgotten with the page.
  }
}

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';

export const isOneOf =
  <Value extends string>(values: readonly Value[]) =>
  (value: unknown): value is Value =>
    values.includes(value as Value);
