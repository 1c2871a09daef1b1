/**
 * Group commit for one cohort: one append in flight, and whatever queues up meanwhile is the next one.
 *
 * A slow disk makes larger batches, not longer queues, and there is no timer: with nothing to write nothing happens.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { StreamId } from '../../shared/lib/ids.ts'
import { Conflict, Gone, type Heads, type Lease, type Log, Unavailable, type Write } from './log.ts'

export interface CommitterOptions {
  /** Most bytes of bodies in one append; a single larger commit still goes, alone. Default 1 MiB. */
  readonly maxBytes?: number
}

interface Call {
  readonly writes: readonly Write[]
  readonly bytes: number
  readonly resolve: (heads: Heads) => void
  readonly reject: (error: unknown) => void
}

export class Committer {
  readonly #log: Log
  readonly #lease: Lease
  readonly #maxBytes: number
  readonly #queue: Call[] = []
  #running: Promise<void> | null = null
  #closed = false

  constructor(log: Log, lease: Lease, options: CommitterOptions = {}) {
    this.#log = log
    this.#lease = lease
    this.#maxBytes = options.maxBytes ?? 1024 * 1024
  }

  /**
   * Stores all writes or none, in the order of the calls.
   *
   * @returns the heads of the written streams right after these writes, once durable
   * @throws as Log.append: Conflict and Gone concern this call alone; Unavailable and Fenced all that were stored with it
   */
  commit(writes: readonly Write[]): Promise<Heads> {
    if (this.#closed) return Promise.reject(new Unavailable('The committer is closed'))
    return new Promise((resolve, reject) => {
      this.#queue.push({ writes, bytes: bytesOf(writes), resolve, reject })
      this.#running ??= this.#run()
    })
  }

  /** Resolves when nothing waits and nothing is in flight. */
  async idle(): Promise<void> {
    await this.#running
  }

  /** Takes no more commits and waits for those it has. Neither the lease nor the log is given up. */
  async close(): Promise<void> {
    this.#closed = true
    await this.idle()
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0) {
      // One turn of the event loop, so that frames which arrived together share an fsync, although SQLite appends at once.
      await nextTurn()
      await this.#store(this.#nextBatch())
    }
    this.#running = null
  }

  #nextBatch(): Call[] {
    let bytes = 0
    const tooMany = this.#queue.findIndex((call, i) => (bytes += call.bytes) > this.#maxBytes && i > 0)
    return this.#queue.splice(0, tooMany === -1 ? this.#queue.length : tooMany)
  }

  async #store(batch: readonly Call[]): Promise<void> {
    try {
      const heads = await this.#log.append(
        batch.flatMap((call) => call.writes),
        this.#lease,
      )
      for (const [call, own] of ownHeads(batch, heads)) call.resolve(own)
    } catch (error) {
      if (batch.length > 1 && isOfOneCall(error)) await this.#storeSingly(batch)
      else for (const call of batch) call.reject(error)
    }
  }

  /** One of them was refused and nothing is stored: each on its own, in order, and only that one is refused. */
  async #storeSingly(batch: readonly Call[]): Promise<void> {
    for (const [i, call] of batch.entries()) {
      try {
        call.resolve(await this.#log.append(call.writes, this.#lease))
      } catch (error) {
        if (!isOfOneCall(error)) {
          // The store failed: those behind this call may build on it and must not be stored without it.
          for (const rest of batch.slice(i)) rest.reject(error)
          return
        }
        call.reject(error)
      }
    }
  }
}

const bytesOf = (writes: readonly Write[]) =>
  writes.reduce((sum, write) => write.bodies.reduce((all, body) => all + body.length, sum), 0)

const isOfOneCall = (error: unknown) => error instanceof Conflict || error instanceof Gone

/** Each call learns the heads right after its own writes: from the heads after the batch, what came behind is taken off. */
function ownHeads(batch: readonly Call[], heads: Heads): [Call, Heads][] {
  const at = new Map(heads)
  return batch
    .toReversed()
    .map((call): [Call, Heads] => {
      const own = new Map<StreamId, number>()
      for (const { stream } of call.writes) own.set(stream, at.get(stream) ?? 0)
      for (const { stream, bodies } of call.writes) at.set(stream, (at.get(stream) ?? 0) - bodies.length)
      return [call, own]
    })
    .toReversed()
}
