import { createLogger, describeError, type Logger, OperatorError } from '@flashstudio/platform';
import { createEnding, type Ending, endInOrder } from './ending.ts';
import type { Config } from './env.ts';

/** A process that runs until something ends it. */
export interface Program {
  /** What ends, as its log says it: "the server". */
  readonly name: string;
  /** Reads the settings. Throws an OperatorError that says which one is wrong. */
  readonly configure: () => Promise<Config>;
  /** Starts every part and adds it to the ending. */
  readonly start: (config: Config, logger: Logger, ending: Ending) => Promise<void>;
}

/**
 * Runs a program: whatever ends it, what was started by then is stopped in order, and one that cannot start says why and
 * exits with 1.
 */
export async function runProgram({ name, configure, start }: Program): Promise<void> {
  let logger = createLogger({ level: 'warn' });
  const ending = createEnding({
    exit: (code) => process.exit(code),
    failed: (error) => logger.fatal({ err: error }, 'could not stop in order'),
  });
  endInOrder(ending, (reason) => {
    if (reason instanceof Error) logger.fatal({ err: reason }, `an error that nobody caught ends ${name}`);
    else say('Stopping …');
  });
  try {
    const config = await configure();
    logger = createLogger({ level: config.logLevel, pretty: config.logPretty });
    await start(config, logger, ending);
  } catch (error) {
    if (ending.signal.aborted) return;
    process.stderr.write(`${error instanceof OperatorError ? error.message : describeError(error)}\n`);
    ending.begin(1);
  }
}

/** Tells whoever started the program something in a line of its own. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
