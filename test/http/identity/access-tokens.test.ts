import { afterEach, describe, expect, setSystemTime, test } from 'bun:test';
import { createHmac, generateKeyPairSync, sign as signature } from 'node:crypto';
import type { AccessClaims } from '../../../src/domain/accounts/model.ts';
import { accessTokens } from '../../../src/http/identity/access-tokens.ts';

const SECRET = 'a secret of the tests, long enough for HS256';
const signer = accessTokens(SECRET);
const now = () => Math.floor(Date.now() / 1000);
const claims = (): AccessClaims => ({ sub: 's', role: 'user', type: 'access', jti: 'family.nonce', exp: now() + 900 });

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

/** A token made by hand. */
function forge(header: object, payload: object, secret = SECRET, hash = 'sha256'): string {
  const signed = `${encode(header)}.${encode(payload)}`;
  return `${signed}.${createHmac(hash, secret).update(signed).digest('base64url')}`;
}

const HS256 = { alg: 'HS256', typ: 'JWT' };

afterEach(() => {
  setSystemTime();
});

describe('accessTokens', () => {
  test('sign, verify · what was signed here is verified, with its claims', async () => {
    const made = claims();
    const token = await signer.sign(made);
    expect(JSON.parse(Buffer.from(token.split('.')[0] as string, 'base64url').toString())).toEqual(HS256);
    expect(await signer.verify(token)).toMatchObject(made);
    expect(await accessTokens(SECRET).verify(token)).toMatchObject(made);
  });

  test('verify · the tokens made by hand below differ from a good one only in what their names say', async () => {
    const made = claims();
    expect(await signer.verify(forge(HS256, made))).toEqual(made);
  });

  const withRsaKey = () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const signed = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims())}`;
    return `${signed}.${signature('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
  };
  const { exp: _exp, ...endless } = claims();
  const { jti: _jti, ...nameless } = claims();

  test.each<[string, string]>([
    ['without a signature (`none`)', `${encode({ alg: 'none' })}.${encode(claims())}.`],
    ['of `none` in other letters', `${encode({ alg: 'NoNe', typ: 'JWT' })}.${encode(claims())}.`],
    ['that says `none` and is signed', forge({ alg: 'none' }, claims())],
    ['of another HMAC', forge({ alg: 'HS512' }, claims(), SECRET, 'sha512')],
    ['that says RS256 and is signed with the secret', forge({ alg: 'RS256' }, claims())],
    ['that says nothing of its algorithm', forge({ typ: 'JWT' }, claims())],
    ['of another secret', forge(HS256, claims(), `${SECRET}!`)],
    ['with a key of its own', forge({ ...HS256, jwk: { kty: 'oct', k: 'eA' } }, claims(), 'x')],
    ['with a critical extension', forge({ ...HS256, crit: ['x'], x: 1 }, claims())],
    ['that has ended', forge(HS256, { ...claims(), exp: now() - 1 })],
    ['that ends this moment', forge(HS256, { ...claims(), exp: now() })],
    ['that never ends', forge(HS256, endless)],
    ['that ends at no number', forge(HS256, { ...claims(), exp: 'never' })],
    ['that is not valid yet', forge(HS256, { ...claims(), nbf: now() + 60 })],
    ['of another type', forge(HS256, { ...claims(), type: 'refresh' })],
    ['of no type', forge(HS256, { ...claims(), type: undefined })],
    ['without an id', forge(HS256, nameless)],
    ['whose subject is no text', forge(HS256, { ...claims(), sub: 1 })],
    ['with a list for claims', forge(HS256, [claims()])],
    ['cut short', forge(HS256, claims()).slice(0, -1)],
    ['with a tail', `${forge(HS256, claims())}A`],
    ['of no dots', 'abc'],
    ['of nothing', ''],
    ['of dots', '..'],
    ['of five parts', 'a.b.c.d.e'],
    ['of a character beyond ASCII', `${forge(HS256, claims())}é`],
  ])('verify · a token %s is refused', async (_, token) => {
    expect(await signer.verify(token)).toBeUndefined();
  });

  test('verify · a token of an RSA key is refused', async () => {
    expect(await signer.verify(withRsaKey())).toBeUndefined();
  });

  test('verify · a token edited after it was remembered is refused', async () => {
    const token = await signer.sign(claims());
    expect(await signer.verify(token)).toBeDefined();
    const [header, , mac] = token.split('.');
    expect(await signer.verify([header, encode({ ...claims(), sub: 'another' }), mac].join('.'))).toBeUndefined();
  });

  test('verify · a token is refused with any other character at its end, though two of its bits carry nothing', async () => {
    const token = await signer.sign(claims());
    const others = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'].filter(
      (character) => !token.endsWith(character),
    );
    const verified = await Promise.all(others.map((character) => signer.verify(token.slice(0, -1) + character)));
    expect(verified).toEqual(Array(63).fill(undefined));
  });

  test('verify · a remembered token ends when it says so', async () => {
    const made = claims();
    const token = await signer.sign(made);
    expect(await signer.verify(token)).toBeDefined();
    setSystemTime(made.exp * 1000 - 1);
    expect(await signer.verify(token)).toBeDefined();
    setSystemTime(made.exp * 1000);
    expect(await signer.verify(token)).toBeUndefined();
  });
});
