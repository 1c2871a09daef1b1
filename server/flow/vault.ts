/**
 * What is sealed and not yet meant to be seen: one vault per sealed step.
 *
 * Entries carry no time, and no author but of a note that its writer signed. An item is known by the hash of a token
 * that only its writer's device has, so that the writer, and nobody else, can take it back. How many items a person
 * has sealed is counted in memory only. A note to one person leaves the vault in the append that gives it to them.
 *
 * One thing happens in a vault at a time: what is being given or released is neither added to nor taken back meanwhile.
 */
import { createHash } from 'node:crypto'
import { type CohortId, type MemberId, type RunId, vaultStream, type StreamId } from '../../shared/lib/ids.ts'
import { type Refusal, refuse } from '../../shared/wire/refusals.ts'
import { jsonBody, readJson } from '../log/entry.ts'
import { Unavailable, type Lease, type Log, type Write } from '../log/log.ts'
import { Contents, readVaultEntry, readVaultSnapshot, type SealedItem, type VaultEntry } from './vault-format.ts'

const idOf = (token: string) => createHash('sha256').update(token).digest('base64url')

export interface VaultStore {
  readonly log: Log
  readonly lease: Lease
  commit(writes: readonly Write[]): Promise<ReadonlyMap<StreamId, number>>
}

/** What somebody seals. `to` for that person alone; `from` only when they sign it. */
export interface Sealing {
  readonly token: string
  readonly text: string
  readonly to: MemberId | null
  readonly from: MemberId | null
}

/** Items on their way to their people: to be stored in somebody else's append. The vault waits for one of the two ends. */
export interface Giving {
  readonly notes: ReadonlyMap<MemberId, readonly SealedItem[]>
  readonly writes: readonly Write[]
  /** It is durable: the words leave the vault's files too. */
  done(): Promise<void>
  undone(): void
}

/** Items on their way out of a vault, in the same manner. */
export interface Leaving {
  readonly writes: readonly Write[]
  /** @returns whether they are out of its files too */
  done(): Promise<boolean>
  undone(): void
}

export class Vault {
  readonly stream: StreamId
  readonly #store: VaultStore
  readonly #contents: Contents
  #head: number
  #released = false
  #turn: Promise<unknown> = Promise.resolve()
  /** Ids by writer and receiver, in memory only; after a restart it begins empty, and the devices keep the limit themselves. */
  readonly #written = new Map<string, Set<string>>()

  private constructor(store: VaultStore, stream: StreamId, contents: Contents, head: number) {
    this.#store = store
    this.stream = stream
    this.#contents = contents
    this.#head = head
  }

  static async open(store: VaultStore, cohort: CohortId, run: RunId, step: string): Promise<Vault> {
    const stream = vaultStream(cohort, run, step)
    const { snapshot, entries, head } = await store.log.load(stream)
    const contents = new Contents(snapshot === null ? null : readVaultSnapshot(readJson(snapshot.body)))
    for (const entry of entries) contents.apply(readVaultEntry(readJson(entry.body)))
    return new Vault(store, stream, contents, head)
  }

