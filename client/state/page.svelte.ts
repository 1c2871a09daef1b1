/** One's own page: a Yjs document behind getters that views read, kept whole on this device while it is open. */
import { createSubscriber } from 'svelte/reactivity'
import type { DocId } from '../../shared/lib/ids.ts'
import { cut, longest } from '../../shared/lib/text.ts'
import type { BoardSaving } from '../boards/model.ts'
import type { BoardDoor, BoardLink } from '../link/board.ts'
import { eraseUnsaved, unsavedName } from '../link/unsaved.ts'
import type { PageModel } from '../steps/page/model.ts'
import type { Keep } from './keep.ts'
import type { pageLink } from './board.svelte.ts'
import { editPage } from './page-edit.ts'
import { pageStart } from './unsaved-words.ts'

export interface PageParts {
  readonly door: BoardDoor
  readonly link: typeof pageLink
  readonly keep: Keep
  /** Reactive. */
  offline(): boolean
  /** Words that are not on the page: kept on this device, and shown to their writer. */
  putAside(key: string, words: string): void
  /** Nothing uses it any more. */
  ended(): void
}

export class Page implements PageModel {
  readonly aside: string
  readonly #id: DocId
  readonly #parts: PageParts
  readonly #key: string
  #link: BoardLink
  /** How many views use it; -1 when it has ended. */
  #users = 1
  /** Held while it is open; settled when it is let go. */
  readonly #lock: Promise<unknown> | undefined
  #letGo: () => void = () => undefined
  #update: () => void = () => undefined
  /** What this device had is here; with `had` false there was nothing. */
  #loaded = $state(false)
  #had = $state(false)
  #met = $state(false)
  #gone = $state(false)
  /** Words of an earlier page of this device whose document was lost: compared with what the server has. */
  #lost = ''
  readonly #subscribe = createSubscriber((update) => {
    this.#update = update
    return () => (this.#update = () => undefined)
  })

  constructor(id: DocId, parts: PageParts) {
    this.#id = id
    this.#parts = parts
    this.#key = pageStart + id
    this.aside = `page.${id}`
    const kept = parts.keep.read(this.#key) ?? ''
    parts.keep.write(this.#key, kept)
    // Other windows of this browser share what the device keeps; the last one forgets it.
    this.#lock = globalThis.navigator?.locks?.request(
      this.#name,
      { mode: 'shared' },
      () => new Promise<void>((resolve) => (this.#letGo = resolve)),
    )
    this.#link = this.#open(kept)
  }

  get text(): string {
    this.#subscribe()
    return this.#words.toString()
  }

  get marked(): string {
    this.#subscribe()
    const line = this.#mark.get('line')
    return typeof line === 'string' ? line : ''
  }

  get saving(): BoardSaving {
    this.#subscribe()
    const { saved, connected, synced } = this.#link
    if (saved && !this.#parts.offline()) return 'saved'
    if (connected && !this.#parts.offline()) return synced ? 'saving' : 'loading'
    return this.#loaded && !this.#had && !this.#met && this.text === '' ? 'away' : 'device'
  }

  get ready(): boolean {
    this.#subscribe()
    return this.#loaded && (this.#had || this.#met || this.#parts.offline())
  }

  get gone(): boolean {
    return this.#gone
  }

  edit(before: string, after: string): void {
    if (this.#gone) return
    const over = editPage(this.#words, before, after)
    if (over !== '') this.#parts.putAside(this.aside, over)
  }

  mark(sentence: string): void {
    if (!this.#gone && sentence !== this.marked) this.#mark.set('line', cut(sentence, longest.card))
  }

  shared(): this {
    this.#users++
    return this
  }

  /** What is not saved yet goes on by itself, and then nothing of it stays on this device. */
  close(): void {
    this.#users--
    this.#endWhenSaved()
  }

  /** The window goes: what is not saved stays on this device for the next one. */
  end(): void {
    this.#users = 0
    this.#finish(this.#link.saved || this.#gone)
  }

  get #name(): string {
    return unsavedName(this.#parts.door.grant, this.#id)
  }

  get #words() {
    return this.#link.doc.getText('words')
  }

  get #mark() {
    return this.#link.doc.getMap('mark')
  }

  #open(kept: string): BoardLink {
    const link = this.#parts.link(this.#id, this.#parts.door, {
      changed: () => this.#changed(),
      peers: () => undefined,
      // A page has no readers: its author writes, everyone else is not let in.
      role: () => undefined,
      reset: () => this.#reset(),
      closed: () => this.#closed(),
    })
    void link.loaded.then((updates) => this.#opened(link, updates, kept))
    return link
  }

  /** A window that ends with a key can lose what the database had not stored yet; the plain words were faster. */
  #opened({ doc }: BoardLink, updates: number, kept: string): void {
    this.#loaded = true
    this.#had = updates > 0
    const isWhole = updates > 0 && doc.store.pendingStructs === null
    if (kept === '' || kept === this.#words.toString()) return
    if (isWhole) this.edit(this.#words.toString(), kept)
    else this.#lost = kept
  }

  #changed(): void {
    // A link that closes says so; what it says then is not about what is saved.
    if (this.#link === undefined || this.#users < 0) return
    this.#met ||= this.#link.synced
    if (this.#link.saved) this.#handBack()
    if (this.#loaded && !this.#gone) this.#parts.keep.write(this.#key, this.#link.saved ? '' : this.#unsaved())
    this.#update()
    if (this.#users === 0) this.#endWhenSaved()
  }

  #unsaved(): string {
    return this.#lost === '' ? this.#words.toString() : this.#lost
  }

  #handBack(): void {
    const lost = this.#lost
    this.#lost = ''
    if (lost !== '' && !this.#words.toString().includes(lost.trim())) this.#parts.putAside(this.aside, lost)
  }

  /** No honest page is refused; if one ever is, its words are its writer's. */
  #reset(): void {
    const words = this.#words.toString()
    if (words.trim() !== '') this.#parts.putAside(this.aside, words)
    this.#link.close(true)
    this.#had = false
    this.#met = false
    this.#link = this.#open('')
    this.#update()
  }

  #closed(): void {
    const words = this.#parts.keep.read(this.#key) ?? ''
    if (words.trim() !== '') this.#parts.putAside(this.aside, words)
    this.#gone = true
    this.#endWhenSaved()
  }

  #endWhenSaved(): void {
    if (this.#users <= 0 && (this.#link.saved || this.#gone)) this.#finish(true)
  }

  #finish(forget: boolean): void {
    if (this.#users < 0) return
    this.#users = -1
    this.#link.close(false)
    this.#letGo()
    if (forget) this.#forget()
    this.#parts.ended()
  }

  #forget(): void {
    const erase = () => {
      eraseUnsaved(this.#name)
      this.#parts.keep.remove(this.#key)
    }
    const locks = globalThis.navigator?.locks
    if (this.#lock === undefined) erase()
    else
      void this.#lock.then(() =>
        locks.request(this.#name, { ifAvailable: true }, (alone) => (alone === null ? undefined : erase())),
      )
  }
}
