import { Type as t } from '@sinclair/typebox';

export const ErrorAnswer = t.Object({
  error: t.String({ examples: ['Upload-Length must be a whole number of bytes'] }),
});
