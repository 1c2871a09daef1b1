/**
 * What one tab knows of its workshop: the slices it receives, one connection state, and the acts of its person.
 * The only place that ties the link, the device's keep and the views together.
 */
import { needsAt, patienceMs } from '../../shared/flow/command-terms.ts'
import type { Command } from '../../shared/flow/commands.ts'
import type { View } from '../../shared/flow/slices.ts'
import type { DocId, GrantId } from '../../shared/lib/ids.ts'
import type { Answer, BookNote, Bye, NoteMessage, SignalMessage } from '../../shared/wire/flow.ts'
import { refuse } from '../../shared/wire/refusals.ts'
import { doorsOf } from '../link/doors.ts'
import { FlowLink, type BriefQuestion, type FlowOptions, type MessageOf } from '../link/flow.ts'
import { merged, type SlicesFrame } from '../link/slices.ts'
import { beganWith } from '../offline/began-with.ts'
import type { SeatActions } from '../steps/props.ts'
import { BallotBox } from './ballots.ts'
import { BoardShelf } from './board-shelf.ts'
import { Connection } from './connection.svelte.ts'
import { noteOpen } from './open-here.ts'
import { PageShelf } from './page-shelf.svelte.ts'
import { Arrival } from './arrival.svelte.ts'
import { Drafts, type Unfinished } from './drafts.ts'
import { Heard } from './heard.svelte.ts'
import { deviceStore, Keep } from './keep.ts'
import { deviceRandom, newCommandId } from './random.ts'
import { SealedItems } from './sealed.svelte.ts'
import { forgetOver, LastSeen } from './seen.ts'
import { ToldOnce } from './told-once.svelte.ts'
import { eraseAll, forgetElsewhere, wordsElsewhere } from './unsaved-words.ts'
import { atOf, placeOf } from './where.ts'

/** Shorter than this nobody sees an empty page; then the last known state is better than nothing. */
const emptyMs = 300

/** Why a session is over, as a page says it. `out` and `declined`: by a lead, inside or at the door. */
export type End = Exclude<Bye, 'restarting' | 'not_stored'> | 'out' | 'declined' | 'erased'

export class Session {
  #view = $state.raw<View>({})
  #seen = $state(false)
  #bye = $state<End | null>(null)
  #renewed = $state(false)
  #rememberedAt = $state<number | null>(null)
  #stranded = $state.raw<readonly string[]>([])
  #book = $state.raw<readonly BookNote[]>([])
  readonly heard = new Heard()
  readonly #connection = new Connection()
  readonly actions: SeatActions
  readonly drafts: Drafts
  readonly arrival: Arrival
  readonly told: ToldOnce
  /** This person's own. */
  readonly pages: PageShelf
  readonly #grant: GrantId
  readonly #link: FlowLink
  readonly #keep: Keep
  readonly #lastSeen: LastSeen
  readonly #sealed: SealedItems
  readonly #ballots: BallotBox
  readonly #boards: BoardShelf
  readonly #empty: ReturnType<typeof setTimeout>

