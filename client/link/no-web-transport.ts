/**
 * Stands in for socket.io's WebTransport in the build (vite.config.ts): Fourfold connects by WebSocket or by polling, so
 * that no page loads a third way. Constructing it is a fault of ours.
 */
export class WT {
  constructor() {
    throw new Error('WebTransport is not part of the build')
  }
}
