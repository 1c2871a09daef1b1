/** Part of the build: makes `sw.js` and writes into it which files this build consists of. */
import type { Plugin } from 'vite'

const worker = 'sw.js'
const place = '__BUILD__'

/** Not for people: the workbench of parts, and what only the build needs. */
const leftOut = /^(?:assets\/Kit-.*|index\.html|\.vite\/.*)$/

export function precache(): Plugin {
  return {
    name: 'fourfold-precache',
    apply: 'build',
    buildStart() {
      this.emitFile({ type: 'chunk', id: `${import.meta.dirname}/worker.ts`, fileName: worker })
    },
    generateBundle: {
      // After the page has been made.
      order: 'post',
      async handler(_options, bundle) {
        const script = bundle[worker]
        const entry = Object.values(bundle).find((file) => file.type === 'chunk' && file.isEntry && file !== script)
        const html = bundle['index.html']
        if (script?.type !== 'chunk' || entry === undefined || html?.type !== 'asset')
          throw new Error('The build has no page or no worker')
        // Not every browser loads modules in a worker.
        if (script.imports.length > 0) throw new Error('The worker must be one file')
        const names = Object.keys(bundle).filter((name) => name !== worker && !leftOut.test(name))
        const files = names.map((name) => `/${name}`).sort()
        const all = new TextEncoder().encode(`${files.join('\n')}\n${String(html.source)}\n${script.code}`)
        const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', all))
        const version = [...digest.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
        script.code = script.code.replace(place, () => JSON.stringify({ version, entry: `/${entry.fileName}`, files }))
      },
    },
  }
}
