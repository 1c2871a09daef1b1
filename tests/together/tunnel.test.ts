/** Boards in networks that let no WebSocket through: the client's own links, through a proxy, to the whole front. */
import { expect, onTestFinished, test, vi } from 'vitest'
import { BoardLink } from '../../client/link/board.ts'
import { FlowLink } from '../../client/link/flow.ts'
import { webSocketOpens } from '../../client/link/web-socket-opens.ts'
import { cohortOfGrant, type DocId } from '../../shared/lib/ids.ts'
import { seededRandom } from '../../shared/lib/rng.ts'
import type { Presence } from '../../shared/wire/doc.ts'
import { openProxy, type Upgrades } from '../fixtures/proxy.ts'
import { addCard, contentOf, textOf, type } from '../server/doc/board-acts.ts'
import { roomWithBoard } from '../server/http/open-board.ts'
import { command, openHouse, type House, type Seat } from '../server/http/open-house.ts'
import { Waiting } from '../fixtures/waiting.ts'

/** A seat's page in its own network: the flow, and a board. */
async function pageOf(
  house: House,
  { browser, grant }: Pick<Seat, 'browser' | 'grant'>,
  doc: DocId,
  upgrades: Upgrades,
) {
  const proxy = await openProxy(house.url, upgrades, browser.cookieHeader)
  onTestFinished(() => proxy.close())
  const waiting = new Waiting()
  const changed = () => waiting.changed()
  const until = (holds: () => boolean) => waiting.until(holds)
  const heard = { peers: [] as readonly Presence[], resets: 0, role: '', closed: false, up: false, bye: '' }
  const flow = new FlowLink(
    grant,
    {
      up: (up) => {
        heard.up = up
        changed()
      },
      slices: changed,
      signals: changed,
      roster: changed,
      book: changed,
      pages: changed,
      unheard: changed,
      cut: changed,
      bye: (why) => {
        heard.bye = why
        changed()
      },
    },
    {
      address: proxy.url,
      random: seededRandom(1),
      socket: { extraHeaders: { cookie: browser.cookieHeader, origin: proxy.url }, reconnectionDelayMax: 300 },
    },
  )
  onTestFinished(() => flow.close())
  const board = new BoardLink(
    doc,
    {
      grant,
      detour: flow.detour,
      ticket: async () => {
        const answer = await flow.ask('ticket', { doc })
        return answer.ok ? answer.ticket : null
      },
    },
    {
      changed,
      peers: (peers) => {
        heard.peers = peers
        changed()
      },
      role: (role) => {
        heard.role = role
        changed()
      },
      reset: () => void heard.resets++,
      closed: () => {
        heard.closed = true
        changed()
      },
    },
    proxy.url.replace('http', 'ws'),
  )
  onTestFinished(() => board.close())
  return { proxy, flow, board, heard, until }
}

type Page = Awaited<ReturnType<typeof pageOf>>

/** Long polling notices a cut only when it asks for something. */
async function away(page: Page): Promise<void> {
  page.proxy.cut()
  await page.until(() => !page.board.connected)
}

const saved = (page: Page) => page.until(() => page.board.saved)
const has = (page: Page, card: string, text: string) =>
  page.until(() => page.board.doc.getMap('cards').has(card) && textOf(page.board.doc, card).toString() === text)
const boardsAskedFor = ({ proxy }: Page) => proxy.asked.filter((path) => path.startsWith('/doc/')).length

test('[TN1] where no WebSocket comes through, boards go through the flow: both ways, with presence, and saved', async () => {
  const { house, maya, luis, doc } = await roomWithBoard()
  const mayas = await pageOf(house, maya, doc, 'refused')
  const luisens = await pageOf(house, luis, doc, 'through')
  await Promise.all([saved(mayas), saved(luisens)])
  expect([mayas.flow.carrier, luisens.flow.carrier]).toEqual(['polling', 'websocket'])
  // What the flow had to learn, the board need not learn again.
  expect([boardsAskedFor(mayas), boardsAskedFor(luisens)]).toEqual([0, 1])

  addCard(mayas.board.doc, 'hers', '', { list: 'l' })
  for (const [at, letter] of [...'Time after each voice.'].entries()) type(mayas.board.doc, 'hers', at, letter)
  await has(luisens, 'hers', 'Time after each voice.')
  type(luisens.board.doc, 'hers', 0, 'Yes: ')
  await has(mayas, 'hers', 'Yes: Time after each voice.')
  mayas.board.pointAt({ card: 'hers', index: 3 })
  await luisens.until(() => luisens.heard.peers.some(({ card, name }) => card === 'hers' && name === 'Maya'))
  await Promise.all([saved(mayas), saved(luisens)])
  expect(contentOf(mayas.board.doc)).toBe(contentOf(luisens.board.doc))
  expect([mayas.heard.resets, luisens.heard.resets, house.errors]).toEqual([0, 0, []])
})

test('[TN1] a network that lets the flow through and no board is gone around after two attempts', async () => {
  const { house, maya, doc } = await roomWithBoard()
  const page = await pageOf(house, maya, doc, 'flow only')
  await saved(page)
  expect([page.flow.carrier, boardsAskedFor(page)]).toEqual(['websocket', 2])
})

test('[TN1] a network that says nothing to a WebSocket is gone around', { timeout: 40_000 }, async () => {
  const { house, maya, doc } = await roomWithBoard()
  const page = await pageOf(house, maya, doc, 'unanswered')
  await saved(page)
  expect([page.flow.carrier, boardsAskedFor(page)]).toEqual(['polling', 0])
})

