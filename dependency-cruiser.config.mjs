// The direction of imports: downward only. Layers as in the README.
const layers = [['platform', 'money'], ['db'], ['auth', 'notifications'], ['payments'], ['api']];

const upward = layers.flatMap((names, index) => {
  const above = layers.slice(index).flat();
  const peers = (name) => above.filter((other) => other !== name);
  return names.map((name) => ({
    name: `${name}-imports-downward-only`,
    comment: 'A package may import packages of the floors below it, never of its own or above.',
    severity: 'error',
    from: { path: `^packages/${name}/(src|scripts)/` },
    to: { path: `^packages/(${peers(name).join('|')})/` },
  }));
});

export default {
  forbidden: [
    ...upward,
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'packages-know-no-app',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^(apps|e2e)/' },
    },
    {
      name: 'sandbox-stands-alone',
      comment: 'The sandbox is Stripe to us: it must not share code with what it tests.',
      severity: 'error',
      from: { path: '^packages/stripe-sandbox/' },
      to: { path: '^(apps|e2e|packages/(?!stripe-sandbox/))' },
    },
    {
      name: 'sandbox-is-for-tests-and-the-embedded-mode',
      severity: 'error',
      from: {
        path: '^(apps|packages)/',
        pathNot: '^(packages/stripe-sandbox/|apps/server/src/embedded/|packages/[^/]+/test/|apps/server/(test|bench)/)',
      },
      to: { path: '^packages/stripe-sandbox/' },
    },
    {
      name: 'browsers-import-types-only',
      comment: 'Server code must not end up in a browser bundle: only types of the API, and money at run time.',
      severity: 'error',
      from: { path: '^apps/(admin|checkout)/' },
      to: { path: '^(packages/(?!money/)|apps/server/)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'apps-do-not-share-code',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
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
