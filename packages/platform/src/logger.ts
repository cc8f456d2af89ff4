import {
  type Bindings,
  type ChildLoggerOptions,
  type DestinationStream,
  type Logger as PinoLogger,
  pino,
  stdTimeFunctions,
} from 'pino';
import pretty from 'pino-pretty';
import { currentLogContext } from './log-context.ts';
import { redactFields, redactText } from './redaction.ts';

export type Logger = PinoLogger;

export interface LoggerOptions {
  readonly level?: string;
  /** Lines for people instead of JSON. */
  readonly pretty?: boolean;
  readonly destination?: DestinationStream;
}

/**
 * Makes a logger that hides secrets, tokens, e-mail addresses and card numbers in messages, fields and errors, and
 * that names on each line the request, payment or job it belongs to (`runWithLogContext`).
 */
export function createLogger(options: LoggerOptions = {}): Logger {
  const destination =
    options.destination ?? (options.pretty ? pretty({ translateTime: 'HH:MM:ss', ignore: 'pid,hostname' }) : undefined);
  const logger = pino(
    {
      level: options.level ?? 'info',
      timestamp: stdTimeFunctions.isoTime,
      base: null,
      mixin: currentLogContext,
      formatters: { log: redactFields },
      // Errors are spelled out by redactError; pino's own way would copy their words as they are.
      serializers: { err: (error: unknown) => error },
      hooks: {
        logMethod(args, method) {
          const [first, ...rest]: unknown[] = args;
          const words = rest.length === 0 ? messageOf(first) : undefined;
          const fields = first instanceof Error ? { err: first } : first;
          const cleaned = [fields, ...(words === undefined ? rest : [words])];
          Reflect.apply(
            method,
            this,
            cleaned.map((arg) => (typeof arg === 'string' ? redactText(arg) : arg)),
          );
        },
      },
    },
    ...(destination === undefined ? [] : [destination]),
  );
  // pino formats what is logged, but not what a child is bound to.
  const child = logger.child;
  return Object.assign(logger, {
    child(this: Logger, bindings: Bindings, options?: ChildLoggerOptions) {
      return Reflect.apply(child, this, [redactFields(bindings), options]);
    },
  });
}

/** The words pino would take from an error that is logged without any. */
function messageOf(logged: unknown): string | undefined {
  const error: unknown = typeof logged === 'object' && logged !== null && 'err' in logged ? logged.err : logged;
  return error instanceof Error ? error.message : undefined;
}
