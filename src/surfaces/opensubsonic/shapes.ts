import { Type as t } from '@sinclair/typebox';

/** What every answer is: the element of the endpoint stands in it, or the error. */
export const Envelope = t.Object({
  'subsonic-response': t.Object(
    {
      status: t.Union([t.Literal('ok'), t.Literal('failed')]),
      version: t.Literal('1.16.1'),
      type: t.Literal('tonearm'),
      serverVersion: t.String(),
      openSubsonic: t.Literal(true),
      error: t.Optional(t.Object({ code: t.Integer(), message: t.String(), helpUrl: t.Optional(t.String()) })),
    },
    { additionalProperties: true },
  ),
});
