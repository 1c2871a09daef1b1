/** Every command of the flow: its schema, and who may give it. Default deny: what is not in this table does not exist. */
import * as z from 'zod/mini'
import { alphabet, type CircleId, type MemberId } from '../lib/ids.ts'
import { longest } from '../lib/text.ts'
import { graces } from '../steps/sealed/grace.ts'
import { refuse, type Refusal } from '../wire/refusals.ts'
import { refusalOf } from '../wire/too-big.ts'
import type { Role } from './state.ts'

const memberId = z.string().check(z.regex(new RegExp(`^[${alphabet}]{12}$`))) as unknown as z.ZodMiniType<MemberId>
const circleId = z.string().check(z.regex(/^(all|[a-z])$/)) as unknown as z.ZodMiniType<CircleId>
const line = (most: number) => z.string().check(z.minLength(1), z.maxLength(most * 4))
const place = z.enum(['room', 'remote'])
const circle = { circle: circleId }
/** A second deliberate press, where something is given that cannot be taken back. */
const surely = { ...circle, confirm: z.optional(z.boolean()) }

/** Shape of each command, without its `type`. */
export const commandShapes = {
  'workshop.rename': z.strictObject({ name: line(longest.workshop) }),
  'workshop.end': z.strictObject({ confirm: z.boolean() }),
  'profile.set': z.strictObject({
    name: z.optional(line(longest.name)),
    pronouns: z.optional(z.string().check(z.maxLength(longest.pronouns * 4))),
    place: z.optional(place),
  }),
  'place.set': z.strictObject({ member: memberId, place }),
  'lobby.admit': z.strictObject({ members: z.array(memberId).check(z.minLength(1), z.maxLength(60)) }),
  'lobby.decline': z.strictObject({ member: memberId }),
  'person.remove': z.strictObject({ member: memberId, confirm: z.boolean() }),
  'seats.set': z.strictObject({ seats: z.array(memberId).check(z.maxLength(60)) }),
  /** A lead takes a seat in the circle, or gives it back. */
  'seat.take': z.strictObject({ on: z.boolean() }),
  /** Takes the place of the earlier list. */
  'apart.set': z.strictObject({ pairs: z.array(z.tuple([memberId, memberId])).check(z.maxLength(60)) }),
  'guardian.set': z.strictObject({ ...circle, member: z.nullable(memberId) }),
  /** How long words for a sealed step may come late. */
  'grace.set': z.strictObject({ grace: z.enum(graces) }),
  /** The call in which everyone is; empty takes it away. */
  'call.set': z.strictObject({ call: z.string().check(z.maxLength(longest.where * 4)) }),
  'circle.where': z.strictObject({ ...circle, where: z.string().check(z.maxLength(longest.where * 4)) }),
  /** `whole` leaves a round of turns before everyone had one. */
  next: z.strictObject({ confirm: z.boolean(), whole: z.optional(z.boolean()) }),
  back: z.strictObject({}),
  /** The newest act, or the newest of one circle. */
  undo: z.strictObject({ circle: z.optional(circleId) }),
  pause: z.strictObject(circle),
  resume: z.strictObject(circle),
  'time.more': z.strictObject({ ...circle, minutes: z.literal([1, 3, 5]) }),
  'time.hold': z.strictObject(circle),
  'time.go': z.strictObject(circle),
  'turn.speak': z.strictObject(circle),
  'turn.silence': z.strictObject(circle),
  /** Said all; the stone stays until it is handed on. */
  'turn.end': z.strictObject(circle),
  /** Holder: hand on without speaking. Listener: the stone will not come to me. The state cannot tell which. */
  'turn.pass': z.strictObject(surely),
  /** Come back to me: to the end of the order. */
  'turn.later': z.strictObject(surely),
  /** Hand the stone on: by its holder, a neighbour, the guardian or a lead. */
  'turn.hand': z.strictObject(surely),
  'turn.skip': z.strictObject(surely),
  'turn.longer': z.strictObject(circle),
  /** In an open order: raise and lower a hand. */
  'turn.raise': z.strictObject(circle),
  'turn.lower': z.strictObject(circle),
  /** Takes a place among those who will tell, or gives it up (null): no reason asked. */
  'turn.place': z.strictObject({ ...circle, place: z.nullable(z.number().check(z.int(), z.gte(0), z.lte(40))) }),
  'turn.order': z.strictObject({ ...circle, order: z.enum(['sequence', 'popcorn']) }),
  /** Adds an activity that may follow any other, next in the agenda. */
  'agenda.add': z.strictObject({ activity: z.string().check(z.regex(/^[a-z0-9-]{1,40}$/)) }),
  /** Takes a block that was added, and has not begun, out of the agenda. */
  'agenda.drop': z.strictObject({ block: z.string().check(z.regex(new RegExp(`^[${alphabet}]{8}$`))) }),
  /** What the wall shows of the board: everything, the names of its clusters, or one list. */
  'wall.board': z.strictObject({
    of: z.string().check(z.regex(/^[a-z0-9-]{1,32}$/)),
    page: z.number().check(z.int(), z.gte(0), z.lte(999)),
  }),
  /** Takes one's own line out of what is kept of a board. */
  'harvest.withdraw': z.strictObject({ run: z.string().check(z.regex(new RegExp(`^[${alphabet}]{10}$`))) }),
  /** How one is here, after a content note. */
  'part.set': z.strictObject({ part: z.enum(['take', 'listen', 'write', 'walk']) }),
  /** Everyone gave the same answer: talk first, show nothing. */
  'scale.talk': z.strictObject({}),
  /** Nothing was shown: ask once more, from the beginning. */
  'scale.again': z.strictObject({}),
  'wall.quiet': z.strictObject({ on: z.boolean() }),
  'wall.code': z.strictObject({ on: z.boolean() }),
} as const

