/** What tells one state of a resource from another. */
export interface Validators {
  /** The strong entity tag as it stands in the `ETag` field, quotes included. */
  etag: string;
  /** The `Last-Modified` instant in milliseconds since the epoch, a whole number of seconds. */
  modified: number;
}

/**
 * Evaluates the preconditions of a GET or HEAD request in the order of RFC 9110, section 13.2.2.
 * Gives the status to answer with, 412 or 304, or `null` when the request goes on.
 */
export function failedPrecondition(headers: Headers, current: Validators): 412 | 304 | null {
  const ifMatch = headers.get('if-match');
  if (ifMatch !== null) {
    if (!namesTag(ifMatch, current.etag, 'strong')) return 412;
  } else {
    const since = httpDate(headers.get('if-unmodified-since'));
    if (since !== null && current.modified > since) return 412;
  }

  const ifNoneMatch = headers.get('if-none-match');
  if (ifNoneMatch !== null) return namesTag(ifNoneMatch, current.etag, 'weak') ? 304 : null;
  const since = httpDate(headers.get('if-modified-since'));
  return since !== null && current.modified <= since ? 304 : null;
}

/**
 * Whether `Range` may be served: no `If-Range`, or one that names the current state (RFC 9110, section 13.1.5). A weak
 * tag never does. A date does when it is the `Last-Modified` itself, which is strong here: stored bytes never change.
 */
export function rangeApplies(headers: Headers, current: Validators): boolean {
  const ifRange = headers.get('if-range');
  return ifRange === null || ifRange === current.etag || httpDate(ifRange) === current.modified;
}

/** Whether `*` or a list of entity tags names this one; the weak comparison forgets the `W/` (section 8.8.3.2). */
function namesTag(list: string, etag: string, comparison: 'strong' | 'weak'): boolean {
  if (list === '*') return true;
  // Not split at commas: a tag may contain them.
  for (const [, weak, tag] of list.matchAll(/(W\/)?("[^"]*")/g)) {
    if (tag === etag && (comparison === 'weak' || weak === undefined)) return true;
  }
  return false;
}

const HTTP_DATE_FORMS = [
  /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/, // IMF-fixdate
  /^\w{6,9}, \d\d-\w{3}-\d\d \d\d:\d\d:\d\d GMT$/, // RFC 850
  /^\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}$/, // asctime
];

/**
 * Reads an HTTP-date in any of its three forms (RFC 9110, section 5.6.7) as milliseconds since the epoch; `null` when
 * there is none or it is no date, so that the caller ignores the field. `Date.parse` alone would take far more.
 */
function httpDate(field: string | null): number | null {
  if (field === null || !HTTP_DATE_FORMS.some((form) => form.test(field))) return null;
  // asctime names no zone: Date.parse would take it for local time.
  const time = Date.parse(field.endsWith('GMT') ? field : `${field} GMT`);
  return Number.isNaN(time) ? null : time;
}
