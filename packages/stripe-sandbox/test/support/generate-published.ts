import Stripe from 'stripe';
import type ts from 'typescript-6';
import { routes } from '../../src/api/routes.ts';
import { addressOf } from '../../src/published/lacking.ts';
import type { Published } from '../../src/published/published.ts';
import { answerOf, readExpandables } from './expandables.ts';
import { compareParams, textsOf } from './lacking.ts';
import { readSdk, type Sdk, type SdkOperation } from './sdk-operations.ts';

/** Reads off the installed SDK's types what `src/generated/published.ts` holds. */
export function readPublished(): Published {
  const sdk = readSdk();
  const served = new Map(routes.map((route) => [addressOf(route.method, route.path), route]));
  const lackingParams: Record<string, Readonly<Record<string, string>>> = {};
  const lackingValues: Record<string, Readonly<Record<string, string>>> = {};
  const lackingOperations: Record<string, string> = {};
  const answers: Record<string, string> = {};
  const answered = new Map<string, ts.Type>();
  for (const operation of [...sdk.operations].sort(byAddress)) {
    const address = addressOf(operation.method, operation.path);
    const route = served.get(address);
    if (route === undefined) {
      const before = lackingOperations[operation.path];
      lackingOperations[operation.path] = before === undefined ? operation.method : `${before} ${operation.method}`;
      continue;
    }
    const answer = answerOf(sdk.checker, operation);
    if (answer !== undefined) {
      answers[address] = answer.isList ? `${answer.name}[]` : answer.name;
      answered.set(answer.name, answered.get(answer.name) ?? answer.type);
    }
    if (operation.params !== undefined) {
      const { params, values } = compareParams(sdk.checker, operation.params, route.params);
      if (params.size > 0) lackingParams[address] = written(params);
      if (values.size > 0) lackingValues[address] = written(values);
    }
  }
  return {
    sdk: Stripe.PACKAGE_VERSION,
    apiVersion: Stripe.API_VERSION,
    versions: textsIn(sdk, 'WebhookEndpoints', 'WebhookEndpointCreateParams', 'ApiVersion'),
    eventTypes: textsIn(sdk, 'WebhookEndpoints', 'WebhookEndpointCreateParams', 'EnabledEvent'),
    methodTypes: {
      allowed: textsIn(sdk, 'PaymentIntents', 'PaymentIntentCreateParams', 'AllowedPaymentMethodType'),
      excluded: textsIn(sdk, 'PaymentIntents', 'PaymentIntentCreateParams', 'ExcludedPaymentMethodType'),
      checkout: textsIn(sdk, 'Checkout/Sessions', 'Checkout', 'SessionCreateParams', 'AllowedPaymentMethodType'),
    },
    answers,
    expandable: readExpandables(sdk.checker, answered),
    lackingParams,
    lackingValues,
    lackingOperations,
  };
}

/** The source of `src/generated/published.ts`. */
export function publishedSource(published: Published): string {
  return `// Read off the types of stripe ${published.sdk} by \`pnpm run published\`; a test fails when it is out of date.
import type { Published } from '../published/published.ts';

export const published: Published = ${JSON.stringify(published, null, 2)};
`;
}

function byAddress(a: SdkOperation, b: SdkOperation): number {
  return a.path === b.path ? compare(a.method, b.method) : compare(a.path, b.path);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function written(names: ReadonlyMap<string, ReadonlySet<string>>): Readonly<Record<string, string>> {
  return Object.fromEntries([...names].map(([at, inside]) => [at, [...inside].sort().join(' ')]));
}

/** The texts of a type, sorted: the compiler keeps no order. Versions begin with their day, so the oldest comes first. */
function textsIn(sdk: Sdk, file: string, ...name: readonly string[]): readonly string[] {
  return [...textsOf(sdk.typeNamed(file, ...name))].sort(compare);
}
