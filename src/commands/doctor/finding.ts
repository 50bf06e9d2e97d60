/** What a check has found. The message says what to do unless all is well. */
export interface Finding {
  status: 'green' | 'yellow' | 'red';
  message: string;
}

export const green = (message: string): Finding => ({ status: 'green', message });
export const yellow = (message: string): Finding => ({ status: 'yellow', message });
export const red = (message: string): Finding => ({ status: 'red', message });

/** Names that are told of many. */
const MOST_NAMED = 10;

/** Some names in one line, and how many more there are. */
export function named(names: readonly string[], count = names.length): string {
  const shown = names.slice(0, MOST_NAMED);
  return [...shown, ...(count > shown.length ? [`and ${count - shown.length} more`] : [])].join(', ');
}
