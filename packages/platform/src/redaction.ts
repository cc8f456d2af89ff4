/** Words in the names of fields that never reach a log, wherever they stand and however they are written. */
const SECRET_NAME =
  /authorization|cookie|passw|secret|token|apikey|secretkey|connectionstring|databaseurl|smtpurl|signature|bearer/;
function isSecretName(name: string): boolean {
  const plain = name
    .slice(0, 200)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
  return SECRET_NAME.test(plain);
}

const HIDDEN = '[redacted]';
const DEEP = '[deep]';
/** What lies deeper is not looked at: it may lead back to where it began. */
const DEEPEST = 6;
/** Longer texts are cut: what a stranger sends must not decide how long a line of the log is worked on. */
const MAX_TEXT = 8_000;

/**
 * Each begins with a fixed word, or takes at most a bounded number of characters from any one place, so that the work
 * grows with the text and not with its square.
 */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/(\b[a-z]{2,12}:\/\/[^:/\s@]{0,100}:)[^@\s/]{1,200}@/g, `$1${HIDDEN}@`],
  [/(?<![a-z])(?:sk|rk)_(?:live|test)_\w+/g, HIDDEN],
  [/whsec_[\w+/=-]+/g, HIDDEN],
  [/_secret_[\w-]+/g, `_secret_${HIDDEN}`],
  [/(?<![a-z])(?:ctoken|ek_live|ek_test)_[\w-]+/g, HIDDEN],
  [/\b(Bearer|Basic) {1,4}[\w.~+/=-]+/gi, `$1 ${HIDDEN}`],
  [/([?&;](?:[\w-]{0,40}(?:token|secret|password|signature)[\w-]{0,40}|code)=)[^&\s#"']+/gi, `$1${HIDDEN}`],
  [/[\p{L}\p{M}\p{N}_.%+-]{1,64}@[\p{L}\p{M}\p{N}_-]{1,63}(?:[.。][\p{L}\p{M}\p{N}_-]{1,63}){1,8}/gu, '[e-mail]'],
  [/\b[2-6](?:[ -]?\d){12,18}\b/g, '[card number]'],
];

/** The fields of a log line without what nobody may read there: by telling names, and by how secrets look. */
export function redactFields(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, redactField(key, value, 0)]));
}

function redactField(key: string, value: unknown, depth: number): unknown {
  if (isSecretName(key)) return HIDDEN;
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return value.toString();
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  if (depth >= DEEPEST) return DEEP;
  if (value instanceof Error) return redactError(value, depth);
  if (Array.isArray(value)) return value.map((item: unknown) => redactField('', item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, redactField(name, inner, depth + 1)]));
}

function redactError(error: Error, depth: number): Record<string, unknown> {
  return {
    type: error.name,
    message: redactText(error.message),
    stack: redactText(error.stack ?? ''),
    ...('code' in error ? { code: error.code } : {}),
    ...(error.cause === undefined ? {} : { cause: redactField('cause', error.cause, depth + 1) }),
  };
}

/** An error for a terminal: its stack and those of what caused it, redacted as in the log and as deep. */
export function describeError(error: unknown): string {
  return describe(error, 0);
}

function describe(error: unknown, depth: number): string {
  if (!(error instanceof Error)) return redactText(String(error));
  const own = redactText(error.stack ?? error.message);
  if (error.cause === undefined) return own;
  // What caused an error may have been caused by it.
  return `${own}\nCaused by: ${depth >= DEEPEST ? DEEP : describe(error.cause, depth + 1)}`;
}

/** A text without secrets, tokens, e-mail addresses and card numbers; cut where it is very long. */
export function redactText(given: string): string {
  const text = given.length > MAX_TEXT ? `${given.slice(0, MAX_TEXT)} [${given.length - MAX_TEXT} more]` : given;
  return PATTERNS.reduce((cleaned, [pattern, replacement]) => cleaned.replace(pattern, replacement), text);
}
