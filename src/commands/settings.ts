import { readFileSync } from 'node:fs';
import { type Config, SETTINGS, type Setting } from '../config.ts';

/** The settings, as pairs of a key of `Config` and what is known of it. */
export const settings = Object.entries(SETTINGS) as [keyof Config, Setting<unknown>][];

/** All problems of the settings at once, so that the owner can mend them together. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(['these settings are wrong:', ...problems].join('\n  '));
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings. A flag wins over its environment variable; an empty variable counts as absent.
 * @param flags values by the setting's name, as the environment's
 * @throws ConfigError
 */
export function readConfig(env: Environment, flags: ReadonlyMap<string, string> = new Map()): Config {
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
  problems.push(...storeProblems(values));
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

function secretFile(setting: Setting<unknown>, env: Environment): string | undefined {
  const path = setting.secret ? env[`${setting.name}_FILE`] : undefined;
  if (!path) return undefined;
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    throw new Error(`cannot be read from the file that ${setting.name}_FILE names`);
  }
}
