/** Frames that no page of ours sends, from people who are let in: as a reader, as somebody else, and as nobody at all. */
import * as Y from 'yjs'
import { docSubprotocol, ticketPrefix } from '../../shared/wire/doc.ts'
import { step1Frame, step2Frame, updateFrame } from '../../server/doc/frames.ts'
import { addCard, cardsOf } from '../server/doc/board-acts.ts'
import type { Page } from './device.ts'

/** On a connection of its own, to the board that the page shows. */
export async function beRude(page: Page): Promise<void> {
  const { board, device } = page
  const { world } = device.parts
  if (board === null) return
  const replica = new Y.Doc()
  Y.applyUpdate(replica, Y.encodeStateAsUpdate(board.link.doc))
  const others = device.parts.checker.boards.othersOn(board.id, device.holder.member)
  // As somebody else who has written here before; or under a name of their own, and then they may take away what they like.
  const client = world.chance(70) ? world.pick(others) : undefined
  if (client !== undefined) replica.clientID = client
  const vector = Y.encodeStateVector(replica)
  addCard(replica, `rude${world.random(1_000)}`, 'not from a page of ours', { list: 'l0' })
  if (client === undefined) {
    device.parts.letters.removesAll(replica)
    cardsOf(replica).forEach((_card, id) => cardsOf(replica).delete(id))
  }
  const update = Y.encodeStateAsUpdate(replica, vector)
  replica.destroy()
  const answer = await page.link.ask('ticket', { doc: board.id })
  if (!answer.ok) return
  const socket = new WebSocket(`ws://${device.holder.grant}/doc/${board.id}`, [
    docSubprotocol,
    ticketPrefix + answer.ticket,
  ])
  socket.onopen = () => {
    socket.send(step1Frame(Uint8Array.of(0)) as Uint8Array<ArrayBuffer>)
    socket.send(step2Frame(world.chance(50) ? update : Uint8Array.of(0, 0)) as Uint8Array<ArrayBuffer>)
    const bytes = updateFrame(update)
    socket.send((world.chance(30) ? bytes.subarray(0, world.random(bytes.length)) : bytes) as Uint8Array<ArrayBuffer>)
    setTimeout(() => socket.close(), 2_000)
  }
}
