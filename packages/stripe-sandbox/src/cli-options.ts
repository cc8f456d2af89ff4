import { parseArgs } from 'node:util';
import { type PresetName, presetNames } from './faults/presets.ts';
import type { SandboxAccount } from './store/account-store.ts';

export const USAGE = `Usage: flashstudio-stripe-sandbox [options]

  --port <number>      where to listen, 4001 by default; 0 takes a free one
  --host <address>     127.0.0.1 by default
  --allow-host <name>  answer under this name too, such as a container's; may be given several times
  --persist <file>     keep everything in this file between starts
  --account <name=sk_test_…,pk_test_…>
                       an account and its keys; may be given several times
  --webhook <url>      send every event of the first account to this address
  --secret <whsec_…>   sign webhooks with this secret
  --preset <name>      trouble from the start: ${presetNames.join(', ')}; may be given several times
  --seed <number>      makes that trouble another, and repeatable
  --help`;

export interface CliOptions {
  readonly port: number;
  readonly host: string;
  readonly allowedHosts: readonly string[];
  readonly persist: string | undefined;
  readonly accounts: readonly SandboxAccount[];
  readonly webhook: string | undefined;
  readonly secret: string;
  readonly presets: readonly PresetName[];
  readonly seed: number | undefined;
  readonly help: boolean;
}

/** Reads the command line. Throws one clear sentence on what does not fit. */
export function readOptions(args: readonly string[]): CliOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '4001' },
      host: { type: 'string', default: '127.0.0.1' },
      'allow-host': { type: 'string', multiple: true, default: [] },
      persist: { type: 'string' },
      account: { type: 'string', multiple: true, default: [] },
      webhook: { type: 'string' },
      secret: { type: 'string', default: 'whsec_sandbox' },
      preset: { type: 'string', multiple: true, default: [] },
      seed: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535)
    throw new Error(`--port ${values.port} is no port.`);
  if (values.webhook !== undefined && !URL.canParse(values.webhook))
    throw new Error(`--webhook ${values.webhook} is no URL.`);
  if (values.seed !== undefined && !/^\d{1,9}$/.test(values.seed))
    throw new Error(`--seed ${values.seed} is no whole number.`);
  return {
    port: Number(values.port),
    host: values.host,
    allowedHosts: values['allow-host'],
    persist: values.persist,
    accounts: values.account.map(readAccount),
    webhook: values.webhook,
    secret: values.secret,
    presets: values.preset.map(readPreset),
    seed: values.seed === undefined ? undefined : Number(values.seed),
    help: values.help,
  };
}

function readAccount(text: string): SandboxAccount {
  const [, name, secretKey, publishableKey] = /^([a-z0-9_-]+)=(sk_test_\w+),(pk_test_\w+)$/i.exec(text) ?? [];
  if (name === undefined || secretKey === undefined || publishableKey === undefined) {
    throw new Error(`--account ${text} is none: it looks like shop=sk_test_shop,pk_test_shop.`);
  }
  return { id: `acct_${name}`, name, secretKeys: [secretKey], publishableKeys: [publishableKey] };
}

function readPreset(text: string): PresetName {
  const preset = presetNames.find((name) => name === text);
  if (preset === undefined) throw new Error(`--preset ${text} is none: choose from ${presetNames.join(', ')}.`);
  return preset;
}
