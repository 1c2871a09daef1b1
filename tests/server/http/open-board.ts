/** A house with a board that everyone may read, and connections to it. */
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { cohortOfGrant, type DocId, type GrantId } from '../../../shared/lib/ids.ts'
import { docSubprotocol, ticketPrefix } from '../../../shared/wire/doc.ts'
import { begin, command, openHouse, seat, wall, type Browser, type House, type Lead } from './open-house.ts'

/** Goes on until a board that the wall may read is open. */
export async function openBoard(house: House, lead: Lead): Promise<DocId> {
  const cohort = house.cohorts.cohort(cohortOfGrant(lead.grant))
  for (let presses = 0; presses < 60; presses++) {
    const boards = Object.values(cohort?.state.boards ?? {})
    const board = boards.find(({ members, open }) => members === null && open)
    if (board !== undefined) return board.doc
    const run = cohort?.state.run ?? null
    const at = { run: run?.id ?? null, step: run?.step ?? 0 }
    await command(house, lead, { type: 'next', confirm: true, whole: true }, at)
  }
  throw new Error('no board of everyone was opened')
}

export async function roomWithBoard() {
  const house = await openHouse()
  const lead = await begin(house)
  const maya = await seat(house, lead, 'Maya')
  const luis = await seat(house, lead, 'Luis')
  const screen = await wall(house, lead)
  return { house, lead, maya, luis, screen, doc: await openBoard(house, lead) }
}

export function ticketFor(house: House, browser: Browser, grant: GrantId, doc: DocId): string {
  const principal = house.access.principal(grant, browser.cookieHeader)
  if (principal === null) throw new Error('no principal')
  return house.access.ticket(principal, doc)
}

export interface Connected {
  readonly socket: WebSocket
  readonly protocol: string
  /** 0 while it is open after its first frame; else the code it was closed with. */
  readonly code: number
  readonly closed: Promise<number>
}

export async function connect(house: House, browser: Browser, doc: string, ticket: string | null): Promise<Connected> {
  const offered = [docSubprotocol, ...(ticket === null ? [] : [`${ticketPrefix}${ticket}`])]
  const socket = new WebSocket(`ws://127.0.0.1:${house.port}/doc/${doc}`, offered, {
    headers: { host: `localhost:${house.port}`, origin: house.url, cookie: browser.cookieHeader },
  })
  onTestFinished(() => socket.terminate())
  const closed = new Promise<number>((resolve) => socket.once('close', (code) => resolve(code)))
  const frame = new Promise<number>((resolve) => socket.once('message', () => resolve(0)))
  const code = await Promise.race([closed, frame])
  return { socket, protocol: socket.protocol, code, closed }
}
