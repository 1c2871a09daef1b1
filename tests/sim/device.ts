/**
 * One device of one person: what a page of a seat, console or wall does with its two channels. Link, outbox, clock,
 * sealed items, ballots, board link, y-websocket and the verbs of a board are the real ones; only the session that ties
 * them together is repeated here, for it is made of Svelte's runes.
 */
import * as Y from 'yjs'
import { BoardLink } from '../../client/link/board.ts'
import { Detour } from '../../client/link/detour.ts'
import { FlowLink } from '../../client/link/flow.ts'
import { merged, type SlicesFrame } from '../../client/link/slices.ts'
import { BallotBox } from '../../client/state/ballots.ts'
import { BoardDoc } from '../../client/state/board-doc.ts'
import { Keep } from '../../client/state/keep.ts'
import { SealedItems } from '../../client/state/sealed.svelte.ts'
import { needsAt, patienceMs } from '../../shared/flow/command-terms.ts'
import type { At, Command } from '../../shared/flow/commands.ts'
import type { View, Viewer } from '../../shared/flow/slices.ts'
import { randomId, type DocId, type GrantId, type MemberId } from '../../shared/lib/ids.ts'
import type { Answer, BookNote, Bye } from '../../shared/wire/flow.ts'
import { networks, localStore } from './browser.ts'
import type { Checker } from './checker.ts'
import { ClientSocket, type Dial } from './flow-sockets.ts'
import type { Letters } from './letters.ts'
import { Network } from './net.ts'
import type { World } from './world.ts'

export interface DeviceParts {
  readonly world: World
  readonly checker: Checker
  readonly dial: Dial
  readonly letters: Letters
}

export interface Holder {
  readonly grant: GrantId
  /** null: a wall */
  readonly member: MemberId | null
  readonly surface: 'seat' | 'console'
}

/** Simulated networks let WebSockets through, so nothing ever goes around. */
const noDetour = () =>
  new Detour({
    carrier: null,
    beside: () => {
      throw new Error('nothing goes around here')
    },
  })

export class Device {
  readonly parts: DeviceParts
  readonly holder: Holder
  readonly network: Network
  readonly store = localStore()
  page: Page | null = null

  constructor(parts: DeviceParts, holder: Holder) {
    this.parts = parts
    this.holder = holder
    this.network = new Network(parts.world)
    networks.set(holder.grant, { network: this.network, dial: parts.dial })
    this.open()
  }

  get viewer(): Viewer {
    const { member } = this.holder
    return member === null ? { as: 'wall' } : { as: 'person', member }
  }

  open(): void {
    this.page ??= new Page(this)
  }

  /** The tab is closed, or killed: what is not kept on the device is gone. */
  shut(): void {
    this.page?.close()
    this.page = null
  }
}

export interface OpenBoard {
  readonly id: DocId
  readonly link: BoardLink
  readonly written: BoardDoc
  mayWrite: boolean
  isClosed: boolean
  /** RESET was heard. */
  isOver: boolean
}

export class Page {
  readonly device: Device
  readonly link: FlowLink
  readonly sealed: SealedItems
  readonly ballots: BallotBox
  view: View = {}
  book: readonly BookNote[] = []
  bye: Bye | null = null
  board: OpenBoard | null = null
  isUp = false
  #seen = false

  constructor(device: Device) {
    const { holder, parts, network } = device
    const { world } = parts
    this.device = device
    this.link = new FlowLink(
      holder.grant,
      {
        up: (up) => (this.isUp = up),
        slices: (frame) => this.#saw(frame),
        signals: () => undefined,
        roster: () => undefined,
        unheard: () => undefined,
        cut: () => undefined,
        pages: () => undefined,
        book: (notes) => (this.book = notes),
        bye: (reason) => this.#ended(reason),
      },
      {
        surface: holder.surface,
        random: world.random,
        connect: (_address, options) => new ClientSocket(network, parts.dial, options.auth) as never,
      },
    )
    const keep = new Keep(holder.grant, device.store)
    this.sealed = new SealedItems(keep, this.link)
    this.ballots = new BallotBox(keep, this.link)
  }

  get now() {
    return this.view.now
  }

  get at(): At {
    const { now, desk } = this.view
    if (desk !== undefined) return { run: desk.run, step: desk.step }
    return now !== undefined && 'scene' in now ? { run: now.scene.run, step: now.scene.step } : { run: null, step: 0 }
  }

  send(command: Command): Promise<Answer> {
    const { random } = this.device.parts.world
    const count = this.now?.show === 'turn' ? this.now.view.count : undefined
    const at = command.type.startsWith('turn.') && count !== undefined ? { ...this.at, turn: count } : this.at
    const message = { id: randomId(random, 16), at, c: { ...command } }
    const forMs = patienceMs(command.type)
    if (forMs === null) return this.link.ask('cmd', message)
    return needsAt.has(command.type) ? this.link.askNow('cmd', message, forMs) : this.link.askNow('cmd', message)
  }

  close(): void {
    this.closeBoard()
    this.link.close()
  }

  closeBoard(wipe = false): void {
    const { board } = this
    if (board === null) return
    this.board = null
    board.written.history.destroy()
    board.link.close(wipe)
  }

  #saw(frame: SlicesFrame): void {
    this.view = merged(this.#seen ? this.view : {}, frame)
    this.#seen = true
    this.ballots.see(this.now, frame.whole)
    this.#tendBoard()
  }

  #tendBoard(): void {
    const { now, wall } = this.view
    const onWall = this.device.holder.member === null && wall?.view.show === 'board' ? wall.view.doc : null
    const doc = now?.show === 'board' ? now.view.doc : onWall
    if (this.board?.id === doc) return
    this.closeBoard()
    if (doc !== null && this.bye === null) this.#openBoard(doc)
  }

  #openBoard(id: DocId): void {
    const { parts, holder } = this.device
    const { checker, letters } = parts
    const changed = () => {
      const isOn = !board.isOver && this.board === board && board.link.saved
      if (!isOn || checker.boards.isDropped(id)) return
      const all = Y.encodeStateAsUpdate(board.link.doc)
      checker.verdicts.hold('DUR-1', checker.boards.holds(id, all), () => `all is said to be saved on ${id} and is not`)
    }
    const link = new BoardLink(
      id,
      {
        grant: holder.grant,
        detour: noDetour(),
        ticket: async () => {
          const answer = await this.link.ask('ticket', { doc: id })
          return answer.ok ? answer.ticket : null
        },
      },
      {
        changed: () => queueMicrotask(changed),
        peers: () => undefined,
        role: (role) => (board.mayWrite = role === 'write'),
        reset: (reason) => {
          checker.verdicts.hold('CNV-6', reason === 'read_only', () => `${holder.member} is told to reset: ${reason}`)
          board.isOver = true
          if (this.board !== board) return
          this.closeBoard(true)
          this.#openBoard(id)
        },
        closed: () => (board.isClosed = true),
      },
      `ws://${holder.grant}`,
    )
    letters.watch(link.doc, id, checker.verdicts)
    const written = new BoardDoc(link.doc, {
      random: parts.world.random,
      changed: () => undefined,
      touched: () => undefined,
    })
    const board: OpenBoard = { id, link, written, mayWrite: false, isClosed: false, isOver: false }
    this.board = board
    checker.verdicts.hold('CNV-6', true, () => '')
  }

  #ended(reason: Bye): void {
    if (reason === 'restarting' || reason === 'not_stored') return
    this.bye = reason
    this.closeBoard(true)
  }
}
