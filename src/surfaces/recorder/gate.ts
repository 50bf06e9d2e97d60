import { Value } from '@sinclair/typebox/value';
import type { KeyHolder } from '../../domain/accounts/model.ts';
import type { Services } from '../../domain/services.ts';
import { type DomainError, invalid, isKind } from '../../errors.ts';
import { ArrivingFile, uploadNamed } from '../../http/body/arriving-file.ts';
import { type Gate, Strangers } from '../../http/body/gate.ts';
import { problemsOf, together } from '../../http/body/problems.ts';
import { TrackBody } from './shapes.ts';

/** The room on disk for files that arrive before the id and token of their form. */
const STRANGERS = { bytes: 64 * 1024 * 1024, uploads: 16 };

const FIELD = 'wav_file';

export const noFile = () => invalid(FIELD, 'must be a file');

/** Checks id, token and the name of the file before the file is read. The check throws all problems at once. */
export function trackGate({ accounts, recordings, media }: Pick<Services, 'accounts' | 'recordings' | 'media'>): Gate {
  const holderIn = (fields: Readonly<Record<string, unknown>>) =>
    accounts.byKey(Number(fields.user_id), String(fields.user_access_token));

  /** What the file is called; an upload's name is nobody's affair but its holder's. @throws invalid (`wav_file`) */
  async function nameOf(file: unknown, holder: KeyHolder | undefined): Promise<string | undefined> {
    if (file instanceof ArrivingFile) return file.originalName;
    const id = uploadNamed(file);
    if (id === undefined) throw noFile();
    return holder && media.resumable.nameOf(holder.account.id, { id, field: FIELD });
  }

  return {
    fields: Object.keys(TrackBody.properties),
    strangers: new Strangers(STRANGERS),
    async check(seen) {
      const problems = problemsOf(Value.Errors(TrackBody, seen), 'body');
      const isFine = (field: string) => !problems.some(({ detail }) => detail.field === field);
      let holder: KeyHolder | undefined;
      const prove = async () => {
        holder = await holderIn(seen);
      };
      if (isFine('user_id') && isFine('user_access_token')) problems.unshift(...(await problemsIn(prove)));
      const checkFile = async () => {
        const name = await nameOf(seen.wav_file, holder);
        if (name !== undefined) recordings.checkName(name, FIELD);
      };
      if (isFine(FIELD)) problems.push(...(await problemsIn(checkFile)));
      const [first, ...others] = problems;
      if (first) throw together(first, ...others);
    },
    owner: async (body) => (await holderIn(body)).account.id,
  };
}

/** The error that a check throws, if it throws one of the client's. */
async function problemsIn(check: () => unknown): Promise<DomainError[]> {
  try {
    await check();
    return [];
  } catch (error) {
    if (isKind(error, 'invalid') || isKind(error, 'wrong_login')) return [error];
    throw error;
  }
}
