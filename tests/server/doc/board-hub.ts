/** The real hub over the real log in memory, with a clock to move, a store to hold or break, and wires without a network. */
import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import type { BoardLayout } from '../../../shared/boards/board.ts'
import { type CohortId, type DocId, docStream, type MemberId, type StreamId } from '../../../shared/lib/ids.ts'
import type { Rights } from '../../../shared/flow/access.ts'
import { DocMessage, type Presence } from '../../../shared/wire/doc.ts'
import type { Clock } from '../../../server/clock.ts'
import { readFrame, step1Frame, step2Frame, updateFrame } from '../../../server/doc/frames.ts'
import { DocHub, type HubParts } from '../../../server/doc/hub.ts'
import type { Wire } from '../../../server/doc/wire.ts'
import { Committer } from '../../../server/log/committer.ts'
import type { Log } from '../../../server/log/log.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { words } from './board-acts.ts'

export const cohort = '2222222222' as CohortId
export const doc = '2222222222/3333333333.together.all' as DocId
export const stream: StreamId = docStream(doc)

export class ManualClock implements Clock {
  #now = 0
  #timers: { at: number; run: () => void }[] = []

  now = () => this.#now

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + ms, run }
    this.#timers.push(timer)
    return () => (this.#timers = this.#timers.filter((one) => one !== timer))
  }

  /** Runs what falls due, in order, with everything that follows at once from it. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
      if (next === undefined) break
      this.#timers = this.#timers.filter((one) => one !== next)
      this.#now = Math.max(this.#now, next.at)
      next.run()
      await calm()
    }
    this.#now = end
    await calm()
  }
}

/** Everything that follows at once has happened: several turns of the event loop, as the committer takes one per append. */
export async function calm(): Promise<void> {
  for (let i = 0; i < 6; i++) await new Promise((resolve) => setImmediate(resolve))
}

export class BoardStore {
  readonly log: Log = memoryLog()
  readonly errors: unknown[] = []
  readonly rights = new Map<string, Rights>()
  layout: BoardLayout | null = 'columns'
  presenceAllowed = true
  /** Thrown by the next commits while set. */
  failing: Error | null = null
  appends = 0
  loads = 0
  compactions = 0
  /** Commits wait for it. */
  #gate: Promise<void> = Promise.resolve()
  #open: () => void = () => undefined
  readonly #committer: Committer
  readonly #parts: HubParts

  static async begin(clock?: Clock): Promise<BoardStore> {
    const log = memoryLog()
    const store = new BoardStore(log, new Committer(log, await log.lease(cohort, 'test')), clock)
    await store.#committer.commit([store.hub().seed(doc, words)])
    return store
  }

  private constructor(log: Log, committer: Committer, clock: Clock | undefined) {
    this.log = log
    this.#committer = committer
    this.#parts = {
      rights: (_doc, member) => (member === null ? 'read' : (this.rights.get(member) ?? 'write')),
      name: (_doc, member) => member.toUpperCase(),
      layout: () => this.layout,
      presenceAllowed: () => this.presenceAllowed,
      load: (name, after) => {
        this.loads++
        return log.load(name, after)
      },
      commit: async (_cohort, _doc, writes) => {
        await this.#gate
        if (this.failing !== null) throw this.failing
        this.appends++
        const heads = await committer.commit(writes)
        return Math.max(...heads.values())
      },
      compact: async (_cohort, name, snapshot) => {
        this.compactions++
        await log.compact(name, snapshot, await log.lease(cohort, 'test'))
      },
      report: (error) => this.errors.push(error),
      ...(clock === undefined ? {} : { clock }),
    }
  }

  /** Another process with the same disk. */
  hub(): DocHub {
    return new DocHub(this.#parts)
  }

  /** Appends past the hub, as the flow does. */
  async append(body: Uint8Array): Promise<void> {
    await this.#committer.commit([{ stream, bodies: [body] }])
  }

  hold(): void {
    this.#gate = new Promise((resolve) => (this.#open = resolve))
  }

  release(): void {
    this.#open()
  }
}

