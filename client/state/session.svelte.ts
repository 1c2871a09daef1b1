/**
 * What one tab knows of its workshop: the slices it receives, one connection state, and the acts of its person.
 * The only place that ties the link, the device's keep and the views together.
 */
import type { At, Command } from '../../shared/flow/commands.ts'
import type { View } from '../../shared/flow/slices.ts'
import type { DocId, GrantId } from '../../shared/lib/ids.ts'
import type { Answer, Bye, Roster, SignalMark, SignalMessage } from '../../shared/wire/flow.ts'
import { FlowLink, type FlowOptions } from '../link/flow.ts'
import { merged } from '../link/slices.ts'
import type { SeatActions } from '../steps/props.ts'
import { BallotBox } from './ballots.ts'
import { LazyBoard } from './lazy-board.svelte.ts'
import { Drafts, type Unfinished } from './drafts.ts'
import { Keep } from './keep.ts'
import { newCommandId } from './random.ts'
import { Arrival } from './arrival.svelte.ts'
import { SealedItems } from './sealed.svelte.ts'

/** Three seconds of nothing: most breaks are over before anybody should read about them. */
const quietMs = 3_000

export class Session {
  #view = $state.raw<View>({})
  #up = $state(false)
  #seen = $state(false)
  #offlineSince = $state<number | null>(null)
  #bye = $state<Bye | null>(null)
  #signals = $state.raw<readonly SignalMark[]>([])
  #roster = $state.raw<Roster>({})
  readonly actions: SeatActions
  readonly drafts: Drafts
  readonly arrival: Arrival
  readonly #link: FlowLink
  readonly #keep: Keep
  readonly #ballots: BallotBox
  readonly #boards = new Set<LazyBoard>()
  #quiet: ReturnType<typeof setTimeout> | undefined

  constructor(grant: GrantId, options: FlowOptions = {}) {
    this.#keep = new Keep(grant)
    this.drafts = new Drafts(this.#keep)
    this.arrival = new Arrival(this.#keep)
    this.#link = new FlowLink(
      grant,
      {
        up: (up) => this.#changed(up),
        slices: (frame) => {
          this.#view = merged(this.#view, frame)
          this.#seen = true
          this.arrival.see(this.#view)
          this.#tendBallots(frame.whole)
        },
        signals: (marks) => (this.#signals = marks),
        roster: (roster) => (this.#roster = roster),
        bye: (reason) => this.#ended(reason),
      },
      options,
    )
    const sealed = new SealedItems(this.#keep, this.#link)
    this.#ballots = new BallotBox(this.#keep, this.#link)
    this.actions = {
      send: (command) => this.send(command),
      drafts: this.drafts,
      sealed: (run, step) => sealed.of(run, step),
      seal: (run, step, text) => sealed.seal(run, step, text),
      takeBack: (run, step, token) => sealed.takeBack(run, step, token),
      ballot: (run, step) => this.#ballots.of(run, step),
      vote: (run, step, lines) => this.#ballots.vote(run, step, lines),
      openBoard: (doc) => this.#openBoard(grant, doc),
      serverNow: () => this.serverNow(),
    }
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

  get bye(): Bye | null {
    return this.#bye
  }

  get signals(): readonly SignalMark[] {
    return this.#signals
  }

  get roster(): Roster {
    return this.#roster
  }

  serverNow(): number {
    return this.#link.clock.now()
  }

  /** Sends a command with where this screen believes the room is; asked again by itself until answered. */
  send(command: Command): Promise<Answer> {
    return this.#link.ask('cmd', { id: newCommandId(), at: this.#at(command), c: { ...command } })
  }

  /** Words whose step has gone by. They stay where they are until the server has them. */
  async sealUnfinished({ key, run, step, text }: Unfinished): Promise<Answer> {
    const answer = await this.actions.seal(run, step, text.trim())
    if (answer.ok && this.drafts.read(key) === text) this.drafts.write(key, '')
    return answer
  }

  signal(message: SignalMessage): Promise<Answer> {
    return this.#link.ask('signal', message)
  }

  openSignal(id: string, done = false): Promise<Answer> {
    return this.#link.ask('openSignal', { id, done })
  }

  retryNow(): void {
    this.#link.retryNow()
  }

  close(): void {
    clearTimeout(this.#quiet)
    for (const board of this.#boards) board.close()
    this.#link.close()
  }

  #at(command: Command): At {
    const { now, desk } = this.#view
    const scene = now !== undefined && 'scene' in now ? now.scene : null
    const place =
      desk === undefined ? { run: scene?.run ?? null, step: scene?.step ?? 0 } : { run: desk.run, step: desk.step }
    const turn = 'circle' in command && command.type.startsWith('turn.') ? this.#turnCount(command.circle) : undefined
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
    if (up) this.#offlineSince = null
    else {
      const since = performance.now()
      this.#quiet = setTimeout(() => {
        if (!this.#up) this.#offlineSince = since
      }, quietMs)
    }
  }

  #ended(reason: Bye): void {
    this.#bye = reason === 'restarting' || reason === 'not_stored' ? null : reason
    // The server says that nothing of this session is here any more: neither is it on this device.
    if (reason === 'revoked' || reason === 'deleted') this.#keep.wipe()
  }

  #tendBallots(whole: boolean): void {
    const { now } = this.#view
    const open = now?.show === 'scale' && now.view.results === null ? now.scene : null
    this.#ballots.forgetAllBut(open?.run ?? '', open?.step ?? null)
    if (whole && open !== null) this.#ballots.again(open.run, open.step)
  }

  #openBoard(grant: GrantId, doc: DocId): LazyBoard {
    const board = new LazyBoard(
      doc,
      {
        grant,
        ticket: async () => {
          const answer = await this.#link.ask('ticket', { doc })
          return answer.ok ? answer.ticket : null
        },
      },
      () => this.#boards.delete(board),
    )
    this.#boards.add(board)
    return board
  }
}
