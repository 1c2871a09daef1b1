/** Whether the public address leads here, as a browser would find it: the name, the certificate, the page, the sockets. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { request as httpRequest, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { fault, good, look, type Finding } from './finding.ts'

export interface AddressFacts {
  readonly address: string
  /** Fourfold runs on this folder now. */
  readonly isRunning: boolean
  /** What came back for a simple question: a status, or the code of an error. */
  readonly answer: { readonly status: number; readonly isFourfold: boolean } | { readonly error: string }
  /** The status that came back where a page asks for a socket; null: it was not tried. */
  readonly socket: number | null
}

const patienceMs = 5_000
const switching = 101
const forbidden = 403

export function judgeAddress({ address, isRunning, answer, socket }: AddressFacts): Finding[] {
  const found: Finding[] = []
  if (address.startsWith('http:'))
    found.push(
      look(
        `${address} is not encrypted: others on the way could read along.`,
        'Use https, by a proxy or with TLS_CERT and TLS_KEY.',
      ),
    )
  if ('error' in answer) return [...found, unreached(address, answer.error)]
  if (!answer.isFourfold) {
    const hint = 'Let the proxy pass everything to Fourfold (server/examples has two that do).'
    const gap = answer.status >= 502 && answer.status <= 504
    if (gap && !isRunning)
      return [...found, look(`${address} is there, and waits for Fourfold to run.`, 'Start it: npm start')]
    return [...found, fault(`${address} is answered by something else than Fourfold (${answer.status}).`, hint)]
  }
  if (socket === switching) return [...found, good(`${address} leads here, and lets live connections through.`)]
  const todo =
    socket === forbidden
      ? `Let the proxy pass on the header Origin as it comes, and set PUBLIC_URL to the address people type.`
      : 'Let the proxy pass on WebSockets (server/examples has two that do).'
  return [
    ...found,
    fault(`${address} leads here, but lets no live connection through (${socket ?? 'no answer'}).`, todo),
  ]
}

function unreached(address: string, code: string): Finding {
  const host = new URL(address).hostname
  if (code === 'CERT_HAS_EXPIRED')
    return fault(`The certificate of ${address} has expired.`, 'Renew it where TLS ends: at the proxy, or in TLS_CERT.')
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return fault(`The certificate of ${address} is for another name.`, `Get one for ${host}.`)
  if (/SELF_SIGNED|UNABLE_TO/.test(code))
    return fault(
      `Browsers do not trust the certificate of ${address} (${code}).`,
      'Get one from a public authority, with its full chain.',
    )
  if (code === 'ENOTFOUND')
    return fault(`Nobody knows the name ${host}.`, 'Make a DNS entry that points to this computer.')
  return look(
    `${address} cannot be reached from this computer (${code}).`,
    'Try it on a phone without wifi. When that fails too, look at the proxy and the firewall.',
  )
}

/** @param ca trusted besides those of the system */
export async function gatherAddress(address: string, isRunning: boolean, ca?: string): Promise<AddressFacts> {
  const options: RequestOptions & { ca?: string } = ca === undefined ? {} : { ca }
  try {
    const [status, text] = await ask(address, '/healthz', options)
    const isFourfold = status === 200 && /"ok":true,"durability":/.test(text)
    return {
      address,
      isRunning,
      answer: { status, isFourfold },
      socket: isFourfold ? await socketOf(address, options) : null,
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer'
    return { address, isRunning, answer: { error: code }, socket: null }
  }
}

const make = (address: string, path: string, options: RequestOptions): ClientRequest => {
  const start = address.startsWith('https:') ? httpsRequest : httpRequest
  return start(new URL(path, address), { ...options, agent: false, signal: AbortSignal.timeout(patienceMs) })
}

async function ask(address: string, path: string, options: RequestOptions): Promise<readonly [number, string]> {
  const asked = make(address, path, options)
  asked.end()
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  let text = ''
  for await (const chunk of response) text = (text + String(chunk)).slice(0, 4096)
  return [response.statusCode ?? 0, text]
}

/** A socket without a ticket: Fourfold opens it and says goodbye, which is all that is asked here. */
async function socketOf(address: string, options: RequestOptions): Promise<number | null> {
  const headers = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    origin: new URL(address).origin,
    'sec-websocket-version': '13',
    'sec-websocket-key': randomBytes(16).toString('base64'),
  }
  const asked = make(address, '/doc/doctor', { ...options, headers })
  const status = new Promise<number | null>((resolve) => {
    asked.once('upgrade', (_response, socket) => {
      socket.destroy()
      resolve(switching)
    })
    asked.once('response', (response) => {
      response.destroy()
      resolve(response.statusCode ?? null)
    })
    asked.once('error', () => resolve(null))
  })
  asked.end()
  return status
}
