import { type Command, readCommand, UsageError } from './commands/command-line.ts';
import { refuseDemoFolder } from './commands/demo/folder.ts';
import { Failure } from './commands/failure.ts';
import { printer } from './commands/printer.ts';
import { serve } from './commands/serve.ts';
import { ConfigError } from './commands/settings.ts';
import { DataFolderError } from './db/data-folder.ts';
import { loggable } from './db/loggable.ts';
import { BackupError } from './domain/backup/model.ts';
import { DomainError } from './errors.ts';
import { STDERR, STDOUT, write } from './lib/output.ts';
import { version, versionLine } from './version.ts';

async function main(args: readonly string[]): Promise<number> {
  // Every file that any command makes may be read by this user of the system only: the database, uploads, temporary files.
  process.umask(0o077);
  try {
    return await run(readCommand(args, process.env));
  } catch (error) {
    const [status, message] = exitStatus(error);
    write(STDERR, `tonearm: ${message}\n`);
    const isJson = args.includes('--json');
    if (isJson && status === 1) printer(isJson).result({ ok: false, error: message }, '');
    return status;
  }
}

/** Runs a command. All but `serve` are loaded on demand: a server does not need them in memory. @returns the exit status */
async function run(command: Command): Promise<number> {
  switch (command.name) {
    case 'serve':
      refuseDemoFolder(command.config.dataDir);
      return serve(command.config);
    case 'demo':
      return (await import('./commands/demo.ts')).demo(command);
    case 'user list':
      return (await import('./commands/user.ts')).listUsers(command);
    case 'user create':
      return (await import('./commands/user.ts')).createUser(command);
    case 'user reset-password':
      return (await import('./commands/user.ts')).resetPassword(command);
    case 'user deactivate':
      return (await import('./commands/user.ts')).deactivateUser(command);
    case 'user activate':
      return (await import('./commands/user.ts')).activateUser(command);
    case 'media check':
      return (await import('./commands/media-check.ts')).mediaCheck(command);
    case 'media move':
      return (await import('./commands/media-move.ts')).mediaMove(command);
    case 'import':
      return (await import('./commands/import.ts')).importMusic(command, process.env);
    case 'backup create':
      return (await import('./commands/backup-create.ts')).backupCreate(command);
    case 'backup verify':
      return (await import('./commands/backup-verify.ts')).backupVerify(command);
    case 'backup restore':
      return (await import('./commands/backup-restore.ts')).backupRestore(command);
    case 'ledger':
      return (await import('./commands/ledger.ts')).ledger(command);
    case 'doctor':
      return (await import('./commands/doctor.ts')).doctor(command);
    case 'openapi':
      return (await import('./commands/openapi.ts')).openapi(command);
    case 'healthcheck':
      return (await import('./commands/healthcheck.ts')).healthcheck(command);
    case 'help':
      return show((await import('./commands/help.ts')).help(version, command.about));
    case 'version':
      return show(versionLine);
  }
}

function show(text: string): number {
  write(STDOUT, `${text}\n`, Number.POSITIVE_INFINITY);
  return 0;
}

function exitStatus(error: unknown): [status: number, message: string] {
  if (error instanceof UsageError) return [2, error.message];
  const isMendable = [ConfigError, DataFolderError, Failure, DomainError, BackupError].some(
    (kind) => error instanceof kind,
  );
  if (isMendable) return [1, (error as Error).message];
  // An unexpected error is shown with its stack trace, but without the values of an SQL statement.
  const { message, stack } = loggable(error);
  return [1, `failed for a reason that nothing expected; please report this: ${message}\n${stack ?? ''}`];
}

process.exit(await main(process.argv.slice(2)));
