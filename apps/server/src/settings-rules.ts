/** The settings of the environment that are set, by name. */
export type Settings = Readonly<Record<string, string | undefined>>;

const STRIPE_SCRIPTS = 'https://js.stripe.com';
/** Stripe's own are whsec_ and 32 characters: https://docs.stripe.com/webhooks#verify-official-libraries */
const WEBHOOK_SECRET = /^whsec_[A-Za-z0-9+/=_-]{24,}$/;
const FEWEST_CHARACTERS = 32;
const FEWEST_DIFFERENT = 8;

/**
 * What speaks against settings that are each of the right form: one host for two, secrets too simple, equal or shared,
 * keys of two modes, live keys in the open, a script that would see cards and is not Stripe's. Settings that are missing are no concern
 * here, nor those that no rule could read.
 */
export function findContradictions(settings: Settings): string[] {
  return [
    ...judgeHosts(settings.PUBLIC_URL, settings.ADMIN_URL),
    ...judgeSecrets(settings),
    ...judgeWebhookSecrets(settings),
    ...judgeStripe(settings),
  ];
}

/**
 * What speaks against the two hosts' addresses. One name for both is refused, however the ports differ: the checkout runs a
 * script of Stripe's, which on the admin's host would act as whoever is signed in there. Says nothing of what is missing
 * or no URL.
 */
export function judgeHosts(publicUrl: string | undefined, adminUrl: string | undefined): string[] {
  const name = parse(publicUrl)?.hostname;
  if (name === undefined || name !== parse(adminUrl)?.hostname) return [];
  return [
    `PUBLIC_URL and ADMIN_URL are both at ${name}: give the admin a host name of its own. Browsers keep cookies by name, not by port, so a script in the checkout could act as whoever is signed in`,
  ];
}

/** What speaks against ports on this machine, by the names of their settings; 0 takes one that is free. */
export function judgePorts(ports: Readonly<Record<string, number | string>>): string[] {
  const named = Object.entries(ports).map(([name, port]) => ({ name, value: String(port) }));
  return findTwins(named.filter(({ value }) => value !== '0')).map(
    ({ name, twin }) => `${twin} and ${name} are the same: checkout, admin and sandbox need one each`,
  );
}

/** The settings that have the value of one before them, each with the name of the first of those. No value is no twin. */
function findTwins(settings: readonly { readonly name: string; readonly value: string | undefined }[]) {
  return settings.flatMap(({ name, value }, index) => {
    const twin = value ? settings.slice(0, index).find((other) => other.value === value) : undefined;
    return twin === undefined ? [] : [{ name, twin: twin.name }];
  });
}

/** The elements of STRIPE_WEBHOOK_SECRETS, the newest first. */
export function splitWebhookSecrets(list: string): string[] {
  return list.split(',').map((part) => part.trim());
}

function judgeSecrets(settings: Settings): string[] {
  const named = ['AUTH_SECRET', 'PAYMENT_SECRET_KEY'].flatMap((name) => {
    const value = settings[name];
    return value === undefined ? [] : [{ name, value }];
  });
  const weak = named.flatMap(({ name, value }) => {
    if (value.length < FEWEST_CHARACTERS) return [`${name} needs at least ${FEWEST_CHARACTERS} characters`];
    return isMonotonous(value)
      ? [`${name} can be guessed, it repeats itself: make one with openssl rand -base64 32`]
      : [];
  });
  const stripe = { name: 'STRIPE_SECRET_KEY', value: settings.STRIPE_SECRET_KEY };
  const webhooks = splitWebhookSecrets(settings.STRIPE_WEBHOOK_SECRETS ?? '').map((value) => ({
    name: 'STRIPE_WEBHOOK_SECRETS',
    value,
  }));
  const shared = findTwins([...named, stripe, ...webhooks]).map(({ name, twin }) =>
    twin === name
      ? `${name} names the same secret twice`
      : `${twin} and ${name} are the same: whoever learns one knows the other; make two`,
  );
  return [...weak, ...shared];
}

function judgeWebhookSecrets(settings: Settings): string[] {
  const list = settings.STRIPE_WEBHOOK_SECRETS;
  if (list === undefined) return [];
  const secrets = splitWebhookSecrets(list);
  return secrets.flatMap((secret, index) => {
    const which = secrets.length === 1 ? 'STRIPE_WEBHOOK_SECRETS' : `STRIPE_WEBHOOK_SECRETS, number ${index + 1},`;
    if (secret === '') return [`${which} is empty: leave out a comma`];
    if (!WEBHOOK_SECRET.test(secret)) {
      return [`${which} is none: Stripe shows it as whsec_ and 32 characters where the endpoint is set up`];
    }
    return isMonotonous(secret.slice('whsec_'.length)) ? [`${which} can be guessed: take the one Stripe made`] : [];
  });
}

function judgeStripe(settings: Settings): string[] {
  const problems: string[] = [];
  const secretMode = modeOf(settings.STRIPE_SECRET_KEY);
  const publishableMode = modeOf(settings.STRIPE_PUBLISHABLE_KEY);
  const api = parse(settings.STRIPE_API_URL);
  const script = parse(settings.STRIPE_SCRIPT_URL);
  const live = secretMode === 'live' || publishableMode === 'live';

  if (secretMode !== undefined && publishableMode !== undefined && secretMode !== publishableMode) {
    problems.push(
      `STRIPE_SECRET_KEY is a ${secretMode} key and STRIPE_PUBLISHABLE_KEY a ${publishableMode} key: take both from one mode of Stripe's dashboard`,
    );
  }
  if (live && api !== undefined && api.protocol !== 'https:') {
    problems.push('STRIPE_API_URL must be https with a live key: the key would travel where others can read it');
  }
  if (script !== undefined && script.origin !== STRIPE_SCRIPTS) {
    if (live)
      problems.push(`STRIPE_SCRIPT_URL must be at ${STRIPE_SCRIPTS} with a live key: the script sees the cards`);
    else if (settings.STRIPE_API_URL === undefined) {
      problems.push(
        `STRIPE_SCRIPT_URL must be at ${STRIPE_SCRIPTS}: the script sees the cards. Another is for a sandbox, whose address then is in STRIPE_API_URL`,
      );
    }
  }
  return problems;
}

function modeOf(key: string | undefined): 'live' | 'test' | undefined {
  const [, mode] = /^(?:sk|rk|pk)_(live|test)_/.exec(key ?? '') ?? [];
  return mode === 'live' || mode === 'test' ? mode : undefined;
}

function parse(url: string | undefined): URL | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url) : undefined;
}

/** Few different characters, a piece over and over, or a row such as 0123456789 or zyxwvu: nothing that chance makes. */
function isMonotonous(secret: string): boolean {
  const characters = [...secret];
  if (new Set(characters).size < FEWEST_DIFFERENT) return true;
  for (let period = 1; period <= secret.length / 2; period += 1) {
    if (secret.slice(period) === secret.slice(0, -period)) return true;
  }
  const steps = characters.slice(1).map((character, index) => {
    return (character.codePointAt(0) ?? 0) - (characters[index]?.codePointAt(0) ?? 0);
  });
  return steps.filter((step) => Math.abs(step) <= 1).length > steps.length / 2;
}
