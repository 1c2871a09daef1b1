/**
 * Where the room was, kept on this device for a reload without a network. As little as a seat needs to be recognised:
 *
 * - only for members: a console shows everybody's doings, is mirrored and shared, and can do nothing without the server
 * - no clock: time that goes on without the server would be a guess
 * - no unsigned reasons, and of the others nothing but what already stands in the step itself
 *
 * It is wiped with everything else of the grant, and at the day until which the workshop is kept.
 */
import type { Now, View } from '../../shared/flow/slices.ts'
import { isRecord } from './kept-json.ts'
import { Keep, type Store } from './keep.ts'
import { eraseAll } from './unsaved-words.ts'

export interface Seen {
  readonly view: View
  /** When it was so, ms since the epoch of this device's own clock. */
  readonly at: number
}

const place = 'seen'

/** Grows when a slice changes its shape: what an older page kept is not shown by a newer one. */
function isSeen(kept: unknown): kept is Seen {
  if (!isRecord(kept) || kept['v'] !== 1 || typeof kept['at'] !== 'number' || !isRecord(kept['view'])) return false
  const { workshop, me } = kept['view']
  return (
    isRecord(workshop) &&
    typeof workshop['keptUntil'] === 'number' &&
    isRecord(me) &&
    me['role'] === 'member' &&
    (me['status'] === 'waiting' || me['status'] === 'in')
  )
}

function still(now: Now): Now {
  if (!('view' in now)) return now
  const view = 'clock' in now.view ? { ...now.view, clock: null } : now.view
  if ('reasons' in view) return { ...now, view: { ...view, reasons: {} } } as Now
  if (!('aim' in view)) return { ...now, view } as Now
  const open = view.aim.open?.map((line) => ({ ...line, reasons: [] }))
  return { ...now, view: { ...view, aim: { ...view.aim, ...(open && { open }) } } } as Now
}

/** The part of a view that may be kept; null for whom nothing is. */
export function keepable({ workshop, me, now, agreements }: View): View | null {
  if (workshop === undefined || me?.role !== 'member' || me.status === 'out') return null
  return {
    workshop,
    me,
    ...(now === undefined ? {} : { room: { seats: [] }, now: still(now) }),
    ...(agreements === undefined ? {} : { agreements }),
  }
}

export class LastSeen {
  readonly #keep: Keep
  #written = ''

  constructor(keep: Keep) {
    this.#keep = keep
  }

  read(): Seen | null {
    const kept = this.#keep.readJson(place)
    return isSeen(kept) ? { view: kept.view, at: kept.at } : null
  }

  write(view: View, at: number): void {
    const kept = keepable(view)
    if (kept === null) return this.#keep.remove(place)
    const text = JSON.stringify(kept)
    if (text === this.#written) return
    this.#written = text
    this.#keep.write(place, JSON.stringify({ v: 1, at, view: kept }))
  }
}

/** Wipes what is kept of workshops whose day has passed: nobody comes back to them, so no server will say so. */
export function forgetOver(now: number, store: Store): void {
  for (const grant of Keep.grants(store)) {
    const keep = new Keep(grant, store)
    const seen = new LastSeen(keep).read()
    if (seen !== null && (seen.view.workshop?.keptUntil ?? Infinity) < now) eraseAll(grant, keep)
  }
}
