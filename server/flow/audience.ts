/**
 * The connections of one cohort: each gets the slices that changed for its viewer, and nothing else.
 * Leads also get the roster and signals; guardians learn when the line of whoever has the stone is cut, and who speaks
 * that somebody can't hear them. Everything here is memory.
 */
import type { Socket } from 'socket.io'
import { difference } from '../../shared/flow/view.ts'
import type { View, Viewer } from '../../shared/flow/slices.ts'
import { guardedBy } from '../../shared/flow/hearing.ts'
import { isIn, isLead, personOf, refOf } from '../../shared/flow/people.ts'
import type { GrantId, MemberId } from '../../shared/lib/ids.ts'
import type { Bye, ClientToServer, Roster, ServerToClient } from '../../shared/wire/flow.ts'
import type { Clock } from '../clock.ts'
import { Attendance } from './attendance.ts'
import type { Cohort } from './cohort.ts'
import type { Principal } from './ports.ts'
import { RosterPace } from './roster-pace.ts'
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
  unheard: boolean
  cut: string
  pages: string
  rev: number
}

/** The last word to a connection, and its end. */
export function sendAway(socket: FlowSocket, why: Bye): void {
  socket.emit('bye', why)
  socket.disconnect(true)
}

export class Audience {
  readonly cohort: Cohort
  readonly signals = new Signals()
  readonly #attendance: Attendance
  readonly #listeners = new Set<Listener>()
  readonly #clock: Clock
  readonly #rosterPace: RosterPace
  #roster = ''

  constructor(cohort: Cohort, clock: Clock) {
    this.cohort = cohort
    this.#clock = clock
    this.#attendance = new Attendance(clock.now())
    this.#rosterPace = new RosterPace(clock, () => this.#tellRoster())
    cohort.onChange(() => this.#tellAll())
    cohort.parts.store.onFailing(() => this.#listeners.forEach((listener) => this.#tellFailing(listener)))
  }

  /** @returns its own removal, for when the socket closes; null for somebody who was sent away meanwhile */
  add(socket: FlowSocket, { grant, member }: Principal, surface: 'seat' | 'console'): ((why: string) => void) | null {
    const viewer: Viewer = member === null ? { as: 'wall' } : { as: 'person', member }
    const view = this.cohort.view(viewer)
    if (this.#isOut(member)) {
      // First what happened, then the end: the page says it in its own words and forgets everything.
      socket.emit('slices', { rev: 1, whole: true, changed: view })
      sendAway(socket, 'revoked')
      return null
    }
    const told = { marks: '[]', book: '[]', pages: '[]', unheard: false, cut: 'null' }
    const listener: Listener = { socket, surface, grant, member, viewer, view, ...told, rev: 1 }
    this.#listeners.add(listener)
    socket.emit('slices', { rev: 1, whole: true, changed: view })
    if (member !== null) this.#attendance.came(member)
    this.#tellMarks(listener)
    this.#tellUnheard(listener)
    this.#tellOwn(listener)
    if (this.cohort.parts.store.isFailing) this.#tellFailing(listener)
    this.#roster = ''
    this.#rosterPace.soon()
    return (why) => {
      this.#listeners.delete(listener)
      if (member !== null) this.#attendance.went(member, this.#clock.now(), why)
      this.#rosterPace.soon()
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
    for (const listener of this.#listeners) {
      this.#tellMarks(listener)
      this.#tellUnheard(listener)
    }
  }

  close(): void {
    this.#rosterPace.close()
  }

  #tellAll(): void {
    this.signals.withoutErased(this.cohort.state)
    for (const listener of [...this.#listeners]) {
      const view = this.cohort.view(listener.viewer)
      const changed = difference(listener.view, view)
      listener.view = view
      if (Object.keys(changed).length > 0)
        listener.socket.emit('slices', { rev: ++listener.rev, whole: false, changed })
      this.#tellOwn(listener)
      if (this.#isOut(listener.member)) sendAway(listener.socket, 'revoked')
    }
    this.signalsChanged()
    this.#rosterPace.soon()
  }

  /** Removed, declined at the door, or erased. */
  #isOut(member: MemberId | null): boolean {
    return member !== null && (personOf(this.cohort.state, member)?.status ?? 'out') === 'out'
  }

  /** Consoles alone: whoever writes learns it of their own words, and the room has nothing to do about it. */
  #tellFailing({ surface, member, socket }: Listener): void {
    if (surface !== 'console' || member === null || !isLead(personOf(this.cohort.state, member))) return
    socket.emit('unsaved', this.cohort.parts.store.isFailing)
  }

  #tellMarks(listener: Listener): void {
    if (listener.member === null) return
    const marks = this.signals.marks(listener.member, this.cohort.state, this.cohort.parts.profiles.of)
    const text = JSON.stringify(marks)
    if (text === listener.marks) return
    listener.marks = text
    listener.socket.emit('signals', marks)
  }

  /** On one's own screen: a console is mirrored, and would say it to the room. */
  #tellUnheard(listener: Listener): void {
    const { member, surface } = listener
    if (member === null || surface === 'console') return
    const unheard = this.signals.unheard(member, this.cohort.state)
    if (unheard === listener.unheard) return
    listener.unheard = unheard
    listener.socket.emit('unheard', unheard)
  }

  /** To the guardian alone: listeners are shown nothing of who lacks. */
  #tellCut(listener: Listener, roster: Roster): void {
    const { member, surface } = listener
    if (member === null || surface === 'console') return
    const { state, parts } = this.cohort
    const holder = guardedBy(state, member)
    const lost = holder !== null && roster[holder] !== undefined && roster[holder] !== 'here'
    const cut = lost ? refOf(parts.profiles.of, holder) : null
    const text = JSON.stringify(cut)
    if (text === listener.cut) return
    listener.cut = text
    listener.socket.emit('cut', cut)
  }

  /** A booklet and own pages go to their owner's own devices, and to nobody else; on a console they could be mirrored. */
  #tellOwn(listener: Listener): void {
    const { member, surface } = listener
    const { state, parts } = this.cohort
    if (member === null || surface === 'console' || !isIn(state, member)) return
    const notes = parts.books.of(member, parts.profiles.of)
    const pages = parts.pages.of(member, state)
    const said = { book: JSON.stringify(notes), pages: JSON.stringify(pages) }
    if (said.book !== listener.book) listener.socket.emit('book', notes)
    if (said.pages !== listener.pages) listener.socket.emit('pages', pages)
    Object.assign(listener, said)
  }

  #tellRoster(): number | null {
    const { state } = this.cohort
    const now = this.#clock.now()
    const roster = this.#attendance.roster(state.seats, now)
    const text = JSON.stringify(roster)
    const changed = text !== this.#roster
    this.#roster = text
    for (const listener of this.#listeners) {
      const { member, socket } = listener
      if (changed && member !== null && isLead(personOf(state, member))) socket.emit('roster', roster)
      this.#tellCut(listener, roster)
    }
    return this.#listeners.size > 0 ? this.#attendance.nextChange(now) : null
  }
}