export type CommandType = keyof typeof commandShapes
export type CommandBody<T extends CommandType> = z.infer<(typeof commandShapes)[T]>
/** An empty body adds nothing: `Record<string, never>` would forbid even the type. */
type Fields<T extends CommandType> = keyof CommandBody<T> extends never
  ? object
  : string extends keyof CommandBody<T>
    ? object
    : CommandBody<T>
export type Command = { [T in CommandType]: { readonly type: T } & Fields<T> }[CommandType]

const leads = ['lead', 'colead'] as const
const all = ['lead', 'colead', 'member'] as const

/** Who may give a command at all; finer rules (holder, neighbour, guardian) are decided with the state. */
export const commandRoles = {
  'workshop.rename': leads,
  'workshop.end': ['lead'],
  'profile.set': all,
  'place.set': leads,
  'lobby.admit': leads,
  'lobby.decline': leads,
  'person.remove': leads,
  'seats.set': leads,
  'seat.take': leads,
  'apart.set': leads,
  'guardian.set': leads,
  'call.set': leads,
  'grace.set': leads,
  'circle.where': leads,
  next: leads,
  back: leads,
  undo: leads,
  pause: all,
  resume: all,
  'time.more': leads,
  'time.hold': leads,
  'time.go': leads,
  'turn.speak': all,
  'turn.silence': all,
  'turn.end': all,
  'turn.pass': all,
  'turn.later': all,
  'turn.hand': all,
  'turn.skip': leads,
  'turn.longer': all,
  'turn.raise': all,
  'turn.lower': all,
  'turn.place': all,
  'turn.order': leads,
  'agenda.add': leads,
  'agenda.drop': leads,
  'wall.board': leads,
  'harvest.withdraw': all,
  'part.set': all,
  'scale.talk': leads,
  'scale.again': leads,
  'wall.quiet': leads,
  'wall.code': leads,
} as const satisfies Record<CommandType, readonly Role[]>

/** Where the sender believes the room is; `moved_on` when it is elsewhere. */
export const atShape = z.strictObject({
  run: z.nullable(z.string()),
  step: z.number(),
  /** Turn counts by circle, for commands about a turn. */
  turn: z.optional(z.number()),
})
export type At = z.infer<typeof atShape>

/** @returns the command, checked and of exactly its shape, or what is wrong with it */
export function readCommand(raw: unknown): Command | Refusal {
  const typed = z.looseObject({ type: z.string() }).safeParse(raw)
  if (!typed.success || !Object.hasOwn(commandShapes, typed.data.type)) return refuse('not_understood')
  const { type, ...body } = typed.data
  const parsed = commandShapes[type as CommandType].safeParse(body)
  return parsed.success ? ({ type, ...parsed.data } as Command) : refusalOf(parsed.error)
}

/** @returns null when it is not understood */
export function parseCommand(raw: unknown): Command | null {
  const command = readCommand(raw)
  return 'type' in command ? command : null
}
