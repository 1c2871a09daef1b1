/** What a crash or a coincidence could leave behind, or take with it. */
import { expect, test } from 'vitest'
import { bookStream, docStream, newMemberId, vaultStream, type DocId, type RunId } from '../../../shared/lib/ids.ts'
import { seededRandom } from '../../../shared/lib/rng.ts'
import { Books } from '../../../server/flow/books.ts'
import { FlowStore } from '../../../server/flow/flow-store.ts'
import { Committer } from '../../../server/log/committer.ts'
import { jsonBody, readJson } from '../../../server/log/entry.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { openWorkshops } from '../../../server/workshops.ts'

const random = seededRandom(7)
const now = () => 1_790_000_000_000

async function opened() {
  const log = memoryLog()
  const errors: unknown[] = []
  const start = () => openWorkshops({ log, random, now, report: (error) => errors.push(error) })
  const { cohorts } = await start()
  const { cohort, member } = await cohorts.start('Judith', () => [])
  return { log, start, cohorts, cohort, member, errors }
}

test('[LG17] what a crash kept from being purged or written anew is so after the next start', async () => {
  const { log, start, cohorts, cohort, member } = await opened()
  const body = (value: unknown) => ({ bodies: [jsonBody(value)] })
  const id = 'x'.repeat(43)
  const note = { id: '2'.repeat(12), text: 'gone', from: null, day: 0, hidden: false }
  const book = bookStream(cohort, member)
  const vault = vaultStream(cohort, '2222222222' as RunId, 'alone')
  const board = docStream(`${cohort}/2222222222.together.all` as DocId)
  // As a process leaves it that dies between the append and what follows from it.
  await cohorts.commit(cohort, [
    { stream: vault, ...body({ v: 1, put: { id, text: 'released long ago' } }) },
    { stream: board, bodies: [Uint8Array.of(1, 2, 3)] },
    { stream: book, ...body({ v: 1, add: [note] }) },
    { stream: book, ...body({ v: 1, drop: note.id }) },
  ])
  await start()
  expect(await log.list(`vault/${cohort}`)).toEqual([])
  expect(await log.list(`doc/${cohort}`)).toEqual([])
  const { snapshot, entries } = await log.load(book)
  expect([readJson(snapshot?.body ?? new Uint8Array()), entries]).toEqual([{ v: 1, notes: [] }, []])
})

test('[LG18] a note that is given while another is deleted is not lost when the booklet is written anew', async () => {
  const log = memoryLog()
  const cohort = '2222222222' as never
  const lease = await log.lease(cohort, 'test')
  const { store } = await FlowStore.open(log, lease, new Committer(log, lease))
  const books = await Books.open(cohort, store)
  const owner = newMemberId(random)
  const give = async (text: string) => {
    const adding = books.adding(new Map([[owner, [{ id: 'x'.repeat(43), text, to: owner }]]]), now(), random)
    await store.commit(adding.writes)
    // What a gift does between its append and this takes a few turns.
    for (let turns = 0; turns < 8; turns++) await Promise.resolve()
    adding.done()
  }
  await give('the first')
  const [first] = books.of(owner, () => ({ name: '', pronouns: '' }))
  await Promise.all([give('the second'), books.act(owner, { id: first?.id ?? '', act: 'drop' })])
  const again = await Books.open(cohort, store)
  expect(again.of(owner, () => ({ name: '', pronouns: '' })).map(({ text }) => text)).toEqual(['the second'])
})
