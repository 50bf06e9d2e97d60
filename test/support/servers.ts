import type { BunFile } from 'bun';

/** A server of the tests that is not ours. */
export interface Server {
  end(): Promise<void>;
}

/** Starts the command first, and ends it when standard input ends: with these tests, however they end. */
const KEEPER = '"$@" & read -r _; kill $!; wait';

/** @param output where it writes to; @param port that it listens on when this resolves; @throws Error with the output when it does not */
export async function startServer(command: readonly string[], output: BunFile, port: number): Promise<Server> {
  const child = Bun.spawn(['sh', '-c', KEEPER, 'keeper', ...command], { stdio: ['pipe', output, output] });
  const server = {
    end: async () => {
      child.stdin.end();
      await child.exited;
    },
  };
  for (let tries = 1; !(await isListening(port)); tries++) {
    if (tries === 200) {
      await server.end();
      throw new Error(`${command.join(' ')}\n${await output.text()}`);
    }
    await Bun.sleep(50);
  }
  return server;
}

async function isListening(port: number): Promise<boolean> {
  try {
    const socket = await Bun.connect({ hostname: '127.0.0.1', port, socket: { data: () => {} } });
    socket.end();
    return true;
  } catch {
    return false;
  }
}
