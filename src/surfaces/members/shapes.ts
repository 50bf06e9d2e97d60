import { Type as t } from '@sinclair/typebox';
import { NAME_RULE } from '../../lib/login-names.ts';

/** Request bodies. A description completes "<field> must be …" in errors, and is what Swagger UI shows. */

const PASSWORD = 'a text of 8 to 256 characters';
const EMAIL = 'an e-mail address';

export const RegisterBody = t.Object({
  username: t.String({ description: NAME_RULE }),
  password: t.String({ description: PASSWORD }),
  email: t.String({ description: EMAIL }),
});

export const LoginBody = t.Object({
  username: t.String({ description: 'a user name or e-mail address', minLength: 1 }),
  password: t.String({ description: PASSWORD, minLength: 1 }),
});

const orUnchanged = (description: string) => t.Optional(t.Union([t.String(), t.Null()], { description }));

export const UpdateBody = t.Object({
  username: orUnchanged(NAME_RULE),
  email: orUnchanged(EMAIL),
  password: orUnchanged(PASSWORD),
});

/** In the address or in the body. */
export const TrackField = t.Object({
  track_id: t.Optional(t.String({ description: 'the id of a track', maxLength: 64 })),
});

/** Answers, for the documentation. */

const id = t.String({ format: 'uuid', examples: ['66a1b2c3-d4e5-8f60-8718-293a4b000000'] });
const response = t.Object({ message: t.String({ examples: ['success'] }), status: t.Literal(200) });
const username = t.String();
const email = t.String();
const role = t.Union([t.Literal('admin'), t.Literal('user')]);

export const ErrorAnswer = t.Object({ message: t.String(), status: t.Integer({ examples: [400] }) });
export const DoneAnswer = response;
export const MemberAnswer = t.Object({ response, username, email, id, role });
export const LoginAnswer = t.Object({ response, token: t.String({ description: 'an access token (JWT)' }), id });
export const MembersAnswer = t.Object({ response, users: t.Array(t.Object({ id, username, email, role })) });
export const FavouritesAnswer = t.Object({
  response,
  tracks: t.Array(t.Object({ track_id: t.String(), created_at: t.String({ format: 'date-time' }) })),
});
