import { flagOf } from './command-line.ts';
import { settings } from './settings.ts';
import { COMMANDS, type CommandSpec } from './table.ts';

const all = Object.entries(COMMANDS) as [string, CommandSpec][];

/**
 * The text of `--help`.
 * @param about the words of a command; or the first of them, for all that begin so; empty: everything, with all settings
 */
export function help(version: string, about: string): string {
  if (about === '') return everything(version).join('\n');
  return all
    .filter(([name]) => name === about || name.startsWith(`${about} `))
    .map((entry) => command(...entry).join('\n'))
    .join('\n\n');
}

function command(name: string, { operands, flags, does, more = [], example }: CommandSpec): string[] {
  const rows = Object.entries(flags).map(([flag, { value, help }]) => {
    const written = value === undefined ? `--${flag}` : `--${flag} ${value}`;
    return `  ${written.padEnd(24)} ${help}`;
  });
  return [
    `tonearm ${name}: ${does}`,
    '',
    `usage: tonearm ${[name, ...operands].join(' ')}${rows.length > 0 ? ' [flags]' : ''} [--setting value …]`,
    ...(rows.length > 0 ? ['', ...rows] : []),
    '',
    ...more,
    `example: ${example}`,
    'The settings, as --data-dir and --database-url, are listed by tonearm --help.',
  ];
}

function everything(version: string): string[] {
  const rows = settings.flatMap(([, { name, fallback, secret, hidden, help }]) => {
    if (hidden) return [];
    const shown = fallback ? ` (default ${fallback})` : '';
    return `  ${flagOf(name).padEnd(24)}${name.padEnd(22)}${help}${shown}${secret ? `; or ${name}_FILE` : ''}`;
  });
  return [
    `tonearm ${version}: the back end of a music platform in one executable`,
    '',
    'usage: tonearm [command] [--setting value …]',
    '       tonearm command --help',
    '       tonearm --help | --version',
    '',
    'commands:',
    ...all.map(([name, { operands, does }]) => `  ${[name, ...operands].join(' ').padEnd(28)}${does}`),
    '',
    'settings, as a flag or in the environment:',
    ...rows,
  ];
}