/** One end in the test's hand, the other the hub's. Frames travel at once, in order, unless the hub pauses. */
export class TestWire implements Wire {
  readonly received: Uint8Array[] = []
  /** What the reader has not taken yet; only counted while it is stalled. */
  buffered = 0
  stalled = false
  isPaused = false
  code: number | null = null
  onReceived: (frame: Uint8Array) => void = () => undefined
  onClosed: () => void = () => undefined
  #waiting: Uint8Array[] = []
  #frame: (frame: Uint8Array) => void = () => undefined
  #gone: () => void = () => undefined

  /** Frames that wait because the hub has paused. */
  get waiting(): number {
    return this.#waiting.length
  }

  send(frame: Uint8Array): void {
    if (this.code !== null) return
    if (this.stalled) this.buffered += frame.length
    this.received.push(frame)
    this.onReceived(frame)
  }

  close(code: number): void {
    if (this.code !== null) return
    this.code = code
    this.onClosed()
    this.#gone()
  }

  pause(): void {
    this.isPaused = true
  }

  resume(): void {
    this.isPaused = false
    while (!this.isPaused && this.#waiting.length > 0) this.#frame(this.#waiting.shift() ?? new Uint8Array())
  }

  onFrame(listener: (frame: Uint8Array) => void): void {
    this.#frame = listener
  }

  onClose(listener: () => void): void {
    this.#gone = listener
  }

  /** From the person to the server. */
  put(frame: Uint8Array): void {
    if (this.code !== null) return
    if (this.isPaused) this.#waiting.push(frame)
    else this.#frame(frame)
  }

  /** The network is gone. */
  cut(): void {
    this.close(1006)
  }
}

/** What the server has said, by kind. */
export const kinds = (frames: readonly Uint8Array[]): number[] => frames.map((frame) => frame[0] ?? -1)

export function read(frame: Uint8Array): {
  readonly type: number
  readonly text: () => string
  readonly number: () => number
} {
  const decoder = decoding.createDecoder(frame)
  const type = decoding.readVarUint(decoder)
  return { type, text: () => decoding.readVarString(decoder), number: () => decoding.readVarUint(decoder) }
}

/** A person with a replica, who speaks the protocol as y-websocket does. */
export class Peer {
  readonly member: string
  readonly resets: string[] = []
  doc: Y.Doc
  wire = new TestWire()
  role = ''
  saved = 0
  sent = 0
  present: readonly Presence[] = []
  #hub: DocHub

  constructor(hub: DocHub, member: string, replica = new Y.Doc()) {
    this.#hub = hub
    this.member = member
    this.doc = replica
    this.#listen(replica)
    this.connect()
  }

  get isSaved(): boolean {
    return this.wire.code === null && this.sent === this.saved
  }

  connect(hub = this.#hub): void {
    this.#hub = hub
    this.wire = new TestWire()
    this.sent = 0
    this.saved = 0
    const { wire } = this
    wire.onReceived = (frame) => this.#hear(frame)
    hub.connect(wire, doc, this.member as MemberId)
    this.send(step1Frame(Y.encodeStateVector(this.doc)))
  }

  send(frame: Uint8Array): void {
    if (frame[0] === DocMessage.sync) this.sent++
    this.wire.put(frame)
  }

  /** A new replica instead of the old one, as after a reset. */
  fresh(): void {
    this.doc = new Y.Doc()
    this.#listen(this.doc)
  }

  #listen(replica: Y.Doc): void {
    replica.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'server' && replica === this.doc && this.wire.code === null) this.send(updateFrame(update))
    })
  }

  #hear(frame: Uint8Array): void {
    const { type, text, number } = read(frame)
    if (type === DocMessage.saved) this.saved = number()
    else if (type === DocMessage.role) this.role = text()
    else if (type === DocMessage.reset) this.resets.push(text())
    else if (type === DocMessage.presence) this.present = JSON.parse(text()) as Presence[]
    const received = readFrame(frame)
    if (received?.kind === 'step1') this.send(step2Frame(Y.encodeStateAsUpdate(this.doc, received.vector)))
    if (received?.kind !== 'step2' && received?.kind !== 'update') return
    Y.applyUpdate(this.doc, received.update, 'server')
    if (this.doc.store.pendingStructs !== null) throw new Error('Something is pending')
  }
}
