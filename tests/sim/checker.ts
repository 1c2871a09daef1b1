/** Everything that watches a run: told of each durable byte, and of each byte that leaves the server. */
import type { DocId, MemberId, StreamId, CohortId } from '../../shared/lib/ids.ts'
import type { FlowState } from '../../shared/flow/state.ts'
import type { Principal } from '../../server/flow/ports.ts'
import { isOfTheStore, type Heads, type Lease, type Snapshot, type Write } from '../../server/log/log.ts'
import { BoardChecks } from './board-checks.ts'
import type { Disk, DiskWatcher } from './disk.ts'
import type { Told } from './flow-sockets.ts'
import { FlowChecks, type Shown } from './flow-checks.ts'
import { SealedChecks } from './sealed-checks.ts'
import type { ServerProcess, Watcher } from './server.ts'
import type { Verdicts } from './verdicts.ts'

export class Checker implements DiskWatcher, Watcher {
  readonly verdicts: Verdicts
  readonly flow: FlowChecks
  readonly boards: BoardChecks
  readonly sealed: SealedChecks
  readonly #disk: Disk
  #cohort: CohortId | null = null
  readonly #heads = new Map<StreamId, number>()
  #epoch = 0
  #server: ServerProcess | null = null
  /** What the server knew when its last commit left, by owner: a batch may have been judged since then. */
  #before: FlowState | null = null

  constructor(verdicts: Verdicts, disk: Disk) {
    this.verdicts = verdicts
    this.#disk = disk
    this.flow = new FlowChecks(verdicts)
    this.boards = new BoardChecks(verdicts)
    this.sealed = new SealedChecks(verdicts)
  }

  began(server: ServerProcess): void {
    this.#server = server
    this.#before = null
    const state = this.#cohort === null ? undefined : server.workshops.cohorts.cohort(this.#cohort)?.state
    if (state !== undefined) this.flow.reopened(state)
  }

  asked(writes: readonly Write[], lease: Lease): void {
    // An owner that nobody can reach any more is judged by its lease alone.
    if (lease.epoch < this.#epoch) return
    const now = this.#server?.workshops.cohorts.cohort(lease.cohort)?.state
    const states = [now, this.#before].filter((state) => state !== undefined && state !== null)
    for (const write of writes) if (write.stream.startsWith('doc/')) this.boards.asked(write, states)
    this.#before = now ?? null
  }

  appended(writes: readonly Write[], lease: Lease, heads: Heads): void {
    this.verdicts.hold(
      'ORD-3',
      lease.epoch >= this.#epoch,
      () => `epoch ${lease.epoch} has written after ${this.#epoch}`,
    )
    this.#epoch = Math.max(this.#epoch, lease.epoch)
    for (const { stream, bodies } of writes) this.#heads.set(stream, (this.#heads.get(stream) ?? 0) + bodies.length)
    for (const [stream, head] of heads)
      this.verdicts.hold(
        'ORD-1',
        head === this.#heads.get(stream),
        () => `${stream} is at ${head}, not ${this.#heads.get(stream)}`,
      )
    const ofFlow = writes.some(({ stream }) => stream.startsWith('flow/'))
    this.flow.appended(writes)
    for (const write of writes) {
      this.sealed.appended(write)
      if (!write.stream.startsWith('doc/')) continue
      const own = ofFlow || !this.boards.isNobodys(write)
      this.verdicts.hold('PRV-2', own, () => `${write.stream} has an entry of nobody, and the flow made none`)
      this.boards.appended(write)
    }
    for (const [member, { status }] of Object.entries(this.flow.state.people))
      if (status === 'out') this.sealed.letGoOf(member as MemberId)
  }

  compacted(stream: StreamId, snapshot: Snapshot): void {
    if (stream.startsWith('doc/')) this.boards.compacted(stream, snapshot)
    else if (stream.startsWith('book/')) this.sealed.compacted(stream, snapshot)
  }

  purged(stream: StreamId): void {
    if (stream.startsWith('doc/')) this.boards.purged(stream)
    else if (stream.startsWith('box/')) this.flow.forgot(stream.split('/')[2] as MemberId)
    else if (stream.startsWith('vault/')) this.sealed.purged(stream, this.flow.state)
  }

  /** A new owner: whoever was it before writes nothing more. */
  took({ cohort, epoch }: Lease): void {
    if (this.#cohort === null) this.flow.begins(cohort)
    this.#cohort = cohort
    this.#epoch = Math.max(this.#epoch, epoch)
  }

  came({ member }: Principal): Told {
    const shown: Shown = { viewer: member === null ? { as: 'wall' } : { as: 'person', member }, view: null, at: 0 }
    return {
      event: (name, args) => {
        this.sealed.told(member, JSON.stringify(args))
        if (name === 'slices') this.flow.told(shown, args[0] as never)
      },
      answered: (question, message, answer) => {
        this.sealed.told(member, JSON.stringify(answer ?? null))
        if ((answer as { readonly ok?: boolean } | null)?.ok === true) this.#acked(question, message, member)
      },
    }
  }

  frame(doc: DocId, { member }: Principal, frame: Uint8Array): void {
    this.sealed.told(member, frame)
    this.boards.told(doc, frame)
  }

  settled(received: number, saved: number): void {
    this.verdicts.hold('DUR-4', this.#disk.isFull || received === saved, () => `${received} received, ${saved} settled`)
  }

  failed(error: unknown): void {
    this.verdicts.hold('calm', isOfTheStore(error), () => String(error instanceof Error ? error.stack : error))
  }

  #acked(question: string, message: unknown, member: MemberId | null): void {
    if (question === 'cmd') {
      const { id } = message as { readonly id: string }
      this.verdicts.hold('DUR-1', this.flow.isDurable(id), () => `command ${id} is acknowledged and on no disk`)
    } else if (question === 'put' || question === 'take') {
      this.sealed.acked(question, (message as { readonly token: string }).token)
    } else if (question === 'note' && member !== null) this.sealed.ackedNote(member, message as never)
  }
}
