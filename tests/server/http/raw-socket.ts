/** Bytes as they are, for hands that keep to no protocol. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Browser, House } from './open-house.ts'

/** It ends nothing by itself, whatever the server ends. */
export function raw(port: number, bytes: string | Uint8Array = ''): Socket {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  socket.on('error', () => undefined)
  socket.write(bytes)
  onTestFinished(() => void socket.destroy())
  return socket
}

const asUpgrade = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==',
]

/** The head of an upgrade that one of our own pages could send. */
export function upgradeHead(house: House, path: string, more: readonly string[] = [], browser?: Browser): string {
  const own = [`GET ${path} HTTP/1.1`, `Host: localhost:${house.port}`, `Origin: ${house.url}`, ...asUpgrade]
  const cookies = browser === undefined ? [] : [`Cookie: ${browser.cookieHeader}`]
  return [...own, ...cookies, ...more, '', ''].join('\r\n')
}

export const flowPath = '/socket.io/?EIO=4&transport=websocket'

export interface FrameParts {
  /** 1 text, 2 binary, 0 goes on with the one before. */
  readonly opcode?: number
  readonly fin?: boolean
  readonly masked?: boolean
  /** RSV1 to RSV3, which mean nothing here. */
  readonly reserved?: number
  /** The length that the frame claims. */
  readonly claims?: number
}

/** One WebSocket frame of a client; the mask is zero, so that the bytes stay readable. */
export function wsFrame(content: string | Uint8Array, parts: FrameParts = {}): Buffer {
  const { opcode = typeof content === 'string' ? 1 : 2, fin = true, masked = true, reserved = 0 } = parts
  const body = Buffer.from(content as Uint8Array)
  const length = parts.claims ?? body.length
  const mask = masked ? 0x80 : 0
  const first = (fin ? 0x80 : 0) | (reserved << 4) | opcode
  const long = Buffer.alloc(10)
  long.writeUInt8(first, 0)
  long.writeUInt8(mask | 127, 1)
  long.writeBigUInt64BE(BigInt(length), 2)
  const header = length < 126 ? Buffer.from([first, mask | length]) : long
  return Buffer.concat([header, masked ? Buffer.alloc(4) : Buffer.alloc(0), body])
}

/** Everything it said until the server let go of it. */
export async function heardUntilClosed(socket: Socket): Promise<string> {
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  await Promise.race([once(socket, 'end'), once(socket, 'close')])
  return Buffer.concat(chunks).toString('latin1')
}
