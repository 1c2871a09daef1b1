/**
 * What one tab knows of its workshop: the slices it receives, one connection state, and the acts of its person.
 * The only place that ties the link, the device's keep and the views together.
 */
import { needsAt, patienceMs } from '../../shared/flow/command-terms.ts'
import type { At, Command } from '../../shared/flow/commands.ts'
import type { View } from '../../shared/flow/slices.ts'
import type { DocId, GrantId } from '../../shared/lib/ids.ts'
import type { Answer, BookNote, Bye, NoteMessage, Roster, SignalMark, SignalMessage } from '../../shared/wire/flow.ts'
import { refuse } from '../../shared/wire/refusals.ts'
import { FlowLink, type BriefQuestion, type FlowOptions, type MessageOf } from '../link/flow.ts'
import { merged, type SlicesFrame } from '../link/slices.ts'
import type { SeatActions } from '../steps/props.ts'
import { BallotBox } from './ballots.ts'
import { LazyBoard } from './lazy-board.svelte.ts'
import { Arrival } from './arrival.svelte.ts'
import { Drafts, type Unfinished } from './drafts.ts'
import { deviceStore, Keep } from './keep.ts'
import { deviceRandom, newCommandId } from './random.ts'
import { SealedItems } from './sealed.svelte.ts'
import { forgetOver, LastSeen } from './seen.ts'
import { eraseAll, forgetElsewhere, UnsavedWords, wordsElsewhere } from './unsaved-words.ts'

/** Three seconds of nothing: most breaks are over before anybody should read about them. */
const quietMs = 3_000
/** Shorter than this nobody sees an empty page; then the last known state is better than nothing. */
const emptyMs = 300

/** Why a session is over, as a page says it. `out` and `declined`: by a lead, inside or at the door. */
export type End = Exclude<Bye, 'restarting' | 'not_stored'> | 'out' | 'declined'

export class Session {
  #view = $state.raw<View>({})
  #up = $state(false)
  #seen = $state(false)
  #offlineSince = $state<number | null>(null)
  #bye = $state<End | null>(null)
  #rememberedAt = $state<number | null>(null)
  #stranded = $state.raw<readonly string[]>([])
  #signals = $state.raw<readonly SignalMark[]>([])
  #roster = $state.raw<Roster>({})
  #book = $state.raw<readonly BookNote[]>([])
  readonly actions: SeatActions
  readonly drafts: Drafts
  readonly arrival: Arrival
  readonly #grant: GrantId
  readonly #link: FlowLink
  readonly #keep: Keep
  readonly #lastSeen: LastSeen
  readonly #sealed: SealedItems
  readonly #ballots: BallotBox
  readonly #boards = new Map<DocId, LazyBoard>()
  #quiet: ReturnType<typeof setTimeout> | undefined
  readonly #empty: ReturnType<typeof setTimeout>

