import { resolve } from 'node:path';
import {
  bucketName,
  currencyCode,
  endpoint,
  filled,
  hours,
  loginName,
  longSecret,
  mebibytes,
  mebibytesOrNone,
  mp3Bitrate,
  oneOf,
  onOff,
  origin,
  originList,
  portList,
  postgresUrl,
  seconds,
  secondsList,
  whole,
  wordList,
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
  /** Seals app keys, the keys of webhooks and tickets to hear releases. Absent: made once and kept in the database. */
  readonly appKeySecret: string | undefined;
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
  /** kbit/s of an MP3 that is made for a player that sets no limit. */
  readonly streamBitrate: number;
  /** Most bytes of MP3s that were made for players, kept to be used again. */
  readonly transcodeCacheBytes: number;
  /** Where files are kept. Absent: in `dataDir`. */
  readonly mediaStore: BucketName | undefined;
  /** An origin, with a path where the store has one. Absent: Amazon's of the region. */
  readonly s3Endpoint: string | undefined;
  readonly s3Region: string;
  readonly s3AccessKeyId: string | undefined;
  readonly s3SecretAccessKey: string | undefined;
  /** Whether the bucket stands in the path of its address, not in the host. Absent: when an endpoint is given. */
  readonly s3PathStyle: boolean | undefined;
  /** How files of the store reach clients: through this process, or from the store itself. */
  readonly mediaDelivery: 'proxy' | 'redirect';
  /** The endpoint as clients reach it. Absent: the same. */
  readonly s3PublicEndpoint: string | undefined;
  /** Most bytes of local copies of the store's files. */
  readonly cacheBytes: number;
  /** Connections to PostgreSQL. */
  readonly postgresPool: number;
  /** Bytes that an account may keep; 0: any number. */
  readonly quotaBytes: number;
  /** Bytes of the disk that uploads leave free. */
  readonly minFreeBytes: number;
  /** Milliseconds after which an unfinished or unused resumable upload ends. */
  readonly uploadLifetime: number;
  /** Milliseconds after which a file that no row has come for belongs to nobody. For tests. */
  readonly janitorAge: number;
  /** Milliseconds between two rounds of the janitor. For tests. */
  readonly janitorPause: number;
  /** Words that sorting leaves out where a name begins with one. */
  readonly ignoredArticles: readonly string[];
  /** The label's name, as players show it of its releases. */
  readonly labelName: string | undefined;
  /** The house's currency, ISO 4217: that of all money that is no line of a report. */
  readonly currency: string;
  /** Whether players may show a digest of their key. */
  readonly playerTokens: boolean;
  /** Whether webhooks may be reached without https, and in private networks. */
  readonly webhooksPrivate: boolean;
  /** Milliseconds before each further attempt to reach a webhook. */
  readonly webhooksRetry: readonly number[];
  /** Of a distributor's report, unpacked. */
  readonly maxReportBytes: number;
  readonly logLevel: LogLevel;
  /** Absent: text on a terminal, JSON elsewhere. */
  readonly logFormat: LogFormat | undefined;
  readonly metrics: boolean;
  /** Absent: metrics are on the ports of all else. */
  readonly metricsPort: number | undefined;
}

