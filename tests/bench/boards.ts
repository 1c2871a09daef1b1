/**
 * What hostile updates cost the server. The peer of a judgement is Yjs, which reads the same board once; the peer of a
 * save beside a flood is a save without one, by the same person on the same board.
 */
import * as Y from 'yjs'
import { step1Frame, step2Frame, updateFrame } from '../../server/doc/frames.ts'
import { addCard, type } from '../server/doc/board-acts.ts'
import { preparedGround, slowUpdates } from '../server/doc/board-judged.ts'
import { BoardServer, type BoardClient } from '../server/doc/board-server.ts'
import { p50, say, spread } from './figures.ts'

function costs(act: () => void): number[] {
  return Array.from({ length: 20 }, () => {
    const begun = performance.now()
    act()
    return performance.now() - begun
  })
}

const named = (name: string) => (name.length > 43 ? `${name.slice(0, 42)}…` : name).padEnd(44)

function judging(): void {
  const board = preparedGround()
  const bytes = board.current
  const peer = costs(() => Y.applyUpdate(new Y.Doc(), bytes))
  say(`${named('Yjs reads a board with 12,000 pieces')}${spread(peer)}`)
  for (const [name, { update }] of Object.entries(slowUpdates(board))) {
    const hostile = update()
    const judged = costs(() => void board.judge(hostile))
    say(`${named(`  judged: ${name}`)}${spread(judged)}   ${(p50(judged) / p50(peer)).toFixed(1)} x Yjs`)
  }
}

async function saves(client: BoardClient): Promise<number[]> {
  const samples: number[] = []
  for (let i = 0; i < 40; i++) {
    const begun = performance.now()
    type(client.doc, 'first', 0, 'a')
    await client.until(() => client.isSaved)
    samples.push(performance.now() - begun)
  }
  return samples
}

/** 2,000 updates whose base is missing, from somebody who goes on sending. */
async function flood(server: BoardServer, current: Uint8Array): Promise<void> {
  const raw = await server.raw('mallory')
  raw.send(step1Frame(Uint8Array.of(0)))
  raw.send(step2Frame(Uint8Array.of(0, 0)))
  const replica = new Y.Doc()
  Y.applyUpdate(replica, current)
  addCard(replica, 'base', '')
  for (let i = 0; i < 2_000; i++) {
    const vector = Y.encodeStateVector(replica)
    addCard(replica, `o${i}`, 'orphan')
    raw.send(updateFrame(Y.encodeStateAsUpdate(replica, vector)))
  }
}

async function flooded(): Promise<void> {
  const server = await BoardServer.start()
  const [maya] = await server.synced('maya')
  if (maya === undefined) return
  const calm = await saves(maya)
  say(`${named('a letter saved (in memory)')}${spread(calm)}`)
  await flood(server, Y.encodeStateAsUpdate(maya.doc))
  const beside = await saves(maya)
  say(`${named('  beside a flood of 2,000 orphans')}${spread(beside)}   ${(p50(beside) / p50(calm)).toFixed(1)} x calm`)
  await server.close()
}

export async function boards(): Promise<void> {
  judging()
  await flooded()
}
