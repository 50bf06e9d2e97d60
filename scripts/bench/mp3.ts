/**
 * How long an MP3 of a WAV takes, by `/add_track` with its upload, beside the `lame` of the machine: time that somebody
 * waits, and processor time of all threads.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { music } from './music.ts';
import type { Program } from './program.ts';

/** Seconds of music: what one encoder makes, and a song. */
const LENGTHS = [30, 240];
/** kbit/s, the default of both. */
const BITRATE = 128;

interface Took {
  /** Seconds. */
  wait: number;
  cpu: number;
}

/** @param rounds of each length, in turn @returns the lines of a table */
export async function measureMp3(program: Program, folder: string, rounds: number): Promise<string[]> {
  const lame = Bun.which('lame');
  if (!lame) console.error('not measured beside lame: it is not installed');
  const [wav, mp3] = [join(folder, 'music.wav'), join(folder, 'music.mp3')];
  const form = await signUp(program.url);
  const lines = ['| WAV to MP3 | takes | CPU | × lame: speed | CPU |', '|---|--:|--:|--:|--:|'];
  for (const seconds of LENGTHS) {
    await Bun.write(wav, music(seconds));
    form.set('wav_file', Bun.file(wav), 'music.wav');
    const own: Took[] = [];
    const native: Took[] = [];
    for (let round = 0; round < rounds; round++) {
      if (lame) native.push(await encodedBy([lame, '--quiet', '-b', String(BITRATE), wav, mp3]));
      own.push(await recorded(program, form));
    }
    const ratio = (what: keyof Took) =>
      lame ? middle(own.map((one, at) => (native[at] as Took)[what] / one[what])).toFixed(2) : '';
    const [wait, cpu] = (['wait', 'cpu'] as const).map((what) => middle(own.map((one) => one[what])));
    const takes = `${wait?.toFixed(2)} s | ${cpu?.toFixed(2)} s`;
    lines.push(`| ${seconds} s of music | ${takes} | ${ratio('wait')} | ${ratio('cpu')} |`);
  }
  await Promise.all([rm(wav), rm(mp3, { force: true })]);
  return lines;
}

async function signUp(url: string): Promise<FormData> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/register`, { method: 'POST', headers, body: '{"user_name":"Recorder"}' });
  const { user_id, user_access_token } = (await answer.json()) as { user_id: number; user_access_token: string };
  const form = new FormData();
  form.set('user_id', String(user_id));
  form.set('user_access_token', user_access_token);
  return form;
}

async function recorded(program: Program, body: FormData): Promise<Took> {
  const [cpu, start] = [program.cpu(), performance.now()];
  const answer = await fetch(`${program.url}/add_track`, { method: 'POST', body });
  if (!answer.ok) throw new Error(`POST /add_track: ${answer.status} ${await answer.text()}`);
  return { wait: (performance.now() - start) / 1000, cpu: program.cpu() - cpu };
}

async function encodedBy(command: string[]): Promise<Took> {
  const start = performance.now();
  const child = Bun.spawn(command);
  if ((await child.exited) !== 0) throw new Error(`${command.join(' ')} failed`);
  const used = child.resourceUsage()?.cpuTime.total ?? 0n;
  return { wait: (performance.now() - start) / 1000, cpu: Number(used) / 1e6 };
}

const middle = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
