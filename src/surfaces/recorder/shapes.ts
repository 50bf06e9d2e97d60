import { Type as t } from '@sinclair/typebox';
import { UploadField } from '../../http/body/bodies.ts';
import { Text } from '../../http/body/text-schema.ts';
import { RECORDER } from '../../lib/examples.ts';

/** Request bodies. A description completes "<field> must be …" in errors, and is shown by Swagger UI. */
const user = t.String({
  description: 'a whole number, as /register answers it',
  pattern: '^[1-9]\\d{0,14}$',
  examples: [String(RECORDER.user)],
});

export const RegisterBody = t.Object({
  user_name: Text({
    description: 'a text of 1 to 150 characters',
    minLength: 1,
    maxLength: 150,
    pattern: '\\S',
    examples: ['Анна'],
  }),
});

export const TrackBody = t.Object({
  user_id: user,
  user_access_token: t.String({
    description: 'the token that /register answered',
    minLength: 1,
    maxLength: 64,
    examples: [RECORDER.key],
  }),
  wav_file: UploadField('a WAV file whose name ends in .wav'),
});

/** The query of the link to an MP3. */
export const RecordQuery = t.Object({
  id: t.String({ description: 'the id of a record', minLength: 1, maxLength: 64, examples: [RECORDER.record] }),
  user,
});

const success = t.Literal('success');

export const ErrorAnswer = t.Object({
  status: t.Literal('error'),
  message: t.Union([t.String(), t.Array(t.String())], {
    description: 'a list when several things are wrong',
    examples: ['user_name is required'],
  }),
});
export const DoneAnswer = t.Object({ status: success });
export const RegisteredAnswer = t.Object({
  status: success,
  user_id: t.Integer({ examples: [RECORDER.user] }),
  user_access_token: t.String({ format: 'uuid', examples: [RECORDER.key] }),
});
