/** The flow channel: socket.io on `/flow`. Every payload is parsed by the schema that stands beside its type. */
import * as z from 'zod/mini'
import { atShape } from '../flow/commands.ts'
import type { Ref } from '../flow/seat-views.ts'
import type { Changed } from '../flow/slices.ts'
import { alphabet, isDocId, isPageId, type DocId, type MemberId, type NoteId } from '../lib/ids.ts'
import { longest } from '../lib/text.ts'
import { ballotAnswers } from './flow-terms.ts'
import type { Refusal } from './refusals.ts'

/** socket.io handshake `auth`: which grant this tab speaks for; its device cookie comes with the request. */
export const handshakeShape = z.object({
  as: z.string().check(z.maxLength(40)),
  version: z.number(),
  /** A console gets nothing that was written to its lead: consoles are mirrored and projected. */
  surface: z.optional(z.enum(['seat', 'console'])),
})
export type Handshake = z.infer<typeof handshakeShape>

const commandId = z.string().check(z.regex(/^[a-z0-9-]{8,40}$/))
const token = z.string().check(z.regex(new RegExp(`^[${alphabet}]{28}$`)))

/** The server's time after which it would come too late; without it nothing is. */
const by = z.optional(z.number())

export const cmdShape = z.strictObject({
  id: commandId,
  by,
  at: z.nullable(atShape),
  c: z.looseObject({ type: z.string() }),
})
export type CmdMessage = z.infer<typeof cmdShape>

/** Seals one item. `token` is made by the writer's device and stays there: whoever has it can take the item back. */
export const putShape = z.strictObject({
  run: z.string(),
  step: z.string(),
  token,
  text: z.string().check(z.maxLength(longest.note * 8)),
  /** A note for this person alone, with one's name or without. */
  to: z.optional(z.string().check(z.maxLength(40))),
  signed: z.optional(z.boolean()),
})
export type PutMessage = z.infer<typeof putShape>

/** `look` only asks whether it could still be taken back. */
export const takeShape = z.strictObject({ run: z.string(), step: z.string(), token, look: z.optional(z.boolean()) })
export type TakeMessage = z.infer<typeof takeShape>

/** One note of one's own booklet. */
export interface BookNote {
  readonly id: NoteId
  readonly text: string
  /** Null: not signed. */
  readonly from: Ref | null
  /** It was signed, and whoever signed it has been erased since. */
  readonly erased?: true
  /** The day it was given, ms since the epoch. */
  readonly day: number
  readonly hidden: boolean
}
export const noteShape = z.strictObject({
  id: z.string().check(z.maxLength(40)),
  act: z.enum(['hide', 'show', 'drop']),
})
export type NoteMessage = z.infer<typeof noteShape>

/** A page of one's own that has been written on: for its author's seats alone. Its words are in its document. */
export interface OwnPage {
  readonly doc: DocId
  readonly prompt: string
  /** When it was opened, ms since the epoch. */
  readonly at: number
}
export const pageShape = z.strictObject({
  doc: z.string().check(z.refine((text) => isPageId(text))),
  act: z.literal('drop'),
})
export type PageMessage = z.infer<typeof pageShape>

/**
 * All answers of one person in one round, every time the same size: fixed by `pad`. Replaces the earlier ballot.
 * `step` is the round's name, as the view gives it: an answer to an earlier round is not one to the next.
 */
export const ballotShape = z.strictObject({
  run: z.string(),
  step: z.string(),
  answers: z.array(
    z.strictObject({
      line: z.string().check(z.maxLength(40)),
      answer: z.nullable(z.enum(ballotAnswers)),
      reason: z.string().check(z.maxLength(longest.reason * 8)),
    }),
  ),
  pad: z.string(),
})
export type BallotMessage = z.infer<typeof ballotShape>

/** A private sign to one person, kept in memory only. */
export const signalShape = z.strictObject({
  kind: z.enum(['moment', 'hear', 'note', 'back']),
  /** Whom the person chose: a lead, the guardian, or their ally; null tells every lead. */
  to: z.nullable(z.string()),
  by,
})
export type SignalMessage = z.infer<typeof signalShape>

/** `note`: would like to talk about something they received; its words stay with them. */
export type SignalKind = Exclude<SignalMessage['kind'], 'back'>

export const openSignalShape = z.strictObject({ id: z.string().check(z.maxLength(40)), done: z.boolean(), by })

export const ticketShape = z.strictObject({ doc: z.string().check(z.refine((text) => isDocId(text))) })

export type Answer<T = object> = ({ readonly ok: true } & T) | Refusal

/**
 * A signal as a console (or the guardian's seat) sees it: closed it says nothing but that it is there.
 * `from` and `kind` are filled for those who have opened it themselves; others learn who has.
 */
export interface SignalMark {
  readonly id: string
  /** ms since the epoch. */
  readonly at: number
  readonly opened: { readonly by: Ref; readonly from: Ref | null; readonly kind: SignalKind | null } | null
}

/** How each member is connected; for leads only. `away` after 90 s: the seat is kept. */
export type Roster = Readonly<Record<MemberId, 'here' | 'reconnecting' | 'away'>>

export interface ClientToServer {
  cmd(message: CmdMessage, ack: (answer: Answer) => void): void
  put(message: PutMessage, ack: (answer: Answer) => void): void
  take(message: TakeMessage, ack: (answer: Answer) => void): void
  note(message: NoteMessage, ack: (answer: Answer) => void): void
  page(message: PageMessage, ack: (answer: Answer) => void): void
  ballot(message: BallotMessage, ack: (answer: Answer) => void): void
  signal(message: SignalMessage, ack: (answer: Answer) => void): void
  openSignal(message: z.infer<typeof openSignalShape>, ack: (answer: Answer) => void): void
  /** Answers with the server clock, ms since the epoch: when the question came, and when the answer left. */
  clock(ack: (received: number, sent: number) => void): void
  ticket(message: { readonly doc: DocId }, ack: (answer: Answer<{ readonly ticket: string }>) => void): void
}

export interface ServerToClient {
  /** First of all: the server's time, in ms since the epoch, until this device has asked for it more exactly. */
  now(time: number): void
  /** The first frame after connecting holds every slice of the viewer, with `whole: true`. */
  slices(frame: { readonly rev: number; readonly whole: boolean; readonly changed: Changed }): void
  signals(marks: readonly SignalMark[]): void
  /** To whoever speaks: somebody can't hear them well. Not who, nor how many. */
  unheard(on: boolean): void
  /** To a guardian: the connection of whoever has the stone is cut; null when it is not, or not any more. */
  cut(person: Ref | null): void
  roster(roster: Roster): void
  /** To consoles: the server cannot save at the moment, or can again. */
  unsaved(on: boolean): void
  /** One's own booklet, whole: at the beginning, and whenever it changes. */
  book(notes: readonly BookNote[]): void
  /** One's own pages, all of them: at the beginning, and whenever one begins or is deleted. */
  pages(pages: readonly OwnPage[]): void
  /** The script that the server's newest page begins with: an open page of another build is to be reloaded at a break. */
  build(entry: string): void
  bye(reason: Bye): void
}

/** Why the server ends this device's session. `restarting` and `moved` are followed by a new connection. */
export type Bye = 'revoked' | 'deleted' | 'restarting' | 'version' | 'not_stored'
