/** kill -9 with twenty-five people at a board: until the last of their pages is in step again. The peer is the start alone. */
import { performance } from 'node:perf_hooks'
import { BoardLink } from '../../client/link/board.ts'
import { goTogether } from '../fixtures/desk.ts'
import { doorOf, flowOf, likeBrowsers } from '../fixtures/pages.ts'
import { Guest } from '../fixtures/people.ts'
import { startServer } from '../fixtures/server.ts'
import { p50, say, spread } from './figures.ts'
import { Waiting } from '../fixtures/waiting.ts'

const people = 25
const deaths = 5

export async function restart(): Promise<void> {
  // y-websocket adds a listener for each board.
  process.setMaxListeners(0)
  const server = await startServer()
  const lead = await Guest.lead(server.url)
  const code = await lead.code()
  const guests: Guest[] = []
  for (let i = 0; i < people; i++) guests.push(await Guest.join(server.url, code, `Person ${i}`))
  await lead.admit(people)
  await goTogether(lead, guests)
  const asBefore = likeBrowsers([lead, ...guests])
  const waiting = new Waiting()
  const changed = () => queueMicrotask(() => waiting.changed())
  const pages = guests.map((guest) => {
    const page = { views: 0, isOver: false }
    const flow = flowOf(guest, {
      slices: ({ whole }) => {
        if (whole) page.views++
        changed()
      },
    })
    const nothing = () => undefined
    const doc = guest.view.now?.show === 'board' ? guest.view.now.view.doc : ('' as never)
    const listener = { changed, peers: nothing, role: nothing, reset: nothing, closed: nothing }
    const board = new BoardLink(doc, doorOf(guest, flow, doc), listener, guest.url.replace('http', 'ws'))
    return { page, flow, board }
  })
  const inStep = (views: number) =>
    waiting.until(() => pages.every(({ page, board }) => page.views >= views && board.saved))
  await inStep(1)
  const [starts, steps]: [number[], number[]] = [[], []]
  for (let death = 0; death < deaths; death++) {
    await server.kill9()
    const begun = performance.now()
    await server.start()
    starts.push(performance.now() - begun)
    await inStep(death + 2)
    steps.push(performance.now() - begun)
  }
  say('kill -9, until the server listens again'.padEnd(44) + spread(starts))
  say(
    `  until all of ${people} are in step`.padEnd(44) +
      `${spread(steps)}   ${(p50(steps) / p50(starts)).toFixed(1)} x the start`,
  )
  for (const { flow, board } of pages) {
    board.close()
    flow.close()
  }
  asBefore()
  for (const guest of [lead, ...guests]) guest.close()
  await server.stop()
}
