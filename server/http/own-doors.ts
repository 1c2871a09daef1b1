/** The router of own-door-table.ts: who asks, whether this door opens for them, then the act. */
import { Router, type RequestHandler } from 'express'
import { clearCookie, readCookie } from '../auth/cookies.ts'
import type { Principal, Workshops } from '../flow/ports.ts'
import { isGrantId } from '../../shared/lib/ids.ts'
import { refuse, type Refusal } from '../../shared/wire/refusals.ts'
import { refusalOf } from '../../shared/wire/too-big.ts'
import { sendAnswer, sendRefusal } from './answers.ts'
import type { DoorParts } from './open-doors.ts'
import { ownActs } from './own-acts.ts'
import { ownDoorTable, type OwnActs, type OwnDoor, type OwnDoorName } from './own-door-table.ts'

export function ownDoors(parts: DoorParts): Router {
  const router = Router({ mergeParams: true })
  const acts = ownActs(parts)
  for (const name of Object.keys(ownDoorTable) as OwnDoorName[]) {
    const { method, path } = ownDoorTable[name]
    router[method](path, handler(name, acts, parts))
  }
  return router
}

function handler(name: OwnDoorName, acts: OwnActs, { access, workshops }: DoorParts): RequestHandler {
  const door: OwnDoor = ownDoorTable[name]
  return async (request, response) => {
    // Unknown, revoked, or somebody else's: one answer for all of them.
    const principal = access.principal(String(request.params['grant']), request.headers.cookie)
    if (principal === null) {
      // A cookie that opens nothing any more, because its grant has ended, does not stay on that device either.
      const grant = String(request.params['grant'])
      if (isGrantId(grant) && readCookie(request.headers.cookie, grant, access.secure) !== null)
        response.append('Set-Cookie', clearCookie(grant, access.secure))
      return sendRefusal(response, refuse('link_closed'))
    }
    const refusal = mayNot(principal, door, workshops)
    if (refusal !== null) return sendRefusal(response, refusal)
    const body = door.shape.safeParse(door.method === 'get' ? {} : request.body)
    if (!body.success) return sendRefusal(response, refusalOf(body.error))
    const act = acts[name] as (asked: object) => ReturnType<OwnActs[OwnDoorName]>
    const answer = await act({ principal, body: body.data, request, response })
    if (answer !== null) sendAnswer(response, answer)
  }
}

function mayNot(
  { role, cohort, member }: Principal,
  { roles, outside }: OwnDoor,
  workshops: Workshops,
): Refusal | null {
  if (!roles.includes(role)) return refuse('leads_only')
  if (member === null || outside === 'away') return null
  const status = workshops.person(cohort, member)?.status ?? 'out'
  if (status === 'out') return refuse('ended_here')
  return status === 'waiting' && outside !== 'waiting' ? refuse('not_now') : null
}