test('[TN2] a cut, and words typed meanwhile: they arrive once, and nothing looks saved before', async () => {
  const { house, maya, luis, doc } = await roomWithBoard()
  const [mayas, luisens] = [await pageOf(house, maya, doc, 'refused'), await pageOf(house, luis, doc, 'refused')]
  await Promise.all([saved(mayas), saved(luisens)])
  addCard(mayas.board.doc, 'hers', 'before', { list: 'l' })
  await has(luisens, 'hers', 'before')
  for (let cut = 0; cut < 3; cut++) {
    await away(mayas)
    type(mayas.board.doc, 'hers', 0, '. ')
    expect(mayas.board.saved).toBe(false)
    mayas.proxy.mend()
    await saved(mayas)
  }
  await has(luisens, 'hers', '. . . before')
  expect([mayas.heard.resets, luisens.heard.resets, house.errors]).toEqual([0, 0, []])
})

test('[TN3] when WebSockets come through again, a new connection takes them', async () => {
  const { house, maya, doc } = await roomWithBoard()
  const page = await pageOf(house, maya, doc, 'refused')
  await saved(page)
  expect(page.flow.carrier).toBe('polling')
  page.proxy.upgrades = 'through'
  await away(page)
  page.proxy.mend()
  await saved(page)
  expect([page.flow.carrier, boardsAskedFor(page)]).toEqual(['websocket', 1])
})

test('[TN3] from time to time a WebSocket is tried beside the tunnel, and taken when it comes through', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  const { house, maya, doc } = await roomWithBoard()
  const page = await pageOf(house, maya, doc, 'refused')
  await saved(page)
  const board = `${page.proxy.url.replace('http', 'ws')}/doc/${doc}`
  expect(await webSocketOpens(board)).toBe(false)
  page.proxy.upgrades = 'through'
  expect(await webSocketOpens(board)).toBe(true)
  const asked = boardsAskedFor(page)
  addCard(page.board.doc, 'hers', 'meanwhile', { list: 'l' })
  vi.advanceTimersByTime(5 * 60_000)
  // Once to try, and once to stay.
  await page.until(() => boardsAskedFor(page) === asked + 2 && page.board.saved)
  expect([page.flow.carrier, page.heard.resets, house.errors]).toEqual(['polling', 0, []])
})

test('[TN1] large boards and large words come through in parts', async () => {
  const { house, maya, luis, doc } = await roomWithBoard()
  const mayas = await pageOf(house, maya, doc, 'through')
  await saved(mayas)
  for (let card = 0; card < 100; card++) addCard(mayas.board.doc, `card${card}`, 'ä'.repeat(480), { list: 'l' })
  await saved(mayas)
  const luisens = await pageOf(house, luis, doc, 'refused')
  await saved(luisens)
  expect(contentOf(luisens.board.doc)).toBe(contentOf(mayas.board.doc))
  await away(luisens)
  // More than one request may hold: it goes as one step 2.
  for (let card = 0; card < 80; card++) addCard(luisens.board.doc, `late${card}`, 'ö'.repeat(480), { list: 'l' })
  luisens.proxy.mend()
  await saved(luisens)
  await mayas.until(() => contentOf(luisens.board.doc) === contentOf(mayas.board.doc))
  expect([mayas.heard.resets, luisens.heard.resets]).toEqual([0, 0])
})

test('[TN7] faster than the pace allows: the frames wait at their sender, and none is lost', async () => {
  const { house, maya, doc } = await roomWithBoard()
  const page = await pageOf(house, maya, doc, 'refused')
  await saved(page)
  addCard(page.board.doc, 'hers', '', { list: 'l' })
  for (let at = 0; at < 300; at++) type(page.board.doc, 'hers', at, 'a')
  expect(page.board.saved).toBe(false)
  await saved(page)
  const other = await pageOf(house, maya, doc, 'through')
  await has(other, 'hers', 'a'.repeat(300))
  expect([page.heard.resets, house.errors]).toEqual([0, []])
})

test('[TN4] rights withdrawn end a tunnel for good; a wall’s only reads', async () => {
  const { house, lead, maya, luis, screen, doc } = await roomWithBoard()
  const mayas = await pageOf(house, maya, doc, 'refused')
  const luisens = await pageOf(house, luis, doc, 'refused')
  const walls = await pageOf(house, screen, doc, 'refused')
  await Promise.all([saved(mayas), saved(luisens), saved(walls)])
  expect([mayas.heard.role, walls.heard.role]).toEqual(['write', 'read'])
  await lead.browser.post(`${lead.base}/revoke`, { grant: maya.grant })
  await mayas.until(() => mayas.heard.closed)
  await mayas.until(() => mayas.heard.bye === 'revoked')
  expect(luisens.board.connected).toBe(true)
  await command(house, lead, { type: 'person.remove', member: luis.member, confirm: true })
  await luisens.until(() => luisens.heard.bye === 'revoked')
  expect(house.hub.stats().connections).toBe(1)
  expect(house.cohorts.cohort(cohortOfGrant(lead.grant))).toBeDefined()
})

test('[TN2] the server stops in order and comes back: what was typed meanwhile follows', async () => {
  const { house, maya, doc } = await roomWithBoard()
  const page = await pageOf(house, maya, doc, 'refused')
  await saved(page)
  addCard(page.board.doc, 'hers', 'kept', { list: 'l' })
  await saved(page)
  await house.close()
  await page.until(() => !page.board.connected)
  type(page.board.doc, 'hers', 4, ' and more')
  expect(page.board.saved).toBe(false)
  const again = await openHouse({ log: house.log, port: house.port, seed: 2 })
  await saved(page)
  const words = await again.hub.settle(doc)
  expect(words.cards.find(({ id }) => id === 'hers')?.text).toBe('kept and more')
  expect([page.heard.resets, again.errors]).toEqual([0, []])
})
