/**
 * How the operator's commands speak with a running server: on this computer alone, and only for whoever may read the
 * data folder. A file there says on which port the server listens for them, and with which secret; both are new at
 * each start, so that a file left by a server that was killed opens nothing.
 */
import { once } from 'node:events'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { z } from 'zod'
import { hashOf, matches, newSecret } from '../auth/secrets.ts'

const loopback = '127.0.0.1'
const mostChars = 64 * 1024
/** A server that does not answer within this time is as good as away, in ms. */
const patienceMs = 5_000

const fileShape = z.object({ port: z.int().min(1).max(65_535), secret: z.string() })

export const controlFile = (dataDir: string) => join(dataDir, 'control')

/** What a command may ask: the words after its name in, anything JSON can say out. */
export type Answers = Readonly<Record<string, (words: string) => unknown>>

export interface Control {
  close(): void
}

export async function openControl(
  dataDir: string,
  answers: Answers,
  report: (error: unknown) => void,
): Promise<Control> {
  const secret = newSecret()
  const hash = hashOf(secret)
  const server = createServer((asked, response) => {
    const answer = async () => {
      const known = asked.headers.authorization?.replace(/^Bearer /, '') ?? ''
      const act = Object.hasOwn(answers, nameOf(asked)) ? answers[nameOf(asked)] : undefined
      if (asked.method !== 'POST' || !matches(known, hash) || act === undefined) return response.writeHead(404).end()
      const said = JSON.stringify(await act(await textOf(asked)))
      return response.writeHead(200, { 'content-type': 'application/json' }).end(said)
    }
    answer().catch((error: unknown) => {
      report(error)
      response.writeHead(500).end()
    })
  })
  server.listen(0, loopback)
  await once(server, 'listening')
  // Commands hold no connection; one that does must not keep the process.
  server.unref()
  const { port } = server.address() as AddressInfo
  const file = controlFile(dataDir)
  // Anew, so that it is nobody else's: an old one may have had other rights.
  rmSync(file, { force: true })
  writeFileSync(file, JSON.stringify({ port, secret }), { flag: 'wx', mode: 0o600 })
  return {
    close: () => {
      rmSync(file, { force: true })
      server.close()
      server.closeAllConnections()
    },
  }
}

/** @returns null when no server of ours runs on this folder */
export async function askServer(dataDir: string, name: string, words = ''): Promise<unknown> {
  const file = read(controlFile(dataDir))
  if (file === null) return null
  try {
    const asked = request({
      host: loopback,
      port: file.port,
      method: 'POST',
      path: `/${name}`,
      headers: { authorization: `Bearer ${file.secret}`, connection: 'close' },
      signal: AbortSignal.timeout(patienceMs),
    })
    asked.end(words)
    const [response] = (await once(asked, 'response')) as [IncomingMessage]
    const text = await textOf(response)
    return response.statusCode === 200 ? JSON.parse(text) : null
  } catch {
    return null
  }
}

function read(file: string): z.infer<typeof fileShape> | null {
  try {
    return fileShape.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return null
  }
}

const nameOf = ({ url }: IncomingMessage) => (url ?? '').slice(1)

async function textOf(message: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of message) {
    text += String(chunk)
    if (text.length > mostChars) throw new Error('More than a command ever says')
  }
  return text
}
