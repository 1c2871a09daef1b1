/**
 * What a person takes along: one HTML file that reads without Fourfold, without scripts, for ever. Version 4; version 3 did not
 * say that own pages go earlier, or whose name was erased, version 2 had
 * no harvest boards and no own pages, version 1 did not say when the agreements were made and had nothing that others wrote
 * to this person.
 * The words of the file are here because the server writes it; the closing page shows the same table.
 */
import { retention } from '../policy.ts'
import type { AgreementsSlice, HarvestSlice } from '../flow/slices.ts'

export interface Keepsake {
  readonly version: 4
  readonly workshop: string
  readonly name: string
  /** When the file was made, as people read it, e.g. "23 November 2026". */
  readonly day: string
  /** When the agreements were adopted, in the same way; empty without any. */
  readonly agreedOn: string
  readonly keptUntil: string
  /** The same of own pages; empty while the workshop has not ended. */
  readonly pagesUntil: string
  /** Who runs the server; empty when nobody said. */
  readonly host: string
  /** The workshop's address was encrypted (https). */
  readonly secure: boolean
  readonly agreements: AgreementsSlice | null
  /** What is kept of boards of own lines. */
  readonly harvest: HarvestSlice
  /** What others wrote to them; `from` null when it was not signed, or when whoever signed it has been erased. */
  readonly notes: readonly {
    readonly text: string
    readonly from: string | null
    readonly erased?: true
    readonly day: string
  }[]
  /** What they wrote for themselves; `marked` empty when no sentence is. */
  readonly pages: readonly {
    readonly prompt: string
    readonly text: string
    readonly marked: string
    readonly day: string
  }[]
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => escapes[sign] ?? sign)

const style = `
:root { color-scheme: light dark; --ink: #272018; --soft: #544b41; --paper: #fcfaf6; --line: #e2ded5 }
@media (prefers-color-scheme: dark) { :root { --ink: #f0ece4; --soft: #c2bdb4; --paper: #191713; --line: #3a3630 } }
body { margin: 0 auto; padding: 3rem 1.5rem; max-width: 40rem; background: var(--paper); color: var(--ink); font: 1.125rem/1.6 Georgia, serif }
h1 { font-size: 2rem; font-weight: 500; line-height: 1.2 } h2 { font: 600 1.125rem/1.4 system-ui, sans-serif; margin-top: 2.5rem }
p.small, li.small { font: 1rem/1.5 system-ui, sans-serif; color: var(--soft) } ul { padding-left: 1.25rem } hr { border: 0; border-top: 1px solid var(--line); margin: 2.5rem 0 }
h3 { font: 600 1rem/1.4 system-ui, sans-serif } li span { font: 1rem/1.5 system-ui, sans-serif; color: var(--soft) }
.asked { margin: 1.5rem 0 0; font-size: 1.25rem; line-height: 1.3 } .own { white-space: pre-wrap; overflow-wrap: anywhere }
blockquote { margin: 1.5rem 0; white-space: pre-wrap; break-inside: avoid } blockquote footer { font: 1rem/1.5 system-ui, sans-serif; color: var(--soft) }
@media print { body { padding: 0 } }
`

