import { Value } from '@sinclair/typebox/value';
import type { Services } from '../../domain/services.ts';
import { type DomainError, invalid, isKind } from '../../errors.ts';
import { ArrivingFile } from '../../http/body/arriving-file.ts';
import { type Gate, Strangers } from '../../http/body/gate.ts';
import { problemsOf, together } from '../../http/body/problems.ts';
import { TrackBody } from './shapes.ts';

/** The room on disk for files that arrive before the id and token of their form. */
const STRANGERS = { bytes: 64 * 1024 * 1024, uploads: 16 };

export const noFile = () => invalid('wav_file', 'must be a file');

/** Checks id, token and the name of the file before the file is read. The check throws all problems at once. */
export function trackGate({ accounts, recordings }: Pick<Services, 'accounts' | 'recordings'>): Gate {
  return {
    fields: Object.keys(TrackBody.properties),
    strangers: new Strangers(STRANGERS),
    async check(seen) {
      const problems = problemsOf(Value.Errors(TrackBody, seen), 'body');
      const isFine = (field: string) => !problems.some(({ detail }) => detail.field === field);
      const { user_id: id, user_access_token: token, wav_file: file } = seen;
      if (isFine('user_id') && isFine('user_access_token'))
        problems.unshift(...(await problemsIn(() => accounts.byKey(Number(id), String(token)))));
      if (file instanceof ArrivingFile)
        problems.push(...(await problemsIn(() => recordings.checkName(file.originalName, 'wav_file'))));
      else if (isFine('wav_file')) problems.push(noFile());
      const [first, ...others] = problems;
      if (first) throw together(first, ...others);
    },
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
