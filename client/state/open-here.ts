/**
 * The workshops that this device has open, so that the first page leads back to them. Written while a console or a seat is
 * up; gone when the workshop has ended, when this person is out, and with everything else of the grant. Never for walls and
 * for who looks on: those see no `me`.
 */
import type { View } from '../../shared/flow/slices.ts'
import type { GrantId } from '../../shared/lib/ids.ts'
import { isRecord } from './kept-json.ts'
import { Keep, type Store } from './keep.ts'

export interface OpenHere {
  readonly grant: GrantId
  readonly leads: boolean
  /** Empty for a workshop without one. */
  readonly name: string
}

const key = 'open'

export function noteOpen(keep: Keep, { me, workshop }: View): void {
  if (me === undefined || workshop === undefined) return
  if (me.status === 'out' || workshop.ended) return keep.remove(key)
  const kept = JSON.stringify({ v: 1, leads: me.role !== 'member', name: workshop.name, until: workshop.keptUntil })
  if (keep.read(key) !== kept) keep.write(key, kept)
}

export const forgetOpen = (grant: GrantId, store: Store): void => new Keep(grant, store).remove(key)

export function openHere(now: number, store: Store): readonly OpenHere[] {
  return Keep.grants(store).flatMap((id) => {
    const kept = new Keep(id, store).readJson(key)
    if (!isRecord(kept) || kept['v'] !== 1 || typeof kept['name'] !== 'string') return []
    // Nobody comes back to it, so no server will say that it is over.
    if (typeof kept['until'] !== 'number' || kept['until'] < now) return []
    return [{ grant: id as GrantId, leads: kept['leads'] === true, name: kept['name'] }]
  })
}
