// The direction of imports. Nothing is allowed but what is named here: a new package is named first.

/** The floors of the house, from the ground up. A package imports from the floors below its own, never from beside or above. */
const FLOORS = [
  ['platform', 'money', 'input-rules'],
  ['db'],
  ['jobs', 'events'],
  ['rpc'],
  ['auth', 'shops', 'audit', 'mail', 'rate-limits'],
  ['payments'],
  ['retries', 'analytics', 'risk', 'experiments', 'merchant-webhooks'],
  ['notifications'],
  ['api'],
];
/** Outside the floors: `client` is for other apps, the sandbox is Stripe to us. */
const PACKAGES = [...FLOORS.flat(), 'client', 'stripe-sandbox'];
const APPS = ['server', 'admin', 'checkout'];
const TOOLS = ['e2e', 'load-tests', 'scripts'];

const anyOf = (names) => `(?:${names.join('|')})`;
const HOUSE = [`packages/${anyOf(PACKAGES)}`, `apps/${anyOf(APPS)}`, ...TOOLS];
/** What other packages see of a package: what its package.json exports. */
const faceOf = (...names) => `^packages/${anyOf(names)}/src/(?:index|testing/index|embedded/index)\\.ts$`;
const TESTS = '(?:/test/|/bench/|\\.test\\.tsx?$)';

const downward = FLOORS.slice(1).map((names, index) => ({
  from: { path: `^packages/${anyOf(names)}/` },
  to: { path: faceOf(...FLOORS.slice(0, index + 1).flat()) },
}));

export default {
  allowedSeverity: 'error',
  allowed: [
    { from: { path: `^(${HOUSE.join('|')})/` }, to: { path: '^$1/' } },
    { from: { path: `^(?:${HOUSE.join('|')})/` }, to: { pathNot: `^(?:packages|apps|${TOOLS.join('|')})/` } },
    ...downward,
    {
      from: { path: '^apps/server/' },
      to: { path: faceOf(...FLOORS.flat()) },
    },
    {
      comment:
        'Server code must not end up in a browser bundle: only types of the API, and the rules of money and of input at run time.',
      from: { path: '^(?:apps/(?:admin|checkout)|packages/client)/' },
      to: { path: faceOf('api'), dependencyTypes: ['type-only'] },
    },
    { from: { path: '^(?:apps/(?:admin|checkout)|packages/client)/' }, to: { path: faceOf('money', 'input-rules') } },
    { from: { path: '^apps/(?:admin|checkout)/' }, to: { path: faceOf('client') } },
    {
      comment: 'The sandbox is for tests and for the embedded mode. It shares no code with what it tests.',
      from: { path: `^(?:apps/server/src/embedded/|(?:apps|packages)/.*${TESTS})` },
      to: { path: faceOf('stripe-sandbox') },
    },
    { from: { path: '^e2e/' }, to: { path: '^packages/stripe-sandbox/' } },
    { from: { path: '^e2e/' }, to: { path: faceOf('platform') } },
    {
      comment: 'k6 strips types and knows no packages.',
      from: { path: '^load-tests/' },
      to: { path: faceOf('api', 'money'), dependencyTypes: ['type-only'] },
    },
  ],
  forbidden: [
    {
      name: 'unknown-package',
      comment: 'It imports nothing and nobody imports it, so no import of it is refused: give it its place above.',
      severity: 'error',
      from: { orphan: true, path: '^(?:packages|apps)/', pathNot: `^(?:${HOUSE.join('|')})/` },
      to: {},
    },
    {
      name: 'no-development-in-production',
      comment: 'What npm run dev and npm run mail start is reached from there only.',
      severity: 'error',
      from: { pathNot: '^apps/server/(?:src/dev|test)/' },
      to: { path: '^apps/server/src/dev/' },
    },
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(/dist/|/build/|/generated/|node_modules/(?!@flashstudio))' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
