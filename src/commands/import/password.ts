import { STDERR, write } from '../../lib/output.ts';
import { Failure } from '../failure.ts';
import type { Environment } from '../settings.ts';
import { passwordFromStdin } from '../user/password.ts';

const LONGEST = 256;
const ENTER = ['\r', '\n'];
const INTERRUPT = '\u0003';
const ERASE = ['\u007f', '\b'];

/**
 * The password of the account that imports.
 * @param isOnStdin whether it is the first line of standard input
 * @throws Failure when there is none
 */
export async function passwordOf(login: string, isOnStdin: boolean, env: Environment): Promise<string> {
  if (isOnStdin) return passwordFromStdin();
  if (env.TONEARM_PASSWORD) return env.TONEARM_PASSWORD;
  if (process.stdin.isTTY) return ask(`password of ${login}: `);
  throw new Failure('there is no password: give it by --password-stdin or in TONEARM_PASSWORD');
}

/** Asks on the terminal, and shows nothing of what is typed. */
async function ask(question: string): Promise<string> {
  const { stdin } = process;
  write(STDERR, question);
  stdin.setRawMode(true);
  let typed: string[] = [];
  try {
    for await (const chunk of stdin) {
      for (const character of String(chunk)) {
        if (ENTER.includes(character)) return typed.join('');
        if (character === INTERRUPT) throw new Failure('broken off');
        if (ERASE.includes(character)) typed = typed.slice(0, -1);
        else if (typed.length < LONGEST) typed.push(character);
      }
    }
    return typed.join('');
  } finally {
    stdin.setRawMode(false);
    write(STDERR, '\n');
  }
}
