/** What a board's frames travel through. */
import type { Socket } from 'socket.io-client'

/** What goes through the connection of the flow besides it. */
export interface Beside {
  /** null while there is no connection */
  readonly carrier: string | null
  beside(namespace: string, auth: Record<string, unknown>): Socket
}

/** As much of a WebSocket as the provider of a board uses. */
export interface FrameSocket {
  readonly readyState: number
  onopen: ((event: Event) => void) | null
  onclose: ((event: CloseEvent) => void) | null
  onerror: ((event: Event) => void) | null
  onmessage: ((event: MessageEvent) => void) | null
  send(data: Uint8Array<ArrayBuffer>): void
  close(code?: number, reason?: string): void
}
