/** All pages of one person go together, and nobody else's. */
import { expect, test } from 'vitest'
import { Pages } from '../../../server/flow/pages.ts'
import { FlowStore } from '../../../server/flow/flow-store.ts'
import { Committer } from '../../../server/log/committer.ts'
import { Gone } from '../../../server/log/log.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { docStream, pageId, type CohortId, type DocId, type MemberId, type RunId } from '../../../shared/lib/ids.ts'

const cohort = '2222222222' as CohortId
const [maya, luis] = ['333333333333', '444444444444'] as [MemberId, MemberId]
const of = (author: MemberId, step: string) => pageId(cohort, author, '5555555555' as RunId, step)

test('[PA5] a page goes with its author: every stream of theirs is purged, none of the others’', async () => {
  const log = memoryLog()
  const lease = await log.lease(cohort, 'test')
  const { store } = await FlowStore.open(log, lease, new Committer(log, lease))
  const docs = [of(maya, 'write'), of(maya, 'again'), of(luis, 'write')]
  await store.commit(docs.map((doc) => ({ stream: docStream(doc), bodies: [new Uint8Array([1, 0, 7])] })))
  const dropped: DocId[] = []
  const nothing = () => Promise.reject(new Error('not asked for'))
  const pages = await Pages.open(cohort, store, {
    settle: nothing,
    read: nothing,
    unsettle: () => undefined,
    seed: ({ doc }) => ({ stream: docStream(doc), bodies: [] }),
    recheck: () => undefined,
    erase: () => Promise.resolve(),
    drop: (doc) => Promise.resolve(void dropped.push(doc)),
  })
  await pages.dropOf(maya)
  expect(dropped.sort()).toEqual([of(maya, 'again'), of(maya, 'write')])
  expect(await log.list(`page/${cohort}/`)).toEqual([docStream(of(luis, 'write'))])
  await expect(log.load(docStream(of(maya, 'write')))).rejects.toThrow(Gone)
})