/** Nothing in this file may run or load, whoever wrote its words and wherever it is opened. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

function agreementsPart(agreements: AgreementsSlice | null, agreedOn: string): string {
  if (agreements === null || agreements.lines.length === 0) return ''
  const columns = [...new Set(agreements.lines.map((line) => line.column))]
  const lists = columns.map((column) => {
    const lines = agreements.lines.filter((line) => line.column === column)
    return `<h2>${escaped(column)}</h2><ul>${lines.map((line) => `<li>${escaped(line.text)}</li>`).join('')}</ul>`
  })
  const stand = `Version ${agreements.version}, agreed on ${escaped(agreedOn)}. Everyone can live with these.`
  return `<h2>What we promise each other</h2><p class="small">${stand}</p>${lists.join('')}<hr>`
}

function harvestPart(harvest: HarvestSlice): string {
  return harvest
    .map(({ title, lines }) => {
      const clusters = [...new Set(lines.map(({ cluster }) => cluster))]
      const parts = clusters.map((cluster) => {
        const items = lines.filter((line) => line.cluster === cluster)
        const list = items.map(
          ({ by, text }) => `<li><bdi>${escaped(text)}</bdi> <span>${escaped(by.name)}</span></li>`,
        )
        return `${cluster === '' ? '' : `<h3><bdi>${escaped(cluster)}</bdi></h3>`}<ul>${list.join('')}</ul>`
      })
      return `<h2>${escaped(title)}</h2>${parts.join('')}<hr>`
    })
    .join('')
}

function notesPart(notes: Keepsake['notes']): string {
  if (notes.length === 0) return ''
  const all = notes.map(({ text, from, erased, day }) => {
    const who = erased === true ? 'From somebody who has been erased' : from === null ? 'Not signed' : escaped(from)
    return `<blockquote>${escaped(text)}<footer>${who}, ${escaped(day)}</footer></blockquote>`
  })
  return `<h2>What others wrote to you</h2>${all.join('')}<hr>`
}

function pagesPart(pages: Keepsake['pages']): string {
  const written = pages.filter(({ text }) => text !== '')
  if (written.length === 0) return ''
  const all = written.map(({ prompt, text, marked, day }) => {
    const mark = marked === '' ? '' : `<p class="small">Marked for later: ${escaped(marked)}</p>`
    return `<p class="asked">${escaped(prompt)}</p><p class="small">${escaped(day)}</p><p class="own">${escaped(text)}</p>${mark}`
  })
  return `<h2>What you wrote for yourself</h2>${all.join('')}<hr>`
}

function readersPart(host: string, secure: boolean): string {
  const runs = host === '' ? 'Whoever runs this server' : `${escaped(host)} runs this server and`
  const wifi = secure ? '' : ' And so could others on the wifi of the room.'
  return `<p class="small">${runs} could read what is stored on it.${wifi} This file lies on your own device: whoever opens that can read it.
Memories, paper and files already taken, this one too, cannot be called back.</p>`
}

/** @returns a whole HTML document; every text in it is escaped */
export function keepsakeHtml(keepsake: Keepsake): string {
  const { version, workshop, name, day, agreedOn, keptUntil, pagesUntil, host, secure } = keepsake
  const { agreements, harvest, notes, pages } = keepsake
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="generator" content="Fourfold keepsake ${version}"><title>${escaped(workshop)}</title><style>${style}</style></head>
<body><h1>${escaped(workshop)}</h1><p class="small">${escaped(name === '' ? day : `${name}, ${day}`)}</p>
${agreementsPart(agreements, agreedOn)}
${harvestPart(harvest)}
${notesPart(notes)}
${pagesPart(pages)}
<h2>What is kept on the server, and until when</h2>
<ul><li class="small">The agreements: everyone in the workshop can open them, until ${escaped(keptUntil)}.</li>
<li class="small">Your name, and pronouns if you gave them: everyone in the workshop, until ${escaped(keptUntil)}. The name also stands on the wall.</li>
<li class="small">Lines on a harvest board, with names: everyone in the workshop, until ${escaped(keptUntil)} or until their author takes them out.</li>
<li class="small">What others wrote to you: you alone, until ${escaped(keptUntil)} or until you delete it.</li>
<li class="small">Pages of your own: you alone, until ${escaped(pagesUntil === '' ? `${retention.season.days} days after the workshop ends` : pagesUntil)} or until you delete them.</li></ul>
<h2>What is not kept</h2>
<p class="small">What was said. Who passed, paused, or needed a moment. How long anyone spoke. Who wrote an unnamed card. The working boards: they are deleted when their activity ends.</p>
${readersPart(host, secure)}
</body></html>
`
}
