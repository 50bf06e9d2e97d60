/** A flag of a command: with a value, which help names so, or without one. */
export interface Flag {
  readonly value?: string;
  readonly help: string;
}

export interface CommandSpec {
  /** What follows the command's words, in this order, as help names it. */
  readonly operands: readonly string[];
  /** Besides the settings, which every command takes. */
  readonly flags: Readonly<Record<string, Flag>>;
  readonly does: string;
  /** What help says beyond that. */
  readonly more?: readonly string[];
  readonly example: string;
}

const JSON_LINES = { json: { help: 'JSON instead of text: one object a line, the result is the last' } } as const;
const FROM_STDIN = 'the password is the first line of standard input';

/** The commands by their words. `main` says which function runs each. */
export const COMMANDS = {
  serve: {
    operands: [],
    flags: {},
    does: 'serve until SIGTERM; what tonearm alone does',
    example: 'tonearm serve --port 3000 --data-dir /srv/tonearm',
  },
  demo: {
    operands: [],
    flags: {},
    does: 'serve a small living world on a folder of its own, thrown away at the end unless --data-dir names one',
    example: 'tonearm demo',
  },
  'user list': {
    operands: [],
    flags: JSON_LINES,
    does: 'list all accounts, newest first',
    example: 'tonearm user list --data-dir /srv/tonearm',
  },
  'user create': {
    operands: ['LOGIN'],
    flags: {
      role: { value: 'ROLE', help: 'listener (default), musician, artist, manager or root' },
      email: { value: 'E-MAIL', help: 'its e-mail address' },
      'password-stdin': { help: `${FROM_STDIN}; without it one is made and printed` },
      ...JSON_LINES,
    },
    does: 'make an account; in an empty folder or database it makes the house first',
    example: 'tonearm user create anna --role artist --email anna@example.com',
  },
  'user reset-password': {
    operands: ['LOGIN'],
    flags: { 'password-stdin': { help: `${FROM_STDIN}; without it one is made and printed` }, ...JSON_LINES },
    does: 'give an account a new password and end all its sessions, also of a root account whose password is lost',
    example: 'tonearm user reset-password root',
  },
  'user deactivate': {
    operands: ['LOGIN'],
    flags: JSON_LINES,
    does: 'lock an account and end all its sessions; what it made stays',
    example: 'tonearm user deactivate anna',
  },
  'user activate': {
    operands: ['LOGIN'],
    flags: JSON_LINES,
    does: 'unlock an account',
    example: 'tonearm user activate anna',
  },
  'media check': {
    operands: [],
    flags: {
      fix: { help: 'erase files that nothing belongs to, count anew what accounts keep' },
      force: { help: 'also where more than 5 % of all files would be erased' },
      ...JSON_LINES,
    },
    does: 'compare the database with the files, both ways, beside a running server or without one',
    more: ['Ends with 0 when all is in order, 3 when something was found, 1 when it failed or refused.'],
    example: 'tonearm media check --fix',
  },
  'media move': {
    operands: [],
    flags: { to: { value: 's3|folder', help: 'where all files are to be' }, ...JSON_LINES },
    does: 'bring all files to the S3 store or to the data folder, beside a running server',
    example: 'tonearm media move --to s3',
  },
  import: {
    operands: ['DIR'],
    flags: {
      url: { value: 'URL', help: 'where the server is (default http://localhost:3000)' },
      as: { value: 'LOGIN', help: 'the account that imports (default root)' },
      'password-stdin': { help: `${FROM_STDIN}, else TONEARM_PASSWORD; on a terminal it is asked for` },
      'dry-run': { help: 'say what would be imported, and import nothing' },
      jobs: { value: 'N', help: 'files that are sent at once, 1 to 32 (default 4)' },
      ...JSON_LINES,
    },
    does: 'put a folder of music into a running server, by the tags of its files; what is there already is left out',
    more: [
      'Takes mp3, flac, ogg, opus, m4a and wav; originals are never touched. It may be broken off and run again.',
      'Ends with 0, 3 when some files could not be imported, 1 when it had to give up.',
    ],
    example: 'tonearm import ~/Music --url https://music.example --as anna',
  },
  'backup create': {
    operands: ['TARGET'],
    flags: JSON_LINES,
    does: 'copy the database and all files to a folder, or to one file when its name ends in .tar.zst',
    more: [
      'The server goes on meanwhile. Into the folder of an earlier backup it brings only what that has not.',
      'Ends with 3 when files were not as their rows say, which it lists; run verify, and keep the backup elsewhere.',
    ],
    example: 'tonearm backup create /mnt/backup/tonearm --data-dir /srv/tonearm',
  },
  'backup verify': {
    operands: ['TARGET'],
    flags: JSON_LINES,
    does: 'read a backup, all of it, and say what is missing or changed; it needs no house',
    example: 'tonearm backup verify /mnt/backup/tonearm',
  },
  'backup restore': {
    operands: ['SOURCE'],
    flags: {
      force: { help: 'replace the house that the data folder, the database or the S3 store holds; other files stay' },
      ...JSON_LINES,
    },
    does: 'make of a backup the house of the settings, on either engine, in the folder or in S3; no server may run on it',
    example: 'tonearm backup restore /mnt/backup/tonearm --data-dir /srv/tonearm',
  },
  ledger: {
    operands: [],
    flags: JSON_LINES,
    does: 'prove that the sums of every royalty account are what its entries add up to; changes nothing',
    example: 'tonearm ledger',
  },
  doctor: {
    operands: [],
    flags: { all: { help: 'read every file and compare it with its digest; else some are looked at' }, ...JSON_LINES },
    does: 'look whether all is well, beside a running server or without one; changes nothing',
    more: ['Each check is green, yellow or red and says what to do. Ends with 1 when one is red.'],
    example: 'tonearm doctor --data-dir /srv/tonearm --all',
  },
  openapi: {
    operands: [],
    flags: JSON_LINES,
    does: 'print the OpenAPI document of all operations',
    example: 'tonearm openapi > tonearm.openapi.json',
  },
  healthcheck: {
    operands: [],
    flags: JSON_LINES,
    does: 'ask the server that the settings describe whether it is alive; ends with 0 or 1',
    example: 'tonearm healthcheck --port 3000',
  },
} as const satisfies Record<string, CommandSpec>;

export type CommandName = keyof typeof COMMANDS;

/** The flags that were given: values, and whether those without a value were there. */
export type Flags<Name extends CommandName> = {
  readonly [Given in keyof (typeof COMMANDS)[Name]['flags']]: (typeof COMMANDS)[Name]['flags'][Given] extends {
    value: string;
  }
    ? string | undefined
    : boolean;
};

/** The operands of a command: a text for each. */
export type Operands<Name extends CommandName> = Texts<(typeof COMMANDS)[Name]['operands']>;
type Texts<Names extends readonly string[]> = { readonly [At in keyof Names]: string };
