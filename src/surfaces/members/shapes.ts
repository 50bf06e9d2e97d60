import { Type as t } from '@sinclair/typebox';
import { CATALOGUE, emailOf, PASSWORD, PEOPLE } from '../../lib/examples.ts';
import { toUuid } from '../../lib/ids.ts';
import { NAME_RULE } from '../../lib/login-names.ts';

/** Request bodies. A description completes "<field> must be …" in errors, and is shown by Swagger UI. */

const NEW_PASSWORD = 'a text of 8 to 256 characters';
const EMAIL = 'an e-mail address';

export const RegisterBody = t.Object({
  username: t.String({ description: NAME_RULE, examples: ['listener-2'] }),
  password: t.String({ description: NEW_PASSWORD, examples: ['another brick'] }),
  email: t.String({ description: EMAIL, examples: ['listener-2@tonearm.example'] }),
});

export const LoginBody = t.Object({
  username: t.String({ description: 'a user name or e-mail address', minLength: 1, examples: ['listener'] }),
  password: t.String({ description: NEW_PASSWORD, minLength: 1, examples: [PASSWORD] }),
});

const orUnchanged = (description: string, example: string) =>
  t.Optional(t.Union([t.String(), t.Null()], { description, examples: [example] }));

export const UpdateBody = t.Object({
  username: orUnchanged(NAME_RULE, 'listener'),
  email: orUnchanged(EMAIL, emailOf('listener')),
  // Empty: trying the example out with another password would end the account's other sessions.
  password: orUnchanged(NEW_PASSWORD, ''),
  revokeAppKeys: t.Optional(t.Union([t.Boolean(), t.Null()], { description: 'true or false', examples: [false] })),
});

const MOST_MEBIBYTES = 2 ** 30;

export const QuotaBody = t.Object({
  user_id: t.String({ description: 'the id of an account', maxLength: 64, examples: [toUuid(PEOPLE.listener)] }),
  quota_mb: t.Union([t.Number({ minimum: 0, maximum: MOST_MEBIBYTES }), t.Null()], {
    description: `a number from 0 to ${MOST_MEBIBYTES}, or null`,
    examples: [2048],
  }),
});

const trackId = { examples: [toUuid(CATALOGUE.track)] };

/** In the query or in the body. */
export const TrackField = t.Object({
  track_id: t.Optional(t.String({ description: 'the id of a track', maxLength: 64, ...trackId })),
});

/** Answers, for the documentation and the types of the mappers. */

const id = t.String({ format: 'uuid', examples: [toUuid(PEOPLE.listener)] });
const response = t.Object({ message: t.String({ examples: ['success'] }), status: t.Literal(200) });
const username = t.String({ examples: ['listener'] });
const email = t.String({
  description: 'empty for an account that has none',
  examples: [emailOf('listener')],
});
const role = t.Union([t.Literal('admin'), t.Literal('user')], { examples: ['user'] });
const accessToken = t.String({
  description: 'an access token (JWT), for 15 minutes',
  examples: ['eyJhbGciOiJIUzI1NiJ9.eyJ0eXBlIjoiYWNjZXNzIn0.bm90IGEgc2lnbmF0dXJlLCBhbiBleGFtcGxl'],
});

export const ErrorAnswer = t.Object({
  message: t.String({ examples: ['track_id is required'] }),
  status: t.Integer({ examples: [400] }),
});
export const DoneAnswer = response;
export const MemberAnswer = t.Object({ response, username, email, id, role });
export const UpdatedAnswer = t.Object({
  ...MemberAnswer.properties,
  appKeys: t.Optional(t.Integer({ description: 'with a new password: how many app keys are left', examples: [1] })),
});
export const KeptAnswer = t.Object({
  ...MemberAnswer.properties,
  used: t.Integer({ description: 'bytes', examples: [4096] }),
  quota: t.Union([t.Integer(), t.Null()], { description: 'bytes', examples: [null] }),
});
export const LoginAnswer = t.Object({ response, token: accessToken, id });
export const MembersAnswer = t.Object({ response, users: t.Array(t.Object({ id, username, email, role })) });
export const FavouritesAnswer = t.Object({
  response,
  tracks: t.Array(
    t.Object({
      track_id: t.String({ description: 'as a UUID what looks like an id, else as it was given', ...trackId }),
      created_at: t.String({ format: 'date-time', examples: ['2026-01-02T03:04:05.678Z'] }),
    }),
  ),
});
