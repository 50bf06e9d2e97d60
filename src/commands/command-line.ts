import { readFileSync } from 'node:fs';
import { type Config, SETTINGS, type Setting } from '../config.ts';

const settings = Object.entries(SETTINGS) as [keyof Config, Setting<unknown>][];
const flagOf = (name: string) => `--${name.toLowerCase().replaceAll('_', '-')}`;

/** All problems of the settings at once, so that the owner can mend them together. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/** An unknown or incomplete argument. `main` ends with status 2. */
export class UsageError extends Error {}

const SEE_HELP = 'see tonearm --help';

/** The commands, by their words, with the flags that each has besides the settings: with a value, or without. */
const COMMANDS = {
  serve: {},
  demo: {},
  'media check': { fix: 'without', force: 'without', json: 'without' },
  'media move': { to: 'with' },
} as const satisfies Record<string, Record<string, 'with' | 'without'>>;
type CommandName = keyof typeof COMMANDS;

/** The flags that were given: the value of each, an empty one where it takes none. */
export type Options<Name extends CommandName> = { readonly [Flag in keyof (typeof COMMANDS)[Name]]?: string };

export type Command =
  | { name: 'help' }
  | { name: 'version' }
  | { name: 'serve'; config: Config }
  /** `isFolderNamed`: whether DATA_DIR was given; if not, the command makes a temporary folder. */
  | { name: 'demo'; config: Config; isFolderNamed: boolean }
  | { [Name in 'media check' | 'media move']: { name: Name; config: Config; options: Options<Name> } }[
      | 'media check'
      | 'media move'];

/** The demo has its own accounts and database, so it ignores these settings; its default HOST is this machine alone. */
const DEMO = { ignored: ['DATABASE_URL', 'ROOT_LOGIN', 'ROOT_PASSWORD', 'MEDIA_STORE'], host: '127.0.0.1' } as const;

/**
 * Reads arguments and environment. A flag wins over its environment variable; an empty variable counts as absent.
 * @throws UsageError for an unknown argument, ConfigError with every bad setting.
 */
export function readCommand(args: readonly string[], env: Record<string, string | undefined>): Command {
  const { name, rest } = commandIn(args);
  const own: Record<string, 'with' | 'without'> = COMMANDS[name];
  const names = new Map(settings.map(([, setting]) => [flagOf(setting.name), setting.name]));
  const flags = new Map<string, string>();
  const options: Record<string, string> = {};
  for (let at = 0; at < rest.length; at++) {
    const argument = rest[at] as string;
    if (argument === '--help' || argument === '-h') return { name: 'help' };
    if (argument === '--version' || argument === '-v') return { name: 'version' };
    const [flag = '', inline] = argument.split(/=(.*)/s);
    const option = flag.startsWith('--') && Object.hasOwn(own, flag.slice(2)) ? flag.slice(2) : undefined;
    const setting = names.get(flag);
    if (option !== undefined && own[option] === 'without' && inline === undefined) {
      options[option] = '';
      continue;
    }
    if ((option === undefined && setting === undefined) || (option !== undefined && own[option] === 'without'))
      throw new UsageError(`unknown argument: ${argument}; ${SEE_HELP}`);
    const value = inline ?? rest[++at];
    if (value === undefined) throw new UsageError(`${flag} needs a value; ${SEE_HELP}`);
    if (option !== undefined) options[option] = value;
    else flags.set(setting as string, value);
  }
  if (name === 'demo') return readDemo(flags, env);
  const config = readConfig(flags, env);
  return name === 'serve' ? { name, config } : { name, config, options };
}

/** The command that arguments begin with, `serve` when they name none, and what follows it. */
function commandIn(args: readonly string[]): { name: CommandName; rest: readonly string[] } {
  for (const words of [2, 1]) {
    const name = args.slice(0, words).join(' ');
    if (Object.hasOwn(COMMANDS, name)) return { name: name as CommandName, rest: args.slice(words) };
  }
  return { name: 'serve', rest: args };
}

