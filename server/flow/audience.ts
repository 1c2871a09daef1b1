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

/** The last word to a connection, and its end. */
export function sendAway(socket: FlowSocket, why: Bye): void {
  socket.emit('bye', why)
  socket.disconnect(true)
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

  /** @returns its own removal, for when the socket closes; null for somebody who was sent away meanwhile */
  add(socket: FlowSocket, { grant, member }: Principal, surface: 'seat' | 'console'): (() => void) | null {
    const viewer: Viewer = member === null ? { as: 'wall' } : { as: 'person', member }
    const view = this.cohort.view(viewer)
    if (this.#isOut(member)) {
      // First what happened, then the end: the page says it in its own words and forgets everything.
      socket.emit('slices', { rev: 1, whole: true, changed: view })
      sendAway(socket, 'revoked')
      return null
    }
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
      sendAway(socket, why)
    }
  }

  signalsChanged(): void {
    for (const listener of this.#listeners) this.#tellMarks(listener)
  }

  close(): void {
    if (this.#rosterTimer !== null) clearTimeout(this.#rosterTimer)
  }

  #tellAll(): void {
    for (const listener of [...this.#listeners]) {
      const view = this.cohort.view(listener.viewer)
      const changed = difference(listener.view, view)
      listener.view = view
      if (Object.keys(changed).length > 0)
        listener.socket.emit('slices', { rev: ++listener.rev, whole: false, changed })
      this.#tellBook(listener)
      if (this.#isOut(listener.member)) sendAway(listener.socket, 'revoked')
    }
    this.signalsChanged()
    this.#rosterSoon()
  }

  /** Removed, declined at the door, or erased. */
  #isOut(member: MemberId | null): boolean {
    return member !== null && (personOf(this.cohort.state, member)?.status ?? 'out') === 'out'
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
