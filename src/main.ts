import { ConfigError, readCommand, UsageError, usage } from './commands/command-line.ts';
import { refuseDemoFolder } from './commands/demo/folder.ts';
import { serve } from './commands/serve.ts';
import { StartError } from './commands/start.ts';
import { DataFolderError } from './db/data-folder.ts';
import { loggable } from './db/loggable.ts';
import { STDERR, STDOUT, write } from './lib/output.ts';
import { version, versionLine } from './version.ts';

async function main(): Promise<number> {
  // Every file that any command makes may be read by this user of the system only: the database, uploads, temporary files.
  process.umask(0o077);
  try {
    const command = readCommand(process.argv.slice(2), process.env);
    if (command.name === 'serve') {
      refuseDemoFolder(command.config.dataDir);
      return await serve(command.config);
    }
    // Loaded on demand: a server does not need it in memory.
    if (command.name === 'demo') return await (await import('./commands/demo.ts')).demo(command);
    if (command.name === 'media check') return await (await import('./commands/media-check.ts')).mediaCheck(command);
    if (command.name === 'media move') return await (await import('./commands/media-move.ts')).mediaMove(command);
    const texts = { help: () => usage(version), version: () => versionLine };
    write(STDOUT, `${texts[command.name]()}\n`);
    return 0;
  } catch (error) {
    const [status, message] = exitStatus(error);
    write(STDERR, `tonearm: ${message}\n`);
    return status;
  }
}

function exitStatus(error: unknown): [status: number, message: string] {
  if (error instanceof UsageError) return [2, error.message];
  if (error instanceof ConfigError) return [1, ['these settings are wrong:', ...error.problems].join('\n  ')];
  if (error instanceof DataFolderError || error instanceof StartError) return [1, error.message];
  // An unexpected error is shown with its stack trace, but without the values of an SQL statement.
  const { message, stack } = loggable(error);
  return [1, `cannot start; please report this: ${message}\n${stack ?? ''}`];
}

process.exit(await main());
