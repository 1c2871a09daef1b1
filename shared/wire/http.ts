/** The HTTP doors under `/api`: all JSON, POST with an `Origin` of our own. Each answer is `{ok:true,…}` or a refusal. */
import * as z from 'zod/mini'
import { agendaNames } from '../activities/agendas.ts'
import type { Role } from '../flow/state.ts'
import type { GrantId } from '../lib/ids.ts'
import { longest } from '../lib/text.ts'

const secret = z.string().check(z.regex(/^[A-Za-z0-9_-]{20,64}$/))
const grant = z.string().check(z.maxLength(40))
const name = z.string().check(z.maxLength(longest.name * 8))
const place = z.enum(['room', 'remote'])

/** A door that needs nothing but the cookie: pair, leave. */
export const emptyShape = z.object({})

/** `POST /api/start` begins a workshop. `operator` is needed unless the page is opened on the server's own computer. */
export const startShape = z.strictObject({
  operator: z.optional(secret),
  lead: z.optional(name),
  /** A ready agenda; the half-day when nothing is said. */
  agenda: z.optional(z.enum(agendaNames)),
})
/** Answer: the lead's grant (its device cookie is set) and the secret of the link to keep. */
export interface Started {
  readonly grant: GrantId
  readonly secret: string
}

/** `POST /api/code` asks whether a code is open, before a name is typed. Answer: {@link CodeOpen}. */
export const codeShape = z.strictObject({ code: z.string().check(z.maxLength(200)) })
export interface CodeOpen {
  readonly code: string
  readonly workshop: string
  readonly lead: string
  /** When the workshop and what is left of it will be deleted, ms since the epoch. */
  readonly keptUntil: number
  /** The seat that this browser has there already, by its device cookie; left out for everybody else. */
  readonly yours?: { readonly grant: GrantId; readonly name: string }
}

/** `POST /api/join` puts a person in the waiting room and sets their device cookie. */
export const joinShape = z.strictObject({
  code: z.string().check(z.maxLength(200)),
  name,
  pronouns: z.string().check(z.maxLength(longest.pronouns * 8)),
  place,
})
export interface Joined {
  readonly grant: GrantId
}

/** `POST /api/enter` exchanges a capability link (grant in the path, secret in the fragment) for a device cookie. */
export const enterShape = z.strictObject({ grant, secret })
export interface Entered {
  readonly grant: GrantId
  readonly role: Role | 'wall' | 'observer'
}

/** `POST /api/pair` opens a pairing for a wall; `POST /api/pair/wait` answers when a lead has typed the code (or after 25 s). */
export interface Pairing {
  readonly id: string
  readonly code: string
  readonly secret: string
}
export const pairWaitShape = z.strictObject({ id: z.string().check(z.maxLength(40)), secret })
/** Null: not yet, ask again. */
export interface Paired {
  readonly grant: GrantId | null
}

/** Under `/api/w/<grant>/…`, with the grant's device cookie. */
export const wallShape = z.strictObject({ code: z.string().check(z.maxLength(40)) })
/** `POST …/link {for}`: a fresh link. `me` one's own; for leads only `colead` a new co-lead, `observer` somebody who looks on, or a member's. */
export const linkShape = z.strictObject({ for: z.string().check(z.maxLength(40)) })
export interface Link {
  readonly grant: GrantId
  readonly secret: string
}
/** `GET …/about`: which grants of walls and coleads exist (leads only). */
export interface GrantInfo {
  readonly id: GrantId
  readonly role: Role | 'wall' | 'observer'
  readonly name: string
  readonly devices: number
}
/** `POST …/revoke {grant}`: ends a grant and all its devices at once (leads only). */
export const revokeShape = z.strictObject({ grant })
/** `POST …/delete {confirm:true}`: deletes the workshop and everything in it (the lead who started it). */
export const deleteShape = z.strictObject({ confirm: z.literal(true) })

/**
 * `POST …/erase {who, confirm:true}`: erases a person with everything of theirs. `me` oneself, or somebody's id (leads only).
 */
export const eraseShape = z.strictObject({ who: z.string().check(z.maxLength(40)), confirm: z.literal(true) })

/** `GET /api/about`: what this address is good for; no login. */
export interface About {
  /** `here` this computer only, `room` this network, `public` everyone. */
  readonly reach: 'here' | 'room' | 'public'
  /** The address people type or scan, without a slash at the end. */
  readonly address: string
  readonly secure: boolean
  /** Who runs this server, as configured; empty when nobody said. */
  readonly host: string
  /** Starting a workshop needs the operator's link. */
  readonly operatorOnly: boolean
  readonly durability: 'fsync' | '1s' | 'memory'
}
/** `GET /api/w/<grant>/keepsake.html`: one file that reads without Fourfold. `GET …/code`: {@link WallCode}. */
export interface WallCode {
  readonly code: string
}
