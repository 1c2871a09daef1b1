import { fileURLToPath } from 'node:url'
/// <reference types="vitest/config" />
import { svelte } from '@sveltejs/vite-plugin-svelte'
// Not from vitest: where only the pages are built and served it is not installed.
import { defineConfig } from 'vite'
import { precache } from './client/offline/precache.ts'

/** The client build, the development proxy to the server, and the test projects. */
/** Tests that start many processes, or keep the machine busy by themselves: beside others both would be slow. */
const alone = [
  'tests/sim/**/*.test.ts',
  'tests/server/log/{processes,sqlite,keys,keys-killed}.test.ts',
  'tests/together/{kills,mutated,fuzz,policy,half-day}.test.ts',
]

export default defineConfig({
  root: 'client',
  publicDir: 'public',
  plugins: [svelte({ configFile: false, compilerOptions: { css: 'external' } }), precache()],
  resolve: {
    // What every seat would load and nobody uses: together five kilobytes. client/link/flow.ts names its transports.
    alias: {
      './webtransport.js': fileURLToPath(new URL('client/link/no-web-transport.ts', import.meta.url)),
      'lib0/broadcastchannel': fileURLToPath(new URL('client/link/no-broadcast.ts', import.meta.url)),
      'lib0/logging': fileURLToPath(new URL('client/link/plain-logging.ts', import.meta.url)),
    },
  },
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
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What every page needs and what a seat is made of, in one file: it compresses better than many small ones, and
          // whoever opens the first pages is on the way to a seat; what all live pages share, in a second. Both budgets are
          // tests (UI5, UI6).
          groups: [
            {
              name: 'seat',
              test: /shared\/lib\/(text|ids)\.|client\/(ui\/(YourTurn|TimeRing|FourActions|four-actions|WillSee|PromptHeading|Words|bell|Logo|Avatar|initials|ticking|call-link|FnGlyph|FnChip|IconButton)|link\/doors)\.|icons\/(eye-off|check|server|x|footprints|trash-2|trash)\./,
            },
            {
              name: 'live',
              test: /shared\/(boards\/aim|wire\/doc)\.|client\/(text\/(seat|board)|ui\/second-press|link\/unsaved|boards\/(show-text|text-diff)|pages\/parts\/offline-words|offline\/began-with)\.|icons\/(undo-2|plus|list|columns-3)\./,
            },
          ],
        },
      },
    },
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
          exclude: alone,
          testTimeout: 20_000,
        },
      },
      {
        root: '.',
        test: {
          name: 'alone',
          include: alone,
          testTimeout: 20_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
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
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
