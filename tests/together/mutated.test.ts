/**
 * ATK-64: thousands of frames and messages that are nearly right, straight into the real hub and the real flow door, where
 * the cost of each can be told. `MUTATED=1000000` sends a million, `FUZZ_SEED` repeats.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Server } from 'socket.io'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { agendaNames } from '../../shared/activities/agendas.ts'
import { commandShapes } from '../../shared/flow/commands.ts'
import { newGrantId, type MemberId, type RandomInt } from '../../shared/lib/ids.ts'
import { seededRandom } from '../../shared/lib/rng.ts'
import { DocMessage } from '../../shared/wire/doc.ts'
import { flowNamespace, flowVersion } from '../../shared/wire/flow-terms.ts'
import { step1Frame, step2Frame, updateFrame } from '../../server/doc/frames.ts'
import { attachFlow } from '../../server/flow/socket.ts'
import type { Principal } from '../../server/flow/ports.ts'
import { memoryLog } from '../../server/log/memory.ts'
import { openWorkshops } from '../../server/workshops.ts'
import { mutated, mutatedBytes, pick } from '../fixtures/mutations.ts'
import { actAtRandom, addCard, cardsOf, contentOf, undoOf } from '../server/doc/board-acts.ts'
import { BoardStore, calm, doc, kinds, Peer, TestWire } from '../server/doc/board-hub.ts'

const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000)
const count = Number(process.env['MUTATED'] ?? 5_000)
const timeout = 60_000 + count * 10
const stallMs = 50

/** What this thread has worked since, in ms: others on the machine do not count. */
function costs(): () => number {
  const begun = process.threadCpuUsage()
  return () => {
    const { user, system } = process.threadCpuUsage(begun)
    return (user + system) / 1000
  }
}

/** The most that any one cost, and how long the loop was held up, for whoever runs a million. */
class Costs {
  readonly #delay = monitorEventLoopDelay({ resolution: 5 })
  readonly stalls: string[] = []
  #most = 0

  constructor() {
    this.#delay.enable()
  }

  add(what: () => string, ms: number): void {
    this.#most = Math.max(this.#most, ms)
    if (ms > stallMs) this.stalls.push(`${what()} took ${ms.toFixed(0)} ms`)
  }

  say(name: string): void {
    this.#delay.disable()
    const loop = `${(this.#delay.percentile(99) / 1e6).toFixed(1)} ms (p99), ${(this.#delay.max / 1e6).toFixed(1)} ms (most)`
    if (count > 5_000)
      process.stdout.write(
        `${count} ${name}, seed ${seed}: the dearest ${this.#most.toFixed(1)} ms, the loop late by ${loop}\n`,
      )
  }
}

/** Updates as pages make them, and some of each other's bytes. */
function honestFrames(random: RandomInt): Uint8Array[] {
  const replica = new Y.Doc()
  replica.clientID = 77
  const frames: Uint8Array[] = [step1Frame(Uint8Array.of(0)), Uint8Array.of(1, 3, 1, 2, 3), Uint8Array.of(3)]
  replica.on('update', (update: Uint8Array) => frames.push(updateFrame(update)))
  const undo = undoOf(replica)
  addCard(replica, 'card', 'some words that somebody has typed')
  for (let i = 0; i < 60; i++) actAtRandom(replica, undo, random, { layout: 'wall', restoresCards: true })
  frames.push(step2Frame(Y.encodeStateAsUpdate(replica)), step1Frame(Y.encodeStateVector(replica)))
  return frames
}

function spliced(one: Uint8Array, other: Uint8Array, random: RandomInt): Uint8Array {
  const at = random(one.length + 1)
  return Uint8Array.of(...one.subarray(0, at), ...other.subarray(random(other.length + 1)))
}

test(
  `[BND3][BD2] ATK-17 ATK-36 ATK-64 ${count} mutated frames, seed ${seed}: none stalls, none waits, nobody else notices`,
  { timeout },
  async () => {
    const random = seededRandom(seed)
    const frames = honestFrames(random)
    const store = await BoardStore.begin()
    const hub = store.hub()
    const maya = new Peer(hub, 'maya')
    await calm()
    const all = new Costs()
    let wire: TestWire | null = null
    for (let i = 0; i < count; i++) {
      const isOver = wire === null || wire.code !== null || kinds(wire.received).includes(DocMessage.reset)
      if (wire === null || isOver || random(40) === 0) {
        wire?.cut()
        wire = new TestWire()
        hub.connect(wire, doc, `mallory${random(4)}` as MemberId)
        await calm()
        if (random(3) > 0) wire.put(step2Frame(Uint8Array.of(0, 0)))
      }
      const one = pick(frames, random)
      const frame = random(3) === 0 ? spliced(one, pick(frames, random), random) : mutatedBytes(one, random)
      const cost = costs()
      wire.put(frame)
      await calm()
      all.add(() => `frame ${i} of seed ${seed}, ${Buffer.from(frame).toString('hex')},`, cost())
      if (i % 500 > 0) continue
      // The one before is taken away: a million frames would fill the board with hers alone.
      cardsOf(maya.doc).delete(`hers${i - 500}`)
      addCard(maya.doc, `hers${i}`, 'mine')
      await calm()
      expect([seed, i, maya.isSaved, maya.resets]).toEqual([seed, i, true, []])
    }
    wire?.cut()
    const luis = new Peer(hub, 'luis')
    await calm()
    expect(contentOf(luis.doc)).toBe(contentOf(maya.doc))
    expect([seed, maya.doc.store.pendingStructs, maya.doc.store.pendingDs, store.errors]).toEqual([
      seed,
      null,
      null,
      [],
    ])
    expect(all.stalls).toEqual([])
    all.say('frames')
  },
)

