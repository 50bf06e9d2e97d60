import { invalid } from '../../errors.ts';
import { fold } from '../../lib/text.ts';

/** Names that mean something in a path (`/users/login`, `/users/username/…`). */
const RESERVED = new Set(['login', 'username', '.', '..']);

/** One word, so that it is a login everywhere; no `@`, so that it is nobody's e-mail address; no `/`, so that it fits a path. */
const LOGIN = /^[^\s\p{Cc}\p{Cf}@/]{1,64}$/u;
const EMAIL = /^[^\s\p{Cc}@]{1,64}@[^\s\p{Cc}@]{1,189}$/u;

/** Whether the text can be somebody's login. */
export const isLogin = (text: string): boolean => LOGIN.test(text);

/** @throws invalid (`username`) */
export function checkLogin(login: string): void {
  if (!isLogin(login)) throw invalid('username', 'must be 1 to 64 characters without white space, "@" or "/"');
  if (RESERVED.has(fold(login))) throw invalid('username', 'is reserved, choose another');
}

/** @throws invalid (`email`) */
export function checkEmail(email: string): void {
  if (!EMAIL.test(email)) throw invalid('email', 'must be an e-mail address');
}