  constructor(grant: GrantId, options: Partial<FlowOptions> = {}) {
    const store = deviceStore()
    if (store !== null) forgetOver(Date.now(), store)
    this.#grant = grant
    this.#keep = new Keep(grant, store)
    this.drafts = new Drafts(this.#keep)
    this.arrival = new Arrival(this.#keep)
    this.#lastSeen = new LastSeen(this.#keep)
    this.#link = new FlowLink(
      grant,
      {
        up: (up) => this.#changed(up),
        slices: (frame) => this.#saw(frame),
        signals: (marks) => (this.#signals = marks),
        roster: (roster) => (this.#roster = roster),
        book: (notes) => (this.#book = notes),
        bye: (reason) => this.#ended(reason),
      },
      { random: deviceRandom, ...options },
    )
    const sealed = new SealedItems(this.#keep, this.#link)
    this.#sealed = sealed
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
      openBoard: (doc) => this.#openBoard(grant, doc),
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
    if (this.#offlineSince !== null) return 'offline'
    return this.#seen ? 'online' : 'connecting'
  }

  /** ms of the device's own clock; null while connected. */
  get offlineSince(): number | null {
    return this.#offlineSince
  }

  /** The page is made of what this device knew at that time, ms of its own clock; null once the server has spoken. */
  get rememberedAt(): number | null {
    return this.#rememberedAt
  }

  get bye(): End | null {
    return this.#bye
  }

  /** Words of this person that the room did not wait for: at the server they are not. */
  get unsent(): readonly string[] {
    const { run, step } = this.#place()
    return this.#seen ? [...this.#sealed.refusedElsewhere(run, step), ...this.#stranded] : []
  }

  forgetUnsent(): void {
    const { run, step, doc } = this.#place()
    this.#sealed.forgetRefusedElsewhere(run, step)
    forgetElsewhere(this.#grant, this.#keep, doc)
    this.#stranded = []
  }

  get signals(): readonly SignalMark[] {
    return this.#signals
  }

  get roster(): Roster {
    return this.#roster
  }

  /** What others wrote to this person. */
  get book(): readonly BookNote[] {
    return this.#book
  }

  /** What this person wrote to others, as this device remembers it. */
  get written(): SealedItems['notes'] {
    return this.#sealed.notes
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
    const message = { id: newCommandId(), at: this.#at(command), c: { ...command } }
    const forMs = patienceMs(command.type)
    if (forMs === null) return this.#link.ask('cmd', message)
    return needsAt.has(command.type) ? this.#link.askNow('cmd', message, forMs) : this.#now('cmd', message)
  }

  /** Words whose step has gone by. They stay where they are until the server has them. */
  async sealUnfinished({ key, run, step, text }: Unfinished): Promise<Answer> {
    const answer = await this.actions.seal(run, step, text.trim())
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
    clearTimeout(this.#quiet)
    clearTimeout(this.#empty)
    for (const board of [...this.#boards.values()]) board.end()
    this.#link.close()
  }

  /** Known to be offline: the answer is there at once. */
  #now<Q extends BriefQuestion>(question: Q, message: MessageOf<Q>): Promise<Answer> {
    return this.connection === 'offline' ? Promise.resolve(refuse('offline')) : this.#link.askNow(question, message)
  }

  #saw(frame: SlicesFrame): void {
    const before = this.#seen ? this.#view : (this.#lastSeen.read()?.view ?? {})
    this.#view = merged(this.#seen ? this.#view : {}, frame)
    this.#seen = true
    this.#rememberedAt = null
    this.arrival.see(this.#view)
    this.#lastSeen.write(this.#view, Date.now())
    if (this.#view.me?.status === 'out') this.#bye = before.me?.status === 'waiting' ? 'declined' : 'out'
    this.#tendBallots(frame.whole)
    this.#stranded = wordsElsewhere(this.#keep, this.#place().doc)
  }

  /** No answer yet: where the room was when this device saw it last. */
  #remember(): void {
    const last = this.#seen ? null : this.#lastSeen.read()
    if (last === null) return
    this.#view = last.view
    this.#rememberedAt = last.at
  }

  #place(): { readonly run: string; readonly step: number; readonly doc: DocId | null } {
    const { now } = this.#view
    const scene = now !== undefined && 'scene' in now ? now.scene : null
    return { run: scene?.run ?? '', step: scene?.step ?? 0, doc: now?.show === 'board' ? now.view.doc : null }
  }

  #at(command: Command): At {
    const { now, desk } = this.#view
    const scene = now !== undefined && 'scene' in now ? now.scene : null
    const place =
      desk === undefined ? { run: scene?.run ?? null, step: scene?.step ?? 0 } : { run: desk.run, step: desk.step }
    const circle = 'circle' in command && command.type.startsWith('turn.') ? command.circle : undefined
    const turn = circle === undefined ? undefined : this.#turnCount(circle)
    return turn === undefined ? place : { ...place, turn }
  }

  #turnCount(circle: string): number | undefined {
    const { now, desk } = this.#view
    const onDesk = desk?.circles.find((one) => one.id === circle)?.turn?.count
    return onDesk ?? (now?.show === 'turn' ? now.view.count : undefined)
  }

  #changed(up: boolean): void {
    this.#up = up
    clearTimeout(this.#quiet)
    // Whoever was sent away is not offline.
    if (up || this.#bye !== null) this.#offlineSince = null
    else {
      const since = performance.now()
      this.#quiet = setTimeout(() => {
        if (!this.#up) this.#offlineSince = since
      }, quietMs)
    }
  }

  #ended(reason: Bye): void {
    // Why a lead has ended it is known already, from the last slices.
    if (reason !== 'restarting' && reason !== 'not_stored') this.#bye ??= reason
    if (reason !== 'revoked' && reason !== 'deleted') return
    // The server says that nothing of this session is here any more: neither is it on this device.
    clearTimeout(this.#quiet)
    this.#stranded = []
    eraseAll(this.#grant, this.#keep)
  }

  #tendBallots(whole: boolean): void {
    const { now } = this.#view
    const open = now?.show === 'scale' && now.view.results === null ? now.scene : null
    this.#ballots.forgetAllBut(open?.run ?? '', open?.step ?? null)
    if (whole && open !== null) this.#ballots.again(open.run, open.step)
  }

  #openBoard(grant: GrantId, doc: DocId): LazyBoard {
    const open = this.#boards.get(doc)
    if (open !== undefined) return open.shared()
    const board = new LazyBoard(
      doc,
      {
        grant,
        ticket: async () => {
          const answer = await this.#link.ask('ticket', { doc })
          return answer.ok ? answer.ticket : null
        },
      },
      new UnsavedWords(this.#keep, doc),
      () => this.connection === 'offline',
      () => this.#boards.delete(doc),
    )
    this.#boards.set(doc, board)
    return board
  }
}
