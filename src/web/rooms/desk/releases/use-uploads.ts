import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ask, Failure } from '../../../api/client.ts';
import { sendFile } from '../../../api/send-file.ts';
import { wordsOf } from '../../../dialogs/form.tsx';
import { say } from '../../../words/words.ts';
import { ensureDraft, explain } from './saving.ts';
import type { WholeRelease } from './types.ts';
import type { Kept } from './use-release.ts';

/** A file on its way to become a track. */
export interface Upload {
  key: number;
  name: string;
  /** From 0 to 1. */
  part: number;
  fault?: string;
}

const LONGEST_TITLE = 200;
const HIGHEST = 9999;

/** Files become tracks one after another, so that they come in the order in which they were chosen. */
export function useUploads(kept: Kept) {
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const now = useRef(kept);
  now.current = kept;
  const line = useRef<Promise<void>>(Promise.resolve());
  const aborts = useRef(new Map<number, AbortController>());
  const next = useRef(1);
  useEffect(
    () => () => {
      for (const abort of aborts.current.values()) abort.abort();
    },
    [],
  );

  const change = (key: number, part: Partial<Upload>) =>
    setUploads((all) => all.map((one) => (one.key === key ? { ...one, ...part } : one)));
  const remove = useCallback((key: number) => {
    aborts.current.get(key)?.abort();
    aborts.current.delete(key);
    setUploads((all) => all.filter((one) => one.key !== key));
  }, []);

  const add = (files: readonly File[]) => {
    for (const file of files) {
      const key = next.current++;
      const type = typeOf(file.name);
      setUploads((all) => [...all, { key, name: file.name, part: 0, ...(type ? {} : { fault: say('wrongAudio') }) }]);
      if (!type) continue;
      const abort = new AbortController();
      aborts.current.set(key, abort);
      line.current = line.current.then(async () => {
        try {
          await send(now.current, file, type, (part) => change(key, { part }), abort.signal);
          remove(key);
        } catch (error) {
          if (!abort.signal.aborted) change(key, { fault: wordsOf(error, explain) });
        }
      });
    }
  };
  return { uploads, add, remove };
}

const typeOf = (name: string): string | undefined => /\.(wav|flac)$/i.exec(name)?.[1]?.toLowerCase();

/** Uploads a file and makes a track of it. @throws Failure; what the signal was aborted with */
async function send(
  { read, set }: Kept,
  file: File,
  type: string,
  onProgress: (part: number) => void,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  // Not the one that is shown, which may lack the track before this one.
  const release = await read();
  await ensureDraft(release);
  const form = new FormData();
  form.set('trackNumber', String(freeNumber(release)));
  form.set('trackTitle', titleIn(file.name));
  form.set('fileType', type);
  form.set('file', file);
  const path = `/v1/media/${release.artist.userId}/releases/${release.id}/track`;
  const { key } = await sendFile<{ key: string }>(path, form, { onProgress, signal });
  await ask(`/v1/tracks/${release.id}`, { method: 'POST', body: { fileKey: key } });
  set(await read());
}

/** A number that no file of the release has, for a file of the same name would take the other's place. @throws Failure */
function freeNumber({ tracks }: WholeRelease): number {
  const highest = Math.max(0, ...tracks.map(({ file }) => Number.parseInt(file.fileName, 10) || 0));
  if (highest >= HIGHEST) throw new Failure('refused', 400, say('tooMany'));
  return highest + 1;
}

/** `03 - Snow.wav` is called Snow. */
function titleIn(fileName: string): string {
  const bare = fileName.replace(/\.\w+$/, '').trim();
  const title = bare.replace(/^\d{1,3}\s*[-._)]?\s+/, '').trim() || bare || say('untitled');
  return [...title].slice(0, LONGEST_TITLE).join('');
}
