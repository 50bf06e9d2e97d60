import { effect } from '@preact/signals';
import { isBoolean, isOneOf, stored } from './stored.ts';

export const THEMES = ['system', 'light', 'dark'] as const;

export const theme = stored('theme', 'system' as (typeof THEMES)[number], isOneOf(THEMES));
/** Whether a single letter is a command: whoever dictates, or lets a cat walk over the keys, can switch that off. */
export const singleKeys = stored('single-keys', true, isBoolean);

export function startTheme(): void {
  effect(() => {
    document.documentElement.dataset.theme = theme.value;
  });
}