function readDemo(flags: Map<string, string>, env: Record<string, string | undefined>): Command {
  const forDemo: typeof env = { ...env, HOST: env.HOST || DEMO.host };
  for (const name of DEMO.ignored) {
    flags.delete(name);
    forDemo[name] = forDemo[`${name}_FILE`] = undefined;
  }
  const isFolderNamed = flags.has('DATA_DIR') || Boolean(env.DATA_DIR);
  return { name: 'demo', config: readConfig(flags, forDemo), isFolderNamed };
}

function readConfig(flags: Map<string, string>, env: Record<string, string | undefined>): Config {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, setting] of settings) {
    try {
      const text = flags.get(setting.name) ?? (env[setting.name] || secretFile(setting, env)) ?? setting.fallback;
      values[key] = text === undefined ? undefined : setting.parse(text);
    } catch (error) {
      problems.push(`${setting.name} ${(error as Error).message}`);
    }
  }
  const { rootPassword, passwordMinLength } = values as { rootPassword?: string; passwordMinLength?: number };
  if (rootPassword !== undefined && passwordMinLength !== undefined && rootPassword.length < passwordMinLength)
    problems.push(`ROOT_PASSWORD must have at least PASSWORD_MIN_LENGTH (${passwordMinLength}) characters`);
  problems.push(...storeProblems(values), ...metricsProblems(values));
  if (problems.length > 0) throw new ConfigError(problems);
  // `SETTINGS` has one entry for each key of `Config`, which parses its type; the loop loses that relation.
  return Object.freeze(values) as unknown as Config;
}

/** What an S3 store needs besides its name. */
function storeProblems({ mediaStore, ...values }: Partial<Config>): string[] {
  if (mediaStore === undefined) return [];
  const needed = { S3_ACCESS_KEY_ID: values.s3AccessKeyId, S3_SECRET_ACCESS_KEY: values.s3SecretAccessKey };
  return Object.entries(needed).flatMap(([name, value]) =>
    value === undefined ? [`${name} is needed by MEDIA_STORE`] : [],
  );
}

/** Whether metrics can have a port of their own. 0 is any free one. */
function metricsProblems({ metrics, metricsPort, ports }: Partial<Config>): string[] {
  if (metricsPort === undefined) return [];
  const found = metrics === false ? ['METRICS_PORT needs METRICS=on'] : [];
  if (metricsPort !== 0 && ports?.includes(metricsPort))
    found.push(`METRICS_PORT must be another port than PORT, and both are ${metricsPort}`);
  return found;
}

function secretFile(setting: Setting<unknown>, env: Record<string, string | undefined>): string | undefined {
  const path = setting.secret ? env[`${setting.name}_FILE`] : undefined;
  if (!path) return undefined;
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    throw new Error(`cannot be read from the file that ${setting.name}_FILE names`);
  }
}

/** The text of `--help`: usage and every setting with its default. */
export function usage(version: string): string {
  const rows = settings.flatMap(([, { name, fallback, secret, hidden, help }]) => {
    if (hidden) return [];
    const shown = fallback ? ` (default ${fallback})` : '';
    return `  ${flagOf(name).padEnd(24)}${name.padEnd(22)}${help}${shown}${secret ? `; or ${name}_FILE` : ''}`;
  });
  return [
    `tonearm ${version}: the back end of a music platform in one executable`,
    '',
    'usage: tonearm [serve] [--setting value …]',
    '       tonearm demo [--data-dir folder] [--setting value …]',
    '       tonearm media check [--fix] [--force] [--json] [--setting value …]',
    '       tonearm media move --to s3|folder [--setting value …]',
    '       tonearm --help | --version',
    '',
    'demo serves a small living world on a folder of its own, thrown away at the end unless one is named',
    'media check compares the database with the files, beside a running server or without one; --fix erases files that',
    'nothing belongs to and counts anew what accounts keep; ends with 0 in order, 3 something found, 1 failed or refused',
    'media move brings all files to the S3 store or to the data folder, beside a running server',
    '',
    'settings, as a flag or in the environment:',
    ...rows,
  ].join('\n');
}
