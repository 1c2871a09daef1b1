/** What was stored by version 1 opens today. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { emptyState, evolveEntry } from '../../shared/flow/evolve.ts'
import type { FlowEntry } from '../../shared/flow/events.ts'
import type { FlowState } from '../../shared/flow/state.ts'
import { viewOf } from '../../shared/flow/view.ts'
import type { CohortId, GrantId, MemberId } from '../../shared/lib/ids.ts'
import { readCookie } from '../../server/auth/cookies.ts'
import { wordsOf } from '../../server/doc/board-words.ts'
import { pageWordsOf } from '../../server/doc/page-words.ts'
import { readEntryBody, readSnapshotBody } from '../../server/doc/stored.ts'
import { Replica } from '../../server/doc/replica.ts'
import { bookApplied, readBookEntry, readBookSnapshot } from '../../server/flow/book-format.ts'
import { readEntry, readState } from '../../server/flow/flow-store.ts'
import { Contents, readVaultEntry, readVaultSnapshot } from '../../server/flow/vault-format.ts'
import { jsonBody, readStored } from '../../server/log/entry.ts'

const stored = (file: string) => readFileSync(join('tests/fixtures/formats', file))
/** What a log gives of a body that was stored plain. */
const bodyIn = (file: string) => readStored(stored(file)).payload

/** Its entries, one after the other, give the state that was stored with them; what its snapshot opens as. */
function openedFrom(file: string): FlowState {
  const { entries, snapshot, state } = JSON.parse(stored(file).toString()) as {
    entries: FlowEntry[]
    snapshot: FlowState
    state: FlowState
  }
  const replayed = entries.reduce(
    (now, entry) => evolveEntry(now, readEntry(jsonBody(entry))),
    emptyState('' as CohortId),
  )
  expect(JSON.parse(JSON.stringify(replayed))).toEqual(state)
  return readState(jsonBody(snapshot))
}

test('[FM1] the flow’s entries and snapshot of version 1 give the same workshop', () => {
  const opened = openedFrom('flow-v1.json')
  const names = () => ({ name: 'Someone', pronouns: '' })
  const [member] = opened.seats
  if (member === undefined) throw new Error('nobody sits in the stored workshop')
  expect(viewOf(opened, names, { as: 'person', member }).now?.show).toBe('board')
})

test('[FM1] a spectrum and the choices after a content note, as version 1 stored them, give the same workshop', () => {
  const opened = openedFrom('spectrum-v1.json')
  expect(Object.values(opened.run?.parts ?? {}).sort()).toEqual(['listen', 'walk'])
  const { wall } = viewOf(opened, () => ({ name: 'Someone', pronouns: '' }), { as: 'wall' })
  expect(wall?.view).toMatchObject({ show: 'spectrum', results: { show: 'little', first: { show: 'bands' } } })
})

test('[FM2] a board’s entry and snapshot of version 1 open with their words and owners', () => {
  const entry = readEntryBody(bodyIn('board-entry-v1.bin'))
  const snapshot = readSnapshotBody(bodyIn('board-snapshot-v1.bin'))
  expect(entry.member).toBe('222222222222')
  expect([...snapshot.owners]).toEqual([[7, '222222222222']])
  for (const update of [entry.update, snapshot.update]) {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, update)
    expect(wordsOf(doc).cards).toEqual([{ id: 'card', text: 'One voice at a time.', list: 'l0' }])
  }
})

test('[FM5] a page’s entry and snapshot of version 1 open with their words, their mark and their owner', () => {
  const entry = readEntryBody(bodyIn('page-entry-v1.bin'))
  const snapshot = readSnapshotBody(bodyIn('page-snapshot-v1.bin'))
  expect(entry.member).toBe('222222222222')
  expect([...snapshot.owners]).toEqual([[7, '222222222222']])
  for (const { update } of [entry, snapshot]) {
    const replica = new Replica('page', (error) => {
      throw error
    })
    Y.applyUpdate(replica.doc, update)
    expect(pageWordsOf(replica.doc)).toEqual({
      text: 'The bench, a Sunday.\n\nI was only looking.',
      marked: 'I was only looking.',
    })
  }
  // The flow says that everyone has the page; older workshops have none.
  const opened = { v: 1, at: 5, events: [{ type: 'page_opened', page: { run: 'r', step: 'write', prompt: 'Where?' } }] }
  expect(evolveEntry(emptyState('' as CohortId), readEntry(jsonBody(opened))).pages).toEqual([
    { run: 'r', step: 'write', prompt: 'Where?', at: 5 },
  ])
})

test('[FM3] a device cookie of version 1 is read, and the kept file of version 1 holds no markup of anyone’s words', () => {
  const cookie = readCookie(stored('cookie-v1.txt').toString(), '2222222222-333333333333' as GrantId, false)
  expect(cookie?.device).toBe('abcdefgh12345678')
  const html = stored('keepsake-v1.html').toString()
  expect(html).toContain('Fourfold keepsake 1')
  expect(html).not.toMatch(/<img|<script|<mentoring>/)
  expect(html).toContain('&lt;img src=x')
})

test('[FM4] vaults and booklets of version 1 open with their words, and with what was given', () => {
  const { vault, book } = JSON.parse(stored('notes-v1.json').toString()) as {
    vault: { snapshots: unknown[]; entries: unknown[] }
    book: { snapshot: unknown; entries: unknown[] }
  }
  const opened = vault.snapshots.map((snapshot) => new Contents(readVaultSnapshot(snapshot)))
  expect(opened.map(({ items }) => [...items.values()].map(({ text }) => text))).toEqual([
    ['A proposal.'],
    ['To Maya.'],
  ])
  const contents = new Contents(null)
  for (const entry of vault.entries) contents.apply(readVaultEntry(entry))
  expect([...contents.items.values()].map(({ text }) => text)).toEqual(['A proposal.'])
  expect([...contents.given.keys()]).toEqual(['333333333333'])
  const { notes } = readBookSnapshot(book.snapshot)
  const after = book.entries.reduce<typeof notes>((now, entry) => [...bookApplied(now, readBookEntry(entry))], notes)
  expect(after).toMatchObject([
    { text: 'You stayed.', from: null, hidden: true },
    { text: 'You asked.', from: '222222222222', hidden: false },
  ])
})

test('[FM1][FM4] somebody who was erased, as version 1 stored it, is erased: in entries, in the snapshot, and in a booklet', () => {
  const { gone, entries, snapshot, state, book } = JSON.parse(stored('erased-v1.json').toString()) as {
    gone: MemberId
    entries: FlowEntry[]
    snapshot: FlowState
    state: FlowState
    book: { entries: unknown[]; snapshot: unknown }
  }
  const replayed = entries.reduce(
    (now, entry) => evolveEntry(now, readEntry(jsonBody(entry))),
    emptyState('' as CohortId),
  )
  expect(JSON.parse(JSON.stringify(replayed))).toEqual(state)
  for (const opened of [replayed, readState(jsonBody(snapshot))]) {
    expect(opened.people[gone]).toEqual({ id: gone, role: 'member', place: 'room', status: 'out', erased: true })
    expect(opened.seats).not.toContain(gone)
  }
  const { notes } = readBookSnapshot(book.snapshot)
  expect(book.entries.reduce<typeof notes>((now, entry) => [...bookApplied(now, readBookEntry(entry))], [])).toEqual(
    notes,
  )
  expect(notes).toMatchObject([{ text: 'You stayed.', from: null, erased: true }])
})
