/**
 * The doors behind a grant's device cookie, under `/api/w/<grant>`. One table says which exist and for whom; what is not
 * in it does not exist. Tests walk the table.
 */
import type { Request, Response } from 'express'
import type { z } from 'zod/mini'
import type { GrantRole } from '../auth/grants.ts'
import type { Principal } from '../flow/ports.ts'
import { deleteShape, emptyShape, eraseShape, linkShape, revokeShape, wallShape } from '../../shared/wire/http.ts'
import type { DoorAnswer } from './answers.ts'

export interface OwnDoor {
  readonly method: 'get' | 'post'
  readonly path: `/${string}`
  readonly roles: readonly GrantRole[]
  readonly shape: z.ZodMiniType
  /** Opens also for people who wait to be let in, or even for those who were sent away. Else for the admitted, and walls. */
  readonly outside?: 'waiting' | 'away'
}

const leads = ['lead', 'colead'] as const
const people = ['lead', 'colead', 'member'] as const

export const ownDoorTable = {
  /** The join code, for the console and for a wall that shows it large. */
  code: { method: 'get', path: '/code', roles: [...leads, 'wall'], shape: emptyShape },
  /** Who can get in: grants and their devices. */
  about: { method: 'get', path: '/about', roles: leads, shape: emptyShape },
  link: { method: 'post', path: '/link', roles: people, shape: linkShape, outside: 'waiting' },
  wall: { method: 'post', path: '/wall', roles: leads, shape: wallShape },
  revoke: { method: 'post', path: '/revoke', roles: leads, shape: revokeShape },
  /** Ends this grant on this device. */
  leave: { method: 'post', path: '/leave', roles: [...people, 'wall', 'observer'], shape: emptyShape, outside: 'away' },
  delete: { method: 'post', path: '/delete', roles: ['lead'], shape: deleteShape },
  /** Oneself, or, for somebody who asked, by who leads. */
  erase: { method: 'post', path: '/erase', roles: people, shape: eraseShape },
  keepsake: { method: 'get', path: '/keepsake.html', roles: people, shape: emptyShape },
} as const satisfies Record<string, OwnDoor>

export type OwnDoorName = keyof typeof ownDoorTable

/** What happens behind each door. An answer of null: the act has answered by itself. */
export type OwnActs = {
  readonly [Name in OwnDoorName]: (asked: {
    readonly principal: Principal
    readonly body: z.infer<(typeof ownDoorTable)[Name]['shape']>
    readonly request: Request
    readonly response: Response
  }) => Promise<DoorAnswer | null> | DoorAnswer | null
}
