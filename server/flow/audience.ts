/**
 * The connections of one cohort: each gets the slices that changed for its viewer, and nothing else.
 * Leads also get the roster and signals. Everything here is memory.
 */
import type { Socket } from 'socket.io'
import { difference } from '../../shared/flow/view.ts'
import type { View, Viewer } from '../../shared/flow/slices.ts'
import { isIn, isLead, personOf } from '../../shared/flow/people.ts'
import type { GrantId, MemberId } from '../../shared/lib/ids.ts'
import type { Bye, ClientToServer, ServerToClient } from '../../shared/wire/flow.ts'
import { Attendance } from './attendance.ts'
import type { Cohort } from './cohort.ts'
import type { Principal } from './ports.ts'
import { Signals } from './signals.ts'

export type FlowSocket = Socket<ClientToServer, ServerToClient>

interface Listener {
  readonly socket: FlowSocket
  readonly surface: 'seat' | 'console'
  readonly grant: GrantId
  readonly member: MemberId | null
  readonly viewer: Viewer
  view: View
  marks: string
  book: string
  rev: number
}

/** The roster is told at most twice a second. */
const rosterEveryMs = 500

export class Audience {
  readonly cohort: Cohort
  readonly signals = new Signals()
  readonly #attendance = new Attendance()
  readonly #listeners = new Set<Listener>()
  readonly #now: () => number
  #rosterTimer: NodeJS.Timeout | null = null
  #roster = ''

  constructor(cohort: Cohort, now: () => number) {
    this.cohort = cohort
    this.#now = now
    cohort.onChange(() => this.#tellAll())
  }

  /** @returns its own removal, for when the socket closes */
  add(socket: FlowSocket, { grant, member }: Principal, surface: 'seat' | 'console'): () => void {
    const viewer: Viewer = member === null ? { as: 'wall' } : { as: 'person', member }
    const view = this.cohort.view(viewer)
    const listener: Listener = { socket, surface, grant, member, viewer, view, marks: '[]', book: '[]', rev: 1 }
    this.#listeners.add(listener)
    socket.emit('slices', { rev: 1, whole: true, changed: view })
    if (member !== null) this.#attendance.came(member)
    this.#tellMarks(listener)
    this.#tellBook(listener)
    this.#roster = ''
    this.#rosterSoon()
    return () => {
      this.#listeners.delete(listener)
      if (member !== null) this.#attendance.went(member, this.#now())
      this.#rosterSoon()
    }
  }

  /** Ends the connections of one grant, or all. */
  dismiss(grant: GrantId | null, why: Bye): void {
    for (const { socket, grant: own } of [...this.#listeners]) {
      if (grant !== null && own !== grant) continue
      socket.emit('bye', why)
      socket.disconnect(true)
    }
  }

  signalsChanged(): void {
    for (const listener of this.#listeners) this.#tellMarks(listener)
  }

  close(): void {
    if (this.#rosterTimer !== null) clearTimeout(this.#rosterTimer)
  }

  #tellAll(): void {
    for (const listener of this.#listeners) {
      const view = this.cohort.view(listener.viewer)
      const changed = difference(listener.view, view)
      listener.view = view
      if (Object.keys(changed).length > 0)
        listener.socket.emit('slices', { rev: ++listener.rev, whole: false, changed })
      this.#tellBook(listener)
    }
    this.signalsChanged()
    this.#rosterSoon()
  }

  #tellMarks(listener: Listener): void {
    if (listener.member === null) return
    const marks = this.signals.marks(listener.member, this.cohort.state, this.cohort.parts.profiles.of)
    const text = JSON.stringify(marks)
    if (text === listener.marks) return
    listener.marks = text
    listener.socket.emit('signals', marks)
  }

  /** A booklet goes to its owner's own devices, and to nobody else; on a console it could be mirrored. */
  #tellBook(listener: Listener): void {
    const { member, surface } = listener
    const { state, parts } = this.cohort
    if (member === null || surface === 'console' || !isIn(state, member)) return
    const notes = parts.books.of(member, parts.profiles.of)
    const text = JSON.stringify(notes)
    if (text === listener.book) return
    listener.book = text
    listener.socket.emit('book', notes)
  }

  #rosterSoon(inMs = rosterEveryMs): void {
    if (this.#rosterTimer !== null) return
    this.#rosterTimer = setTimeout(() => this.#tellRoster(), inMs)
    this.#rosterTimer.unref()
  }

  #tellRoster(): void {
    this.#rosterTimer = null
    const { state } = this.cohort
    const now = this.#now()
    const roster = this.#attendance.roster(state.seats, now)
    const text = JSON.stringify(roster)
    const changed = text !== this.#roster
    this.#roster = text
    for (const { member, socket } of this.#listeners) {
      if (changed && member !== null && isLead(personOf(state, member))) socket.emit('roster', roster)
    }
    const next = this.#attendance.nextChange(now)
    if (next !== null && this.#listeners.size > 0) this.#rosterSoon(Math.max(rosterEveryMs, next - now))
  }
}
