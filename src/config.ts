import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  filled,
  loginName,
  longSecret,
  mebibytes,
  mp3Bitrate,
  oneOf,
  onOff,
  origin,
  originList,
  portList,
  postgresUrl,
  whole,
} from './lib/setting-values.ts';

/** The settings, read once at start and frozen. Sizes are in bytes, lengths in characters. */
export interface Config {
  readonly ports: readonly number[];
  readonly host: string;
  readonly dataDir: string;
  /** Absent: the embedded SQLite in `dataDir`. */
  readonly databaseUrl: string | undefined;
  /** An origin. Absent: each request's own. */
  readonly publicUrl: string | undefined;
  /** Absent: made once and kept in the database. */
  readonly jwtSecret: string | undefined;
  readonly rootLogin: string;
  /** Absent: generated at the first start and printed once. */
  readonly rootPassword: string | undefined;
  readonly catalogueWrites: 'members' | 'open';
  readonly rateLimit: boolean;
  readonly trustProxy: boolean;
  readonly corsOrigins: readonly string[];
  readonly passwordMinLength: number;
  readonly listLimit: number;
  readonly maxAvatarBytes: number;
  readonly maxCoverBytes: number;
  readonly maxTrackBytes: number;
  /** kbit/s of the MP3s that the recorder makes. */
  readonly mp3Bitrate: number;
  readonly logLevel: LogLevel;
  readonly metrics: boolean;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

interface Setting<Value> {
  /** The environment's name; the flag is the same in lower case with hyphens. */
  name: string;
  /** What `--help` shows as the default, and the text that is parsed when nothing is given. */
  fallback?: string;
  /** May also be given as `<NAME>_FILE`, the path of a file that holds it. */
  secret?: boolean;
  help: string;
  /** See lib/setting-values.ts. */
  parse: (text: string) => Value;
}

/** Each setting with its name, default, meaning and parser. */
const SETTINGS: { [Key in keyof Config]: Setting<NonNullable<Config[Key]>> } = {
  ports: { name: 'PORT', fallback: '3000', help: 'port to listen on, or several: 3000,5000,8000', parse: portList },
  host: {
    name: 'HOST',
    fallback: '0.0.0.0',
    help: 'address to listen on; 127.0.0.1 keeps it to this machine',
    parse: filled,
  },
  dataDir: {
    name: 'DATA_DIR',
    fallback: './data',
    help: 'folder for the database and files',
    parse: (text) => resolve(filled(text)),
  },
  databaseUrl: {
    name: 'DATABASE_URL',
    secret: true,
    help: 'postgres://… ; without it SQLite in DATA_DIR',
    parse: postgresUrl,
  },
  publicUrl: {
    name: 'PUBLIC_URL',
    help: 'address under which clients reach the server, as https://music.example (no path)',
    parse: origin,
  },
  jwtSecret: {
    name: 'JWT_SECRET',
    secret: true,
    help: 'at least 32 characters; without it one is made and kept in the database',
    parse: longSecret,
  },
  rootLogin: { name: 'ROOT_LOGIN', fallback: 'root', help: 'name of the first root account', parse: loginName },
  rootPassword: {
    name: 'ROOT_PASSWORD',
    secret: true,
    help: 'its password; without it one is made and printed once',
    parse: filled,
  },
  catalogueWrites: {
    name: 'CATALOGUE_WRITES',
    fallback: 'members',
    help: 'who may write the catalogue: members, or open (anybody)',
    parse: oneOf('members', 'open'),
  },
  rateLimit: {
    name: 'RATE_LIMIT',
    fallback: 'on',
    help: 'on or off: limits on wrong passwords, new accounts and what community asks for often',
    parse: onOff,
  },
  trustProxy: {
    name: 'TRUST_PROXY',
    fallback: 'off',
    help: 'on: believe X-Forwarded-* (only behind your own proxy)',
    parse: onOff,
  },
  corsOrigins: {
    name: 'CORS_ORIGINS',
    fallback: '',
    help: 'origins whose pages may send cookies, separated by commas',
    parse: originList,
  },
  passwordMinLength: {
    name: 'PASSWORD_MIN_LENGTH',
    fallback: '8',
    help: 'shortest password taken',
    parse: whole(1, 256),
  },
  listLimit: {
    name: 'LIST_LIMIT',
    fallback: '1000',
    help: 'most entries in one answer of a list',
    parse: whole(1, 100_000),
  },
  maxAvatarBytes: { name: 'MAX_AVATAR_MB', fallback: '5', help: 'largest avatar, MiB', parse: mebibytes },
  maxCoverBytes: {
    name: 'MAX_COVER_MB',
    fallback: '10',
    help: 'largest cover or catalogue picture, MiB',
    parse: mebibytes,
  },
  maxTrackBytes: { name: 'MAX_TRACK_MB', fallback: '100', help: 'largest audio file, MiB', parse: mebibytes },
  mp3Bitrate: {
    name: 'MP3_BITRATE',
    fallback: '128',
    help: 'kbit/s of the MP3s that the recorder makes',
    parse: mp3Bitrate,
  },
  logLevel: { name: 'LOG_LEVEL', fallback: 'info', help: LOG_LEVELS.join(', '), parse: oneOf(...LOG_LEVELS) },
  metrics: { name: 'METRICS', fallback: 'off', help: 'on: Prometheus metrics at /metrics', parse: onOff },
};

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

export type Command =
  | { name: 'help' }
  | { name: 'version' }
  | { name: 'serve'; config: Config }
  /** `isFolderNamed`: whether DATA_DIR was given; if not, the command makes a temporary folder. */
  | { name: 'demo'; config: Config; isFolderNamed: boolean };

/** The demo has its own accounts and database, so it ignores these settings; its default HOST is this machine alone. */
const DEMO = { ignored: ['DATABASE_URL', 'ROOT_LOGIN', 'ROOT_PASSWORD'], host: '127.0.0.1' } as const;

/**
 * Reads arguments and environment. A flag wins over its environment variable; an empty variable counts as absent.
 * @throws UsageError for an unknown argument, ConfigError with every bad setting.
 */
export function readCommand(args: readonly string[], env: Record<string, string | undefined>): Command {
  const flags = new Map<string, string>();
  const names = new Map(settings.map(([, setting]) => [flagOf(setting.name), setting.name]));
  const isDemo = args[0] === 'demo';
  const rest = isDemo || args[0] === 'serve' ? args.slice(1) : args;
  for (let at = 0; at < rest.length; at++) {
    const argument = rest[at] as string;
    if (argument === '--help' || argument === '-h') return { name: 'help' };
    if (argument === '--version' || argument === '-v') return { name: 'version' };
    const [flag = '', inline] = argument.split(/=(.*)/s);
    const name = names.get(flag);
    if (name === undefined) throw new UsageError(`unknown argument: ${argument}; ${SEE_HELP}`);
    const value = inline ?? rest[++at];
    if (value === undefined) throw new UsageError(`${flag} needs a value; ${SEE_HELP}`);
    flags.set(name, value);
  }
  if (!isDemo) return { name: 'serve', config: readConfig(flags, env) };
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
  if (problems.length > 0) throw new ConfigError(problems);
  // `SETTINGS` has one entry for each key of `Config`, which parses its type; the loop loses that relation.
  return Object.freeze(values) as unknown as Config;
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
  const rows = settings.map(([, { name, fallback, secret, help }]) => {
    const shown = fallback ? ` (default ${fallback})` : '';
    return `  ${flagOf(name).padEnd(24)}${name.padEnd(22)}${help}${shown}${secret ? `; or ${name}_FILE` : ''}`;
  });
  return [
    `tonearm ${version}: the back end of a music platform in one executable`,
    '',
    'usage: tonearm [serve] [--setting value …]',
    '       tonearm demo [--data-dir folder] [--setting value …]',
    '       tonearm --help | --version',
    '',
    'demo serves a small living world on a folder of its own, thrown away at the end unless one is named',
    '',
    'settings, as a flag or in the environment:',
    ...rows,
  ].join('\n');
}
