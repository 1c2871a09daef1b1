/**
 * A disk that takes its time and can fail: the log in memory stands for what is on it. What a process has asked for and
 * the disk has not done yet is lost when the process dies; what it has done stays, whether the process heard of it or not.
 */
import type { CohortId, StreamId } from '../../shared/lib/ids.ts'
import {
  Unavailable,
  type Heads,
  type Lease,
  type Loaded,
  type Log,
  type Snapshot,
  type Write,
} from '../../server/log/log.ts'
import { memoryLog } from '../../server/log/memory.ts'
import type { World } from './world.ts'

/** Told in the very moment in which something becomes durable. */
export interface DiskWatcher {
  /** A process asks for it; nothing of it is durable yet. */
  asked(writes: readonly Write[], lease: Lease): void
  appended(writes: readonly Write[], lease: Lease, heads: Heads): void
  compacted(stream: StreamId, snapshot: Snapshot): void
  purged(stream: StreamId): void
  /** A process owns the cohort from here on. */
  took(lease: Lease): void
}

export class Disk {
  readonly log: Log = memoryLog()
  readonly world: World
  watcher: DiskWatcher | null = null
  /** No room: every write is refused, reading goes on. */
  isFull = false
  /** The next commit fails with an error that leaves its fate open, and the process must end. */
  breaksNext = false
  #freeAt = 0

  constructor(world: World) {
    this.world = world
  }

  /** One thing after the other, as one file does it. */
  queue(act: () => void, longest: number): void {
    const { world } = this
    this.#freeAt = Math.max(this.#freeAt, world.now) + world.between(0, longest)
    world.after(this.#freeAt - world.now, act)
  }
}

/** The log as one process has it. */
export class ProcessLog implements Log {
  readonly #disk: Disk
  readonly #broken: () => void
  #isDead = false

  /** @param broken the process is told to end */
  constructor(disk: Disk, broken: () => void) {
    this.#disk = disk
    this.#broken = broken
  }

  /** kill -9: nothing that was asked for is done any more, and nobody is there to hear of what was. */
  die(): void {
    this.#isDead = true
  }

  append(writes: readonly Write[], lease: Lease): Promise<Heads> {
    if (!this.#isDead) this.#disk.watcher?.asked(writes, lease)
    return this.#write(async () => {
      const heads = await this.#disk.log.append(writes, lease)
      this.#disk.watcher?.appended(writes, lease, heads)
      return heads
    })
  }

  load(stream: StreamId, after?: number): Promise<Loaded> {
    return this.#do(() => this.#disk.log.load(stream, after), 1)
  }

  compact(stream: StreamId, snapshot: Snapshot, lease: Lease): Promise<void> {
    return this.#write(async () => {
      await this.#disk.log.compact(stream, snapshot, lease)
      this.#disk.watcher?.compacted(stream, snapshot)
    })
  }

  purge(stream: StreamId, lease: Lease): Promise<void> {
    return this.#write(async () => {
      await this.#disk.log.purge(stream, lease)
      this.#disk.watcher?.purged(stream)
    })
  }

  list(prefix: string): Promise<readonly StreamId[]> {
    return this.#do(() => this.#disk.log.list(prefix), 1)
  }

  lease(cohort: CohortId, owner: string): Promise<Lease> {
    return this.#do(async () => {
      const lease = await this.#disk.log.lease(cohort, owner)
      this.#disk.watcher?.took(lease)
      return lease
    }, 1)
  }

  renew(lease: Lease): Promise<void> {
    return this.#do(() => this.#disk.log.renew(lease), 1)
  }

  release(lease: Lease): Promise<void> {
    return this.#do(() => this.#disk.log.release(lease), 1)
  }

  durability() {
    return 'fsync' as const
  }

  async close(): Promise<void> {
    this.#isDead = true
  }

  #write<T>(act: () => Promise<T>): Promise<T> {
    return this.#do(
      async () => {
        if (this.#disk.isFull) throw new Unavailable('no room')
        if (!this.#disk.breaksNext) return act()
        this.#disk.breaksNext = false
        // Whether it is there after all, nobody can say.
        if (this.#disk.world.chance(50)) await act()
        this.#broken()
        throw new Unavailable('broken')
      },
      this.#disk.world.chance(5) ? 400 : 8,
    )
  }

  /** Done when its turn has come; heard of a little later. A process that has died meanwhile hears nothing. */
  #do<T>(act: () => Promise<T>, longest: number): Promise<T> {
    const { world } = this.#disk
    return new Promise((resolve, reject) => {
      if (this.#isDead) return
      this.#disk.queue(() => {
        if (this.#isDead) return
        const tell = (heard: () => void) => void world.after(world.between(0, 1), () => this.#isDead || heard())
        act().then(
          (done) => tell(() => resolve(done)),
          (error: unknown) => tell(() => reject(error as Error)),
        )
      }, longest)
    })
  }
}
