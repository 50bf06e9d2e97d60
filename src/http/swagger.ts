import { openapi } from '@elysiajs/openapi';
import { Elysia } from 'elysia';
import { SECURITY_SCHEMES } from './documentation.ts';

export function swagger(version: string) {
  return new Elysia().use(openapi({ path: '/swagger', provider: 'swagger-ui', specPath: '/swagger/json', documentation: { info: { title: 'Tonearm', version }, components: { securitySchemes: SECURITY_SCHEMES } } }));
}