  /**
   * Durable when it resolves. The same token again replaces its own item and is not counted twice.
   * @param late nothing new is taken; what came in time, and whose answer was lost, is known to be here
   */
  put(writer: MemberId, { token, text, to, from }: Sealing, most: number, late: boolean): Promise<Refusal | null> {
    return this.#inTurn(async () => {
      const id = idOf(token)
      const key = `${writer}/${to ?? ''}`
      const mine = this.#written.get(key) ?? new Set()
      if (this.#released) return refuse('not_now')
      if (to !== null && this.#contents.given.has(to)) return refuse('already_given')
      if (late) return this.#contents.items.has(id) ? null : refuse('not_now')
      if (!mine.has(id) && mine.size >= most) return refuse('three_at_most')
      await this.#append({
        v: 1,
        put: { id, text, ...(to === null ? {} : { to }), ...(from === null ? {} : { from }) },
      })
      mine.add(id)
      this.#written.set(key, mine)
      return null
    })
  }

  /** Takes an item back and rewrites the vault, so that its words are in no file. Unknown tokens change nothing. */
  take(writer: MemberId, token: string): Promise<Refusal | null> {
    return this.#inTurn(async () => {
      const id = idOf(token)
      if (this.#released || this.#contents.wasGiven(id)) return refuse('already_released')
      const item = this.#contents.items.get(id)
      if (item === undefined) return null
      await this.#append({ v: 1, take: id })
      this.#written.get(`${writer}/${item.to ?? ''}`)?.delete(id)
      await this.#rewrite()
      return null
    })
  }

  /** Whether an item could be taken back. Whoever asks has its token; nothing is kept of the asking. */
  look(token: string): Promise<Refusal | null> {
    const isGone = () => this.#released || this.#contents.wasGiven(idOf(token))
    return this.#inTurn(() => Promise.resolve(isGone() ? refuse('already_released') : null))
  }

  /** Every text, in no order that means anything; the caller shuffles. From now on nothing is added or taken back. */
  release(): Promise<readonly string[]> {
    return this.#inTurn(() => {
      this.#released = true
      return Promise.resolve([...this.#contents.items.values()].map(({ text }) => text))
    })
  }

  /** The release did not happen. */
  reopen(): void {
    this.#released = false
  }

  /** The step is over: in which order things came is forgotten. */
  settle(): Promise<void> {
    return this.#inTurn(() => this.#rewrite())
  }

  /** For whom something waits, or has been given already. */
  receivers(): Promise<ReadonlySet<MemberId>> {
    return this.#inTurn(() => Promise.resolve(new Set([...this.#contents.waiting(), ...this.#contents.given.keys()])))
  }

  /** Begins to give, all at once: these people's items, or with `rest` everyone's that are still here. */
  give(to: readonly (MemberId | 'rest')[]): Promise<Giving> {
    return new Promise((resolve, reject) => {
      this.#inTurn(
        () =>
          new Promise<void>((end) => {
            const named = to.flatMap((one) => (one === 'rest' ? [] : [one]))
            const receivers = new Set([...named, ...(to.includes('rest') ? this.#contents.waiting() : [])])
            const notes = new Map([...receivers].map((receiver) => [receiver, this.#contents.for(receiver)]))
            const entries: VaultEntry[] = [...notes].map(([receiver, items]) => ({
              v: 1,
              given: { to: receiver, ids: items.map(({ id }) => id).toSorted() },
            }))
            resolve({
              notes,
              writes: entries.length === 0 ? [] : [{ stream: this.stream, bodies: entries.map(jsonBody) }],
              done: async () => {
                this.#head += entries.length
                for (const entry of entries) this.#contents.apply(entry)
                // They have it whatever becomes of this; words left in the file go with the next rewrite, or the vault.
                if (entries.length > 0) await this.#rewrite().catch(onlyUnavailable).finally(end)
                else end()
              },
              undone: end,
            })
          }),
      ).catch(reject)
    })
  }

  /**
   * Begins to take out what one person wrote and what was written to them. Of what they did not sign only the memory of
   * this process and their own device know that it is theirs.
   */
  letGo(member: MemberId): Promise<Leaving> {
    return new Promise((resolve, reject) => {
      this.#inTurn(
        () =>
          new Promise<void>((end) => {
            const unsigned = [...this.#written].flatMap(([key, ids]) => (key.startsWith(`${member}/`) ? [...ids] : []))
            const known = [...this.#contents.items.values()].filter(({ to, from }) => to === member || from === member)
            const ids = new Set([...unsigned, ...known.map(({ id }) => id)])
            const entries = [...ids]
              .filter((id) => this.#contents.items.has(id))
              .map((id): VaultEntry => ({ v: 1, take: id }))
            resolve({
              writes: entries.length === 0 ? [] : [{ stream: this.stream, bodies: entries.map(jsonBody) }],
              done: async () => {
                this.#head += entries.length
                for (const entry of entries) this.#contents.apply(entry)
                for (const key of this.#written.keys()) if (key.split('/').includes(member)) this.#written.delete(key)
                return this.#rewrite()
                  .then(
                    () => true,
                    (error: unknown) => (onlyUnavailable(error), false),
                  )
                  .finally(end)
              },
              undone: end,
            })
          }),
      ).catch(reject)
    })
  }

  /** A rewritten vault has forgotten the order of arrival. */
  async #rewrite(): Promise<void> {
    if (this.#head === 0) return
    const { log, lease } = this.#store
    await log.compact(this.stream, { seq: this.#head, body: jsonBody(this.#contents.snapshot()) }, lease)
  }

  async #append(entry: VaultEntry): Promise<void> {
    const heads = await this.#store.commit([{ stream: this.stream, bodies: [jsonBody(entry)] }])
    this.#head = heads.get(this.stream) ?? this.#head + 1
    this.#contents.apply(entry)
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(act)
    this.#turn = mine.catch(() => undefined)
    return mine
  }
}

function onlyUnavailable(error: unknown): void {
  if (!(error instanceof Unavailable)) throw error
}
