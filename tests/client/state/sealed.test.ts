import { expect, onTestFinished, test, vi } from 'vitest'
import { Keep } from '../../../client/state/keep.ts'
import { SealedItems } from '../../../client/state/sealed.svelte.ts'
import type { Answer } from '../../../shared/wire/flow.ts'
import { refuse } from '../../../shared/wire/refusals.ts'
import { emptyStore } from './store.ts'

interface Asked {
  readonly question: string
  readonly token: string
  answer(answer: Answer): void
}

/** A server whose answers come when the test says so. */
function device(store = emptyStore()) {
  const asked: Asked[] = []
  const ask = (question: string, { token }: { token: string }) =>
    new Promise<Answer>((answer) => asked.push({ question, token, answer }))
  const items = new SealedItems(new Keep('grant', store), { ask } as never)
  return { store, asked, items }
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve))
const states = (items: SealedItems) => items.of('run', 0).map(({ text, state }) => [text, state])

test('[OF3] what is taken back before it has arrived does not overtake itself', async () => {
  const { asked, items } = device()
  void items.seal('run', 0, 'words')
  const [item] = items.of('run', 0)
  const back = items.takeBack('run', 0, item?.token ?? '')
  await settled()
  expect(asked.map(({ question }) => question)).toEqual(['put'])
  expect(states(items)).toEqual([['words', 'taking']])
  asked[0]?.answer({ ok: true })
  await settled()
  expect(asked.map(({ question, token }) => [question, token === item?.token])).toEqual([
    ['put', true],
    ['take', true],
  ])
  asked[1]?.answer({ ok: true })
  expect(await back).toEqual({ ok: true })
  expect(states(items)).toEqual([])
})

test('[OF3] a new page sends what the last one could not, under the same token, and takes back what was being taken back', async () => {
  const first = device()
  void first.items.seal('run', 0, 'kept')
  void first.items.seal('run', 0, 'regretted')
  void first.items.takeBack('run', 0, first.items.of('run', 0)[1]?.token ?? '')
  const tokens = first.items.of('run', 0).map(({ token }) => token)
  const { asked, items } = device(first.store)
  await settled()
  expect(asked.map(({ question, token }) => [question, tokens.indexOf(token)])).toEqual([
    ['put', 0],
    ['take', 1],
  ])
  for (const one of asked) one.answer({ ok: true })
  await settled()
  // Back means: the words are here, to be written on.
  expect(states(items)).toEqual([
    ['kept', 'sealed'],
    ['regretted', 'refused'],
  ])
  expect(states(device(first.store).items)).toEqual(states(items))
})

test('[OF3] words that a step no longer took are handed back in the next one, once', async () => {
  const { asked, items } = device()
  void items.seal('run', 0, 'too late')
  asked[0]?.answer(refuse('not_now'))
  await settled()
  expect(states(items)).toEqual([['too late', 'refused']])
  expect(items.refusedElsewhere('run', 0)).toEqual([])
  expect(items.refusedElsewhere('run', 1)).toEqual(['too late'])
  items.forgetRefusedElsewhere('run', 1)
  expect(items.refusedElsewhere('run', 1)).toEqual([])
  expect(states(items)).toEqual([])
})

test('[OF11] what the server could not save goes out again under the same token; what stands on the page gets no second copy', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const { store, asked, items } = device()
  void items.seal('run', 0, 'kept')
  const shown = items.seal('run', 0, 'shown', null, true)
  for (const one of asked) one.answer(refuse('not_stored'))
  expect(await shown).toEqual(refuse('not_stored'))
  expect(states(items)).toEqual([['kept', 'kept']])
  vi.runAllTimers()
  expect(asked.map(({ question }) => question)).toEqual(['put', 'put', 'put'])
  expect(asked[2]?.token).toBe(asked[0]?.token)
  asked[2]?.answer(refuse('not_stored'))
  await settled()
  vi.runAllTimers()
  asked[3]?.answer({ ok: true })
  await settled()
  expect(states(items)).toEqual([['kept', 'sealed']])
  vi.runAllTimers()
  expect(asked).toHaveLength(4)
  expect(states(device(store).items)).toEqual([['kept', 'sealed']])
})
