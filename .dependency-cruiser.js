/** Which folder may import which. The reasons stand in CONTRIBUTING.md, "The map". */
const error = 'error'
export default {
  forbidden: [
    { name: 'no-circles', severity: error, from: {}, to: { circular: true } },
    {
      name: 'shared-stands-alone',
      severity: error,
      from: { path: '^shared/' },
      to: { path: '^(server|client|tests)/' },
    },
    { name: 'shared-runs-anywhere', severity: error, from: { path: '^shared/' }, to: { dependencyTypes: ['core'] } },
    {
      name: 'shared-needs-little',
      severity: error,
      from: { path: '^shared/' },
      to: { path: 'node_modules/', pathNot: 'node_modules/(zod|fractional-indexing)/' },
    },
    { name: 'server-never-client', severity: error, from: { path: '^server/' }, to: { path: '^client/' } },
    { name: 'client-never-server', severity: error, from: { path: '^client/' }, to: { path: '^server/' } },
    {
      name: 'source-never-tests',
      severity: error,
      from: { path: '^(server|client|shared)/' },
      to: { path: '^tests/' },
    },
    {
      name: 'doc-and-flow-apart',
      severity: error,
      from: { path: '^server/doc/' },
      to: { path: '^server/(flow|http|auth)/' },
    },
    { name: 'flow-never-doc', severity: error, from: { path: '^server/flow/' }, to: { path: '^server/(doc|http)/' } },
    { name: 'log-knows-nobody', severity: error, from: { path: '^server/log/' }, to: { path: '^server/(?!log/)' } },
    {
      name: 'kinds-are-islands',
      severity: error,
      from: { path: '^(server|client|shared)/(steps|boards|templates)/([^/]+)/' },
      // What a kind's folders have in common lies in parts/.
      to: { path: '^(server|client|shared)/$2/([^/]+)/', pathNot: '^(server|client|shared)/$2/($3|parts)/' },
    },
    {
      name: 'views-never-touch-the-wire',
      severity: error,
      from: { path: '^client/(steps|boards|templates|pages|ui)/' },
      to: { path: 'node_modules/(yjs|y-websocket|y-protocols|socket\\.io-client)/' },
    },
    {
      name: 'views-get-props',
      severity: error,
      from: { path: '^client/(steps|boards|templates|ui)/' },
      to: { path: '^client/(state|link)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-orphans',
      severity: error, // Files of types alone are erased from what imports them.
      from: {
        orphan: true,
        pathNot: [
          '\\.d\\.ts$',
          '^tests/',
          '^client/ui/[a-z-]+\\.ts$',
          'no-web-transport',
          'no-broadcast',
          'plain-logging',
        ] /* put in by the build */,
      },
      to: {},
    },
    { name: 'everything-resolves', severity: error, from: {}, to: { couldNotResolve: true, pathNot: '^vite/client$' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['svelte', 'import', 'browser', 'default', 'types'],
    },
  },
}
