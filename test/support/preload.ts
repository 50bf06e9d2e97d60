import { afterAll } from 'bun:test';
import { releasePostgres } from './postgres.ts';

// Elysia says more of what is wrong when it is not in production, and other things go wrong in that.
process.env.NODE_ENV = 'production';

afterAll(releasePostgres);