  constructor(grant: GrantId, options: Partial<FlowOptions> = {}) {
    const store = deviceStore()
    if (store !== null) forgetOver(Date.now(), store)
    this.#grant = grant
    this.#keep = new Keep(grant, store)
    this.drafts = new Drafts(this.#keep)
    this.arrival = new Arrival(this.#keep)
    this.told = new ToldOnce(this.#keep)
    this.#lastSeen = new LastSeen(this.#keep)
    this.#link = new FlowLink(
      grant,
      {
        up: (up) => this.#changed(up),
        slices: (frame) => this.#saw(frame),
        signals: (marks) => (this.heard.signals = marks),
        roster: (roster) => (this.heard.roster = roster),
        unsaved: (on) => (this.heard.unsaved = on),
        unheard: (on) => (this.heard.unheard = on),
        cut: (person) => (this.heard.cut = person),
        book: (notes) => (this.#book = notes),
        pages: (pages) => this.pages.see(pages, this.#view.me?.role === 'member'),
        build: (entry) => (this.#renewed = import.meta.env.PROD && entry !== beganWith()),
        bye: (reason) => this.#ended(reason),
      },
      { random: deviceRandom, ...options },
    )
    const shelf = {
      keep: this.#keep,
      door: (doc: DocId) => this.#door(doc),
      offline: () => this.connection === 'offline',
    }
    this.#boards = new BoardShelf(shelf)
    this.pages = new PageShelf({
      ...shelf,
      drafts: this.drafts,
      door: (doc) => ({ ...this.#door(doc), keeps: true }),
    })
    const sealed = (this.#sealed = new SealedItems(this.#keep, this.#link))
    this.#ballots = new BallotBox(this.#keep, this.#link)
    this.actions = {
      send: (command) => this.send(command),
      drafts: this.drafts,
      sealed: (run, step) => sealed.of(run, step),
      seal: (run, step, text, to) => sealed.seal(run, step, text, to),
      takeBack: (run, step, token) => sealed.takeBack(run, step, token),
      ballot: (run, step) => this.#ballots.of(run, step),
      ballotState: (run, step) => this.#ballots.state(run, step),
      choose: (run, step, lines) => this.#ballots.choose(run, step, lines),
      vote: (run, step, lines) => this.#ballots.vote(run, step, lines),
      openBoard: (doc) => this.#boards.open(doc),
      openPage: (doc) => this.pages.open(doc),
      marked: (found) => this.pages.marked(found),
      book: () => this.#book,
      serverNow: () => this.serverNow(),
    }
    // A page that opens without a network is told so like any other.
    this.#changed(false)
    this.#empty = setTimeout(() => this.#remember(), emptyMs)
  }

  get view(): View {
    return this.#view
  }

  /** One truth made of both channels; `offline` only after the first three seconds. */
  get connection(): 'connecting' | 'online' | 'offline' {
    if (this.offlineSince !== null) return 'offline'
    return this.#seen ? 'online' : 'connecting'
  }

  /** ms of the device's own clock; null while connected. */
  get offlineSince(): number | null {
    return this.#connection.offlineSince
  }

  /** The page is made of what this device knew at that time, ms of its own clock; null once the server has spoken. */
  get rememberedAt(): number | null {
    return this.#rememberedAt
  }

  get bye(): End | null {
    return this.#bye
  }

  /** The server has a newer page than this one. It goes on working; whoever has a break reloads it. */
  get renewed(): boolean {
    return this.#renewed
  }

  /** Words of this person that the room did not wait for: at the server they are not. */
  get unsent(): readonly string[] {
    const { run, step } = placeOf(this.#view)
    return this.#seen ? [...this.#sealed.refusedElsewhere(run, step), ...this.#stranded] : []
  }

  forgetUnsent(): void {
    const { run, step, doc } = placeOf(this.#view)
    this.#sealed.forgetRefusedElsewhere(run, step)
    forgetElsewhere(this.#grant, this.#keep, doc)
    this.#stranded = []
  }

  /** What others wrote to this person. */
  get book(): readonly BookNote[] {
    return this.#book
  }

  /** For good: here, on all their devices and at the server. */
  dropPage(doc: DocId): Promise<Answer> {
    return this.#link.ask('page', { doc, act: 'drop' })
  }

  /** What this person wrote to others, as this device remembers it. */
  get written(): SealedItems['notes'] {
    return this.#sealed.notes
  }

  takeAllBack(): Promise<void> {
    return this.#sealed.takeAllBack()
  }

  /** Learns which of these their receivers have by now. */
  lookAtWritten(): void {
    this.#sealed.lookAtNotes()
  }

  note(message: NoteMessage): Promise<Answer> {
    return this.#link.ask('note', message)
  }

  serverNow(): number {
    return this.#link.clock.now()
  }

  /**
   * Sends a command with where this screen believes the room is. What lasts is asked again by itself until answered; what
   * is meant for its moment is answered within seconds, by a refusal of this device if need be.
   */
  send(command: Command): Promise<Answer> {
    const message = { id: newCommandId(), at: atOf(this.#view, command), c: { ...command } }
    const forMs = patienceMs(command.type)
    if (forMs === null) return this.#link.ask('cmd', message)
    return needsAt.has(command.type) ? this.#link.askNow('cmd', message, forMs) : this.#now('cmd', message)
  }

  /** Words whose step has gone by. They stay where they are until the server has them. */
  async sealUnfinished({ key, run, step, text }: Unfinished): Promise<Answer> {
    const answer = await this.#sealed.seal(run, step, text.trim(), null, true)
    if (answer.ok && this.drafts.read(key) === text) this.drafts.write(key, '')
    return answer
  }

  /** Being back is true whenever it arrives; a moment or an ear is for now. */
  signal(message: SignalMessage): Promise<Answer> {
    return message.kind === 'back' ? this.#link.ask('signal', message) : this.#now('signal', message)
  }

  openSignal(id: string, done = false): Promise<Answer> {
    return this.#now('openSignal', { id, done })
  }

  retryNow(): void {
    this.#link.retryNow()
  }

  close(): void {
    this.#connection.close()
    clearTimeout(this.#empty)
    this.#boards.end()
    this.pages.end()
    this.#link.close()
  }

  /** Known to be offline: the answer is there at once. */
  #now<Q extends BriefQuestion>(question: Q, message: MessageOf<Q>): Promise<Answer> {
    return this.connection === 'offline' ? Promise.resolve(refuse('offline')) : this.#link.askNow(question, message)
  }

  #saw(frame: SlicesFrame): void {
    const before = this.#seen ? this.#view : (this.#lastSeen.read()?.view ?? {})
    this.#view = merged(this.#seen ? this.#view : {}, frame)
    if (frame.whole) this.heard.renewed()
    this.#seen = true
    this.#rememberedAt = null
    this.arrival.see(this.#view)
    this.#lastSeen.write(this.#view, Date.now())
    noteOpen(this.#keep, this.#view)
    const { me } = this.#view
    if (me?.status === 'out') this.#bye = me.erased ? 'erased' : before.me?.status === 'waiting' ? 'declined' : 'out'
    this.#ballots.see(this.#view.now, frame.whole)
    if (frame.whole) this.pages.flush()
    this.#stranded = wordsElsewhere(this.#keep, placeOf(this.#view).doc)
  }

  /** No answer yet: where the room was when this device saw it last. */
  #remember(): void {
    const last = this.#seen ? null : this.#lastSeen.read()
    if (last === null) return
    this.#view = last.view
    this.#rememberedAt = last.at
    this.pages.remember()
  }

  #changed(up: boolean): void {
    // Whoever was sent away is not offline.
    if (up || this.#bye !== null) this.#connection.up()
    else this.#connection.down()
  }

  #ended(reason: Bye): void {
    // Why a lead has ended it is known already, from the last slices.
    if (reason !== 'restarting' && reason !== 'not_stored') this.#bye ??= reason
    if (reason !== 'revoked' && reason !== 'deleted') return
    // The server says that nothing of this session is here any more: neither is it on this device.
    this.#connection.close()
    this.#stranded = []
    eraseAll(this.#grant, this.#keep)
    // The one thing of it that no script can erase.
    void doorsOf(this.#grant).leave()
  }

  #door(doc: DocId) {
    return {
      grant: this.#grant,
      detour: this.#link.detour,
      ticket: async () => {
        const answer = await this.#link.ask('ticket', { doc })
        return answer.ok ? answer.ticket : null
      },
    }
  }
}
