import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { Config } from '../config.ts';
import { type Environment, readConfig, settings } from './settings.ts';
import { COMMANDS, type CommandName, type CommandSpec, type Flags, type Operands } from './table.ts';

/** A wrong argument. `main` prints the one line and ends with status 2. */
export class UsageError extends Error {
  /** @param command the words whose `--help` tells more */
  constructor(problem: string, command = '') {
    super(`${problem}; see ${['tonearm', ...(command ? [command] : []), '--help'].join(' ')}`);
  }
}

type Plain = Exclude<CommandName, 'serve' | 'demo'>;

/** A command to be run, with what was given to it. */
export type Call<Name extends CommandName> = {
  readonly name: Name;
  readonly config: Config;
  readonly operands: Operands<Name>;
  readonly flags: Flags<Name>;
};

export type Command =
  /** `about`: the words of a command, or the first of them; empty: all. */
  | { name: 'help'; about: string }
  | { name: 'version' }
  | { name: 'serve'; config: Config }
  /** `isFolderNamed`: whether DATA_DIR was given; if not, the command makes a temporary folder. */
  | { name: 'demo'; config: Config; isFolderNamed: boolean }
  | { [Name in Plain]: Call<Name> }[Plain];

/** The demo has its own accounts and database, so it ignores these settings; its default HOST is this machine alone. */
const DEMO = { ignored: ['DATABASE_URL', 'ROOT_LOGIN', 'ROOT_PASSWORD', 'MEDIA_STORE'], host: '127.0.0.1' } as const;

/** The flag of a setting: `--data-dir` of `DATA_DIR`. */
export const flagOf = (name: string) => `--${name.toLowerCase().replaceAll('_', '-')}`;

/**
 * Reads arguments and environment. A flag wins over its environment variable; an empty variable counts as absent.
 * @throws UsageError for a wrong argument, ConfigError with every bad setting
 */
export function readCommand(args: readonly string[], env: Environment): Command {
  const { name, rest } = commandIn(args);
  if (name === undefined) return helpAbout(rest);
  const { values, positionals } = parsed(name, rest);
  if (values.help) return { name: 'help', about: args[0] === name.split(' ')[0] ? name : '' };
  if (values.version) return { name: 'version' };
  const operands = operandsOf(name, positionals);
  const given = new Map(
    settings.flatMap(([, setting]) => {
      const value = values[flagOf(setting.name).slice(2)];
      return typeof value === 'string' ? [[setting.name, value] as const] : [];
    }),
  );
  if (name === 'demo') return readDemo(given, env);
  const config = readConfig(env, given);
  if (name === 'serve') return { name, config };
  const flags = Object.fromEntries(
    Object.entries((COMMANDS[name] as CommandSpec).flags).map(([flag, { value }]) => [
      flag,
      value === undefined ? values[flag] === true : values[flag],
    ]),
  );
  // The table says what operands and flags a command has; the loops over it lose that relation.
  return { name, config, operands, flags } as unknown as Command;
}

/** The command that arguments begin with, `serve` when they begin with a flag or are none, and what follows it. */
function commandIn(args: readonly string[]): { name: CommandName | undefined; rest: readonly string[] } {
  for (const words of [2, 1]) {
    const name = args.slice(0, words).join(' ');
    if (Object.hasOwn(COMMANDS, name)) return { name: name as CommandName, rest: args.slice(words) };
  }
  const [first] = args;
  return first === undefined || first.startsWith('-') ? { name: 'serve', rest: args } : { name: undefined, rest: args };
}

/** Help about the commands that begin with a word, as `tonearm user --help`. @throws UsageError when it is not asked for */
function helpAbout([word = '', second]: readonly string[]): Command {
  const seconds = Object.keys(COMMANDS).flatMap((name) => (name.startsWith(`${word} `) ? [name.split(' ')[1]] : []));
  if (seconds.length === 0) throw new UsageError(`unknown command: ${word}`);
  if (second === '--help' || second === '-h') return { name: 'help', about: word };
  throw new UsageError(`${word} does one of: ${seconds.join(', ')}`, word);
}

/** @throws UsageError */
function parsed(name: CommandName, args: readonly string[]) {
  const options: NonNullable<ParseArgsConfig['options']> = {
    help: { type: 'boolean', short: 'h' },
    version: { type: 'boolean', short: 'v' },
  };
  for (const [, setting] of settings) options[flagOf(setting.name).slice(2)] = { type: 'string' };
  for (const [flag, { value }] of Object.entries((COMMANDS[name] as CommandSpec).flags))
    options[flag] = { type: value === undefined ? 'boolean' : 'string' };
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    // The first sentence says what is wrong, those after it how to write arguments that begin with a hyphen.
    const [problem = ''] = (error as Error).message.split(/\.(?:\s|$)/);
    throw new UsageError(problem.charAt(0).toLowerCase() + problem.slice(1), name);
  }
}

/** @throws UsageError when there are more or fewer than the command takes */
function operandsOf(name: CommandName, given: readonly string[]): readonly string[] {
  const wanted: readonly string[] = COMMANDS[name].operands;
  if (given.length > wanted.length) throw new UsageError(`unknown argument: ${given[wanted.length]}`, name);
  const missing = wanted[given.length];
  if (missing !== undefined) throw new UsageError(`${name} needs ${missing}`, name);
  return given;
}

function readDemo(flags: Map<string, string>, env: Environment): Command {
  const forDemo: Record<string, string | undefined> = { ...env, HOST: env.HOST || DEMO.host };
  for (const name of DEMO.ignored) {
    flags.delete(name);
    forDemo[name] = forDemo[`${name}_FILE`] = undefined;
  }
  const isFolderNamed = flags.has('DATA_DIR') || Boolean(env.DATA_DIR);
  return { name: 'demo', config: readConfig(forDemo, flags), isFolderNamed };
}
