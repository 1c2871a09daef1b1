/**
 * The doc channel where a network lets no WebSocket through: the frames of doc.ts, unchanged, beside the flow on its own
 * socket.io connection. Each attempt is a namespace named by its ticket, so that nothing of one attempt reaches the next.
 */

const prefix = '/doc/'
export const tunnelNamespace = (ticket: string) => `${prefix}${ticket}`
export const tunnelPattern = /^\/doc\/[\w-]{1,64}$/
export const ticketOfTunnel = (namespace: string) => namespace.slice(prefix.length)

/** Which board; shown when a tunnel is opened. */
export interface TunnelHandshake {
  readonly doc: string
}

export interface TunnelUp {
  /** Part of a frame. `taken` is called when there is room for another: a sender that is too fast waits. */
  up(part: Uint8Array, isLast: boolean, taken: () => void): void
}

export interface TunnelDown {
  /** A frame, and a mark that only who has read it can send back. */
  down(frame: Uint8Array, mark: number, read: (mark: number) => void): void
  /** The last word: a close code of the doc channel. */
  end(code: number, reason: string): void
}

export const tunnelLimits = {
  /** Largest part, in bytes: as text it fits into one request. */
  partBytes: 40_000,
  /** Parts on their way up at one time. */
  underway: 16,
} as const