/** A connection to the flow without a network. */
class FlowSocket {
  readonly handshake
  readonly conn = { close: () => undefined }
  isOver = false
  heard = 0
  readonly #on = new Map<string, (...args: unknown[]) => void>()

  constructor(as: string) {
    this.handshake = { auth: { as, version: flowVersion }, headers: {} }
  }

  on(event: string, heard: (...args: unknown[]) => void): this {
    this.#on.set(event, heard)
    return this
  }

  emit(): void {
    this.heard++
  }

  disconnect(): void {
    this.isOver = true
  }

  ask(event: string, message: unknown): Promise<unknown> {
    return new Promise((resolve) => this.#on.get(event)?.(message, resolve))
  }
}

test(
  `[BND3][RD13] ATK-33 ATK-64 ${count} mutated messages, seed ${seed}: each is answered, none stalls, nothing is thrown`,
  { timeout },
  async () => {
    const random = seededRandom(seed)
    const time = { now: 1_790_000_000_000 }
    const errors: unknown[] = []
    const report = (error: unknown) => void errors.push(error)
    const { cohorts } = await openWorkshops({ log: memoryLog(), random, now: () => time.now, report })
    const { cohort: id, member: lead } = await cohorts.start('Judith', () => [], pick(agendaNames, random))
    const cohort = cohorts.cohort(id)
    const members: MemberId[] = []
    for (const name of ['Maya', 'Luis', 'Noor', 'Ben', 'Priya', 'Samir']) {
      const joined = await cohorts.knock(id, { name, pronouns: '', place: 'room' }, () => [])
      if (joined.ok) members.push(joined.member)
    }
    const grants = new Map<string, Principal>()
    let connected: (socket: FlowSocket) => void = () => undefined
    const of = (name: string) => ({
      use: () => undefined,
      on: (_event: string, heard: typeof connected) => {
        if (name === flowNamespace) connected = heard
      },
    })
    const gate = { principal: (grant: string) => grants.get(grant) ?? null, ticket: () => 'ticket' }
    const door = attachFlow({ of } as unknown as Server, cohorts, gate, {
      now: () => time.now,
      newId: () => 'x',
      build: '',
      report,
    })
    const connect = (member: MemberId, role: Principal['role']) => {
      const grant = newGrantId(id, random)
      grants.set(grant, { cohort: id, grant, role, member })
      const socket = new FlowSocket(grant)
      connected(socket)
      return socket
    }
    const boss = connect(lead, 'lead')
    let asked = 0
    const command = (c: object) => {
      const run = cohort?.state.run ?? null
      return { id: `mutated-${++asked}`, at: { run: run?.id ?? null, step: run?.step ?? 0 }, c }
    }
    await boss.ask('cmd', command({ type: 'lobby.admit', members }))
    const seats = members.map((member) => connect(member, 'member'))
    const all = new Costs()
    for (let i = 0; i < count; i++) {
      time.now += 1_000
      // The room goes on, so that every step is there to be attacked.
      if (i % 25 === 0) await boss.ask('cmd', command({ type: 'next', confirm: true, whole: random(2) === 0 }))
      const run = cohort?.state.run ?? null
      const here = { run: run?.id ?? '', step: String(run?.step ?? 0) }
      const circle = pick(['all', 'a', 'b', 'z'], random)
      const c = {
        type: pick(Object.keys(commandShapes), random),
        circle,
        member: pick(members, random),
        on: true,
        confirm: true,
      }
      const board = Object.keys(cohort?.state.boards ?? {})[0] ?? ''
      const messages = {
        cmd: command(c),
        put: { ...here, token: '2'.repeat(28), text: 'x', to: pick(members, random), signed: true },
        take: { ...here, token: '2'.repeat(28) },
        note: { id: 'x', act: 'drop' },
        ballot: { ...here, answers: [{ line: 'place', answer: '3', reason: '' }], pad: '.' },
        signal: { kind: 'moment', to: lead },
        openSignal: { id: 'x', done: false },
        ticket: { doc: board },
      }
      const [event, message] = pick(Object.entries(messages), random)
      const sent = random(8) === 0 ? message : mutated(message, random)
      const socket = pick(seats, random)
      const cost = costs()
      const answer = await socket.ask(event, sent)
      all.add(() => `message ${i} of seed ${seed}, ${event} ${JSON.stringify(sent).slice(0, 300)},`, cost())
      expect([seed, i, event, typeof (answer as { ok: unknown } | undefined)?.ok]).toEqual([seed, i, event, 'boolean'])
      if (i % 500 === 0)
        expect(await boss.ask('cmd', command({ type: 'workshop.rename', name: `Name ${i}` }))).toEqual({ ok: true })
    }
    // Nobody was sent away for somebody else's bytes, and the lead has heard of all that happened.
    expect([seed, boss.isOver, errors]).toEqual([seed, false, []])
    expect(boss.heard).toBeGreaterThan(count / 500)
    expect(all.stalls).toEqual([])
    door.close()
    await cohorts.close()
    all.say('messages')
  },
)
