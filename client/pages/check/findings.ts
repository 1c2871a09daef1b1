/** What was found about a device, in words: each with at most one thing to do. */
import type { Reached } from '../../link/device-check.ts'
import { check as words } from '../../text/check.ts'

export interface Found {
  /** null: the server does not answer. */
  readonly server: Reached | null
  readonly keepsWords: boolean
  readonly opensOffline: boolean
  readonly staysAwake: boolean
}

export interface Finding {
  /** `mend`: without it this device is not ready. */
  readonly how: 'good' | 'note' | 'mend'
  readonly name: string
  readonly says: string
  readonly toDo?: string
}

/** Beyond this what others type comes visibly late, in ms. */
const slowMs = 400
/** The server names whole seconds, and a clock that is a little off harms nobody. */
const rightMs = 5_000

function connection({ server }: Found): Finding {
  const { name, good, slower, slowerDo, none, noneDo, unreached, unreachedDo } = words.connection
  if (server === null) return { how: 'mend', name, says: unreached, toDo: unreachedDo }
  if (server.live === 'none') return { how: 'mend', name, says: none, toDo: noneDo }
  return server.live === 'polling'
    ? { how: 'note', name, says: slower, toDo: slowerDo }
    : { how: 'good', name, says: good }
}

function ofServer({ about, roundTripMs, aheadMs }: Reached): Finding[] {
  const { speed, address, clock } = words
  const isRight = Math.abs(aheadMs) < rightMs
  const open = !about.secure && about.reach !== 'here'
  const where = {
    here: address.here,
    room: open ? address.room : address.roomSecure,
    public: open ? address.publicOpen : address.public,
  }
  return [
    roundTripMs < slowMs
      ? { how: 'good', name: speed.name, says: speed.good }
      : { how: 'note', name: speed.name, says: speed.slow(roundTripMs), toDo: speed.slowDo },
    { how: open || about.reach === 'here' ? 'note' : 'good', name: address.name, says: where[about.reach] },
    { how: isRight ? 'good' : 'note', name: clock.name, says: isRight ? clock.good : clock.off(aheadMs) },
  ]
}

/** @param serious what it means when it is not so */
const either = (
  holds: boolean,
  serious: 'note' | 'mend',
  {
    name,
    good,
    none,
    noneDo,
  }: { readonly name: string; readonly good: string; readonly none: string; readonly noneDo: string },
): Finding => (holds ? { how: 'good', name, says: good } : { how: serious, name, says: none, toDo: noneDo })

export function findingsOf(found: Found): readonly Finding[] {
  return [
    connection(found),
    ...(found.server === null ? [] : ofServer(found.server)),
    either(found.keepsWords, 'mend', words.storage),
    either(found.opensOffline, 'note', words.offline),
    either(found.staysAwake, 'note', words.awake),
  ]
}

export function summaryOf({ server, ...found }: Found): { readonly how: Finding['how']; readonly says: string } {
  const mend = findingsOf({ server, ...found }).filter(({ how }) => how === 'mend').length
  if (mend > 0) return { how: 'mend', says: words.mend(mend) }
  const slower = server !== null && (server.live === 'polling' || server.roundTripMs >= slowMs)
  return { how: 'good', says: slower ? words.slower : words.ready }
}
