/** Whether the network lets a WebSocket through: the server lets in nobody without a ticket, but it says so itself. */
import { docSubprotocol } from '../../shared/wire/doc.ts'

const patienceMs = 8_000

/** @param url of the doc channel */
export function webSocketOpens(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, docSubprotocol)
    const settle = (opens: boolean) => {
      clearTimeout(timer)
      resolve(opens)
    }
    const timer = setTimeout(() => {
      settle(false)
      socket.close()
    }, patienceMs)
    // A network may say yes and then let nothing through: the goodbye of the server is the proof.
    socket.onclose = ({ code }) => settle(code >= 4000)
  })
}
