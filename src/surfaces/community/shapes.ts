import { type TSchema, Type as t } from '@sinclair/typebox';

/** Request bodies. A description completes "<field> must be …" in errors, and is what Swagger UI shows. */

const userId = t.String({ description: 'the id of a user', minLength: 1, maxLength: 64 });
const secret = t.String({ description: 'a text of 8 to 256 characters' });
const token = t.String({ description: 'a token', minLength: 1, maxLength: 4096 });

export const RegisterBody = t.Object({
  email: t.String({ description: 'an e-mail address', maxLength: 254 }),
  username: t.String({ description: '1 to 64 characters without white space, "@" or "/"' }),
  password: secret,
  role: t.Optional(
    t.Union([t.Literal('musician'), t.Literal('listener')], { description: '"musician" or "listener"' }),
  ),
});

export const LoginBody = t.Object({
  email: t.String({ description: 'an e-mail address, or a user name', minLength: 1 }),
  password: t.String({ description: 'a text' }),
});

export const RefreshBody = t.Object({ refreshToken: token });

export const PasswordBody = t.Object({ userId, oldPassword: t.String({ description: 'a text' }), newPassword: secret });

/** Answers, for the documentation. */

const uuid = t.String({ format: 'uuid' });

export const ErrorAnswer = t.Object({ success: t.Literal(false), error: t.String() });
export const DoneAnswer = t.Object({ success: t.Literal(true) });
export const dataAnswer = <Shape extends TSchema>(data: Shape) => t.Object({ success: t.Literal(true), data });

const role = t.Union([t.Literal('musician'), t.Literal('listener'), t.Literal('admin')]);
const user = t.Object({ id: uuid, email: t.String(), username: t.String(), role });
export const SignedInAnswer = t.Object({
  success: t.Literal(true),
  user,
  accessToken: t.String(),
  refreshToken: t.String(),
});
