import { Failure } from '../failure.ts';

/** Bytes that are read at most. */
const MOST = 64 * 1024;

/** The first line of standard input. @throws Failure when there is none */
export async function passwordFromStdin(): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of Bun.stdin.stream()) {
    text += decoder.decode(chunk, { stream: true });
    if (text.includes('\n') || text.length > MOST) break;
  }
  const [line = ''] = text.split(/\r?\n/);
  if (line.includes('\ufffd'))
    throw new Failure('the password on standard input is not in UTF-8: nobody could type it');
  if (line === '') throw new Failure('there is no password on standard input; its first line is taken');
  return line;
}
