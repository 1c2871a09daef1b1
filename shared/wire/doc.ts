/**
 * The doc channel: y-websocket 3.1.0's protocol on `/doc/<DocId>`, with four message types of our own.
 * One message per frame, always: the client reads only the first message of a frame.
 */

/** First varuint of a frame. 0 to 3 are y-websocket's own. */
export const DocMessage = {
  sync: 0,
  awareness: 1,
  auth: 2,
  queryAwareness: 3,
  /** s→c, varuint: how many sync frames of this connection are handled and durable (applied, ignored or refused). */
  saved: 64,
  /** s→c, varstring `read` | `write`. */
  role: 65,
  /** s→c, varstring reason: throw the replica away, keep the person's unsaved text for copying. */
  reset: 66,
  /** s→c, varstring JSON of Presence[]; newest wins. */
  presence: 67,
} as const

/** Someone who has this board open, as the server says. `id` is random per connection and never a Yjs clientID. */
export interface Presence {
  readonly id: string
  readonly member: string
  readonly name: string
  readonly card: string | null
  readonly index: number | null
}

export type ResetReason = 'gap' | 'not_owner' | 'malformed' | 'too_big' | 'schema' | 'read_only'

/** 4400 to 4499 are final for the y-websocket client; 4500 to 4599 are retried. */
export const DocClose = {
  malformed: 4400,
  forbidden: 4403,
  purged: 4410,
  ticket: 4501,
  unavailable: 4503,
  tooSlow: 4508,
  restarting: 4509,
} as const

/** The subprotocol the server echoes; the ticket travels as a second one, `t.<ticket>`, and is never echoed. */
export const docSubprotocol = 'ff1'
export const ticketPrefix = 't.'

export const docLimits = {
  /** Largest live update, in bytes. */
  updateBytes: 64 * 1024,
  /** Largest step 2 of a returning client, in bytes. */
  step2Bytes: 256 * 1024,
  /** Largest board, encoded, in bytes; growth beyond is refused, deletion still works. */
  boardBytes: 1024 * 1024,
  structs: 5_000,
  depth: 8,
  awarenessBytes: 1024,
  /** Frames a second a person may send before the socket is paused (never dropped); a fast typist makes 15. */
  framesPerSecond: 60,
  frameBurst: 240,
  /** A ticket opens one doc once within this time, in ms. */
  ticketMs: 60_000,
  /** The client leaves after 30 s without an application message, so one is sent at this interval, in ms. */
  keepAliveMs: 10_000,
  presenceMs: 100,
  idleEvictMs: 60_000,
  bufferedBytes: 2 * 1024 * 1024,
} as const

/** What an awareness state of ours may hold; everything else is dropped. */
export interface CursorState {
  readonly card: string | null
  readonly index: number | null
}
