import { fileURLToPath } from 'node:url';

/** Names the folder in which processes of tests leave their coverage; unset while none is asked for. */
export const PROCESS_COVERAGE = 'FLASHSTUDIO_PROCESS_COVERAGE';

const LOADER = fileURLToPath(new URL('./typescript-loader.mjs', import.meta.url));

export interface TypescriptProcess {
  /** Node's flags, before the file. */
  readonly flags: readonly string[];
  /** To be added to the environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** Who does what is deprecated fails, as in the tests' own process. */
const STRICT = '--throw-deprecation';

/**
 * How a test starts a TypeScript program of ours as a process, so that the lines it runs count in the coverage. They do
 * if it ends by itself or in order: a process that is killed tells nothing.
 */
export function typescriptProcess(): TypescriptProcess {
  const folder = process.env[PROCESS_COVERAGE];
  if (folder === undefined) return { flags: [STRICT, '--import', 'tsx'], env: {} };
  return {
    flags: [STRICT, '--disable-warning=ExperimentalWarning', '--import', LOADER],
    env: { NODE_V8_COVERAGE: folder },
  };
}
