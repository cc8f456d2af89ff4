import { type DestinationStream, type Logger as PinoLogger, pino, stdTimeFunctions } from 'pino';
import pretty from 'pino-pretty';

export type Logger = PinoLogger;

export interface LoggerOptions {
  readonly level?: string;
  /** Lines for people instead of JSON. */
  readonly pretty?: boolean;
  readonly destination?: DestinationStream;
}

/** Fields that never reach a log, wherever they stand. */
const SECRET_KEYS = new Set([
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'secret',
  'token',
  'apikey',
  'api_key',
  'clientsecret',
  'client_secret',
  'paymentsecret',
  'payment_secret',
  'connectionstring',
  'stripe-signature',
]);

const HIDDEN = '[redacted]';
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:sk|rk)_(?:live|test)_[A-Za-z0-9]+/g, HIDDEN],
  [/\bwhsec_[A-Za-z0-9+/=]+/g, HIDDEN],
  [/\b(?:pi|seti)_[A-Za-z0-9]+_secret_[A-Za-z0-9]+/g, HIDDEN],
  [/[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+/g, '[e-mail]'],
  [/\b(?:\d[ -]?){13,19}\b/g, '[card number]'],
  [/(postgres(?:ql)?:\/\/[^:/\s]+:)[^@\s]+@/g, `$1${HIDDEN}@`],
];

/** Makes a logger that hides secrets, tokens, e-mail addresses and card numbers in messages, fields and errors. */
export function createLogger(options: LoggerOptions = {}): Logger {
  const destination =
    options.destination ?? (options.pretty ? pretty({ translateTime: 'HH:MM:ss', ignore: 'pid,hostname' }) : undefined);
  return pino(
    {
      level: options.level ?? 'info',
      timestamp: stdTimeFunctions.isoTime,
      base: null,
      formatters: { log: (fields) => redactFields(fields) },
      hooks: {
        logMethod(args, method) {
          const [first, ...rest] = args;
          const cleaned = args.map((arg: unknown) => (typeof arg === 'string' ? redactText(arg) : arg));
          Reflect.apply(method, this, first === undefined && rest.length === 0 ? args : cleaned);
        },
      },
    },
    ...(destination === undefined ? [] : [destination]),
  );
}

function redactFields(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, redactField(key, value, 0)]));
}

function redactField(key: string, value: unknown, depth: number): unknown {
  if (SECRET_KEYS.has(key.toLowerCase())) return HIDDEN;
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return value.toString();
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  if (depth >= 6) return '[deep]';
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

function redactText(text: string): string {
  return PATTERNS.reduce((cleaned, [pattern, replacement]) => cleaned.replace(pattern, replacement), text);
}
