import type { DocumentDecoration } from 'elysia';
import { type Documented, describe } from '../../http/openapi/documentation.ts';
import type { Endpoint } from './endpoint.ts';
import { opensubsonicDialect } from './errors.ts';
import { Envelope } from './shapes.ts';

/** How an endpoint stands in the documentation. @param method in lower case */
export function described(name: string, endpoint: Endpoint, method: string): DocumentDecoration {
  const found = describe(opensubsonicDialect, 'players', 'open', documented(name, endpoint), {}, method);
  const responses = found.responses as Record<string, { content?: object }>;
  // Bytes, or an envelope that refuses them: players tell which by the type.
  for (const code of ['200', '206'])
    if (endpoint.type !== undefined && responses[code])
      responses[code].content = { ...responses[code].content, ...responses['413']?.content };
  return found;
}

function documented(name: string, { summary, about, parameters = {}, type }: Endpoint): Documented {
  return {
    summary,
    about: `${about} The parameters may also come as a form, by \`POST\`; \`/rest/${name}.view\` is the same.`,
    who: 'For everybody with an app key: as `apiKey`, or as `u` with `p`, or with `t` and `s`.',
    reads: ['appKey'],
    answers: { 200: type ?? Envelope },
    refuses: [413, 429],
    parameters: [
      ...Object.entries(parameters).map(([parameter, [description, example]]) => ({
        ...{ name: parameter, in: 'query' as const, description },
        ...(example === undefined ? {} : { example }),
        schema: { type: typeof example === 'number' ? ('integer' as const) : ('string' as const) },
      })),
      ...(type === undefined ? [FORMAT] : []),
    ],
  };
}

const FORMAT = {
  ...{
    name: 'f',
    in: 'query' as const,
    description: '`json`, `jsonp` with `callback`, or `xml`, which is meant without it',
  },
  ...{ example: 'json', schema: { type: 'string' as const } },
};
