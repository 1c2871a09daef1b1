import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'
import { precache } from './client/offline/precache.ts'

/** The client build, the development proxy to the server, and the test projects. */
export default defineConfig({
  root: 'client',
  publicDir: 'public',
  plugins: [svelte({ configFile: false, compilerOptions: { css: 'external' } }), precache()],
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    target: 'es2022',
    // Older targets rewrite light-dark(), and a part could no longer choose its own scheme.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    manifest: true,
    // A strict Content-Security-Policy: no inlined assets, no inline polyfill script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    port: 5173,
    proxy: {
      '/api': 'http://localhost:4400',
      '/socket.io': { target: 'http://localhost:4400', ws: true },
      '/doc': { target: 'http://localhost:4400', ws: true },
    },
  },
  test: {
    root: '.',
    projects: [
      {
        root: '.',
        test: {
          name: 'fast',
          include: ['tests/{shared,server,together}/**/*.test.ts', 'tests/*.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        root: '.',
        resolve: { conditions: ['browser'] },
        test: { name: 'client', include: ['tests/client/**/*.test.ts'], testTimeout: 20_000 },
      },
      {
        root: '.',
        test: {
          name: 'browser',
          include: ['tests/e2e/**/*.test.ts', 'tests/faults/**/*.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
