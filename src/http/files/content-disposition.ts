/**
 * A `Content-Disposition` value for a file name of any kind (RFC 6266). The name is always quoted; where ASCII cannot
 * say it, or where clients disagree on escapes (quotes, backslashes, per cent signs: appendix D), `filename` is an
 * approximation and `filename*` (RFC 8187) the name itself. Control characters, line breaks among them, are dropped.
 */
export function contentDisposition(kind: 'attachment' | 'inline', filename: string): string {
  const name = filename.toWellFormed().replace(/\p{Cc}/gu, '');
  const ascii = name.replace(/[^ -~]|["%\\]/gu, '_');
  const value = `${kind}; filename="${ascii}"`;
  return ascii === name ? value : `${value}; filename*=UTF-8''${extendedValue(name)}`;
}

/** Per cent encoding of all but the attr-char of RFC 8187, section 3.2.1; encodeURIComponent spares four more. */
function extendedValue(text: string): string {
  return encodeURIComponent(text).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