/** A bucket, and what the keys of all objects in it begin with: empty, or with a slash at its end. */
export interface BucketName {
  readonly bucket: string;
  readonly prefix: string;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export type LogFormat = 'json' | 'text';

export interface Setting<Value> {
  /** The environment's name; the flag is the same in lower case with hyphens. */
  name: string;
  /** What `--help` shows as the default, and the text that is parsed when nothing is given. */
  fallback?: string;
  /** May also be given as `<NAME>_FILE`, the path of a file that holds it. */
  secret?: boolean;
  /** For tests: `--help` does not show it. */
  hidden?: boolean;
  help: string;
  /** See lib/setting-values.ts. */
  parse: (text: string) => Value;
}

/** Each setting with its name, default, meaning and parser. */
export const SETTINGS: { [Key in keyof Config]: Setting<NonNullable<Config[Key]>> } = {
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
  appKeySecret: {
    name: 'APP_KEY_SECRET',
    secret: true,
    help: 'seals app keys, the keys of webhooks and the addresses at which reviewers hear, at least 32 characters; without it one is made and kept in the database',
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
    help: 'on or off: limits on wrong passwords and app keys, new accounts and what community asks for often',
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
  streamBitrate: {
    name: 'STREAM_BITRATE',
    fallback: '192',
    help: 'kbit/s of the MP3s that players ask for without a limit',
    parse: mp3Bitrate,
  },
  playerTokens: {
    name: 'SUBSONIC_TOKENS',
    fallback: 'on',
    help: 'on or off: whether players may show a digest of their app key (t and s) instead of the key',
    parse: onOff,
  },
  transcodeCacheBytes: {
    name: 'TRANSCODE_CACHE_MB',
    fallback: '1024',
    help: 'MP3s that were made for players, kept to be used again, MiB',
    parse: mebibytes,
  },
  mediaStore: {
    name: 'MEDIA_STORE',
    help: 's3://bucket or s3://bucket/prefix: where files are kept; without it in DATA_DIR',
    parse: bucketName,
  },
  s3Endpoint: {
    name: 'S3_ENDPOINT',
    help: 'address of the S3 store, as https://s3.example; without it Amazon of the region',
    parse: endpoint,
  },
  s3Region: { name: 'S3_REGION', fallback: 'us-east-1', help: 'region of the S3 store', parse: filled },
  s3AccessKeyId: { name: 'S3_ACCESS_KEY_ID', secret: true, help: 'key of the S3 store', parse: filled },
  s3SecretAccessKey: { name: 'S3_SECRET_ACCESS_KEY', secret: true, help: 'its secret', parse: filled },
  s3PathStyle: {
    name: 'S3_PATH_STYLE',
    help: 'on or off: the bucket in the path, not in the host; without it on when S3_ENDPOINT is given',
    parse: onOff,
  },
  mediaDelivery: {
    name: 'MEDIA_DELIVERY',
    fallback: 'proxy',
    help: 'proxy, or redirect: files are fetched from the S3 store itself, by addresses that hold for 300 s',
    parse: oneOf('proxy', 'redirect'),
  },
  s3PublicEndpoint: {
    name: 'S3_PUBLIC_ENDPOINT',
    help: 'S3_ENDPOINT as clients reach it, for redirect',
    parse: endpoint,
  },
  cacheBytes: {
    name: 'CACHE_MB',
    fallback: '2048',
    help: 'local copies of files of the S3 store, MiB',
    parse: mebibytes,
  },
  postgresPool: {
    name: 'POSTGRES_POOL',
    fallback: '10',
    help: 'most connections to PostgreSQL; changes leave two of them to reads',
    parse: whole(1, 1000),
  },
  quotaBytes: {
    name: 'QUOTA_MB',
    fallback: '0',
    help: 'MiB of files that an account may keep, 0: any number; root may set another for one account',
    parse: mebibytesOrNone,
  },
  minFreeBytes: {
    name: 'MIN_FREE_MB',
    fallback: '512',
    help: 'MiB of the disk that uploads leave free',
    parse: mebibytesOrNone,
  },
  uploadLifetime: {
    name: 'UPLOAD_EXPIRES_HOURS',
    fallback: '24',
    help: 'hours after which an unfinished resumable upload ends',
    parse: hours,
  },
  janitorAge: { name: 'JANITOR_AGE_SECONDS', fallback: '86400', hidden: true, help: '', parse: seconds(0) },
  janitorPause: { name: 'JANITOR_EVERY_SECONDS', fallback: '60', hidden: true, help: '', parse: seconds(0.1) },
  ignoredArticles: {
    name: 'IGNORED_ARTICLES',
    fallback: 'The El La Los Las Le Les Os As O A',
    help: 'words that players leave out when they sort names which begin so, separated by spaces',
    parse: wordList,
  },
  labelName: { name: 'LABEL_NAME', help: 'name of the label, as players show it', parse: filled },
  webhooksPrivate: {
    name: 'WEBHOOKS_PRIVATE',
    fallback: 'off',
    help: 'on: webhooks may have http: and private addresses (for tests and inner networks)',
    parse: onOff,
  },
  webhooksRetry: {
    name: 'WEBHOOKS_RETRY',
    fallback: '60,300,1800,7200,43200',
    help: 'seconds before each further attempt to reach a webhook',
    parse: secondsList,
  },
  currency: {
    name: 'CURRENCY',
    fallback: 'RUB',
    help: "currency of the label's books, ISO 4217",
    parse: currencyCode,
  },
  maxReportBytes: {
    name: 'MAX_REPORT_MB',
    fallback: '1024',
    help: 'largest report of a distributor, unpacked, MiB',
    parse: mebibytes,
  },
  logLevel: { name: 'LOG_LEVEL', fallback: 'info', help: LOG_LEVELS.join(', '), parse: oneOf(...LOG_LEVELS) },
  logFormat: {
    name: 'LOG_FORMAT',
    help: 'json, or text for people; without it text on a terminal and json elsewhere',
    parse: oneOf('json', 'text'),
  },
  metrics: { name: 'METRICS', fallback: 'off', help: 'on: Prometheus metrics at /metrics', parse: onOff },
  metricsPort: {
    name: 'METRICS_PORT',
    help: 'a port of its own for /metrics, which is then on no other; needs METRICS=on',
    parse: whole(0, 65535),
  },
};
