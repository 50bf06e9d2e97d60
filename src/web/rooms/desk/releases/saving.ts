import { ask, type Failure } from '../../../api/client.ts';
import { say } from '../../../words/words.ts';
import type { WholeRelease } from './types.ts';
import { bodyOf, titleOf, type Values } from './values.ts';

/** What the label's dialect says in Russian, in the language that is shown. */
export function explain({ message, status }: Failure): string | undefined {
  if (message.startsWith('Черновик релиза уже')) return say('otherDraft');
  if (message.startsWith('Недопустимый формат файла трека')) return say('wrongAudio');
  if (message.startsWith('Недопустимый формат или размер обложки')) return say('wrongCover');
  if (message.startsWith('Релиз не на рассмотрении')) return say('decidedAlready');
  if (status === 413) return say('tooLarge');
  return status === 503 ? say('busyServer') : undefined;
}

/** Files and tracks of drafts alone can be changed: makes a draft of what was sent back. @throws Failure */
export async function ensureDraft({ id, name, status }: WholeRelease): Promise<void> {
  if (status.label !== 'draft') await ask(`/v1/releases/${id}`, { method: 'PUT', body: { name } });
}

/** Sends what was changed, and nothing else. @throws Failure */
export async function sendChanges(release: WholeRelease, values: Values, changed: readonly string[]): Promise<void> {
  const body = bodyOf(values, changed);
  if (Object.keys(body).length > 0) await ask(`/v1/releases/${release.id}`, { method: 'PUT', body });
  else await ensureDraft(release);
  for (const { id } of release.tracks) {
    const field = titleOf(id);
    const name = values[field]?.trim();
    if (changed.includes(field)) await ask(`/v1/tracks/${release.id}/${id}`, { method: 'PUT', body: { name } });
  }
}

/** @throws Failure */
export const submit = (id: string): Promise<WholeRelease> => ask(`/v1/releases/${id}`, { method: 'PATCH' });
