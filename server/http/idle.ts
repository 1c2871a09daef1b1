/**
 * Connections that have asked for nothing yet, or not to the end. They cost next to nothing, but anyone can open them:
 * beyond a number the one that has been silent longest goes, so that nobody can keep others out by opening many.
 */
import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'

export interface IdleParts {
  /** From one address; only where addresses are those of people, without a proxy. */
  readonly mostPerPlace: number
  readonly mostInAll: number
  placeOf(socket: Socket): string
  /** It carries the device cookie of a grant that holds. */
  isKnown(request: IncomingMessage): boolean
}

/** Who is not known yet has said everything of a request after this time, in ms; its headers have their own limit. */
export const strangersBodyMs = 4_000

/** The same for the socket below TLS, and for the one above. */
const nameOf = (socket: Socket) => `${socket.remoteAddress ?? ''} ${socket.remotePort ?? 0}`

export function dropIdlest(server: Server, { mostPerPlace, mostInAll, placeOf, isKnown }: IdleParts): void {
  /** Oldest first. */
  const all = new Map<string, Socket>()
  const places = new Map<string, Map<string, Socket>>()

  const forget = (name: string, place: string) => {
    all.delete(name)
    const here = places.get(place)
    here?.delete(name)
    if (here?.size === 0) places.delete(place)
  }
  const dropOldest = (sockets: ReadonlyMap<string, Socket>) => {
    const [oldest] = sockets.values()
    oldest?.destroy()
  }
  const wait = (name: string, place: string, socket: Socket) => {
    const here = places.get(place) ?? new Map<string, Socket>()
    places.set(place, here.set(name, socket))
    all.set(name, socket)
    if (here.size > mostPerPlace) dropOldest(here)
    else if (all.size > mostInAll) dropOldest(all)
  }

  server.on('connection', (socket: Socket) => {
    const name = nameOf(socket)
    const place = placeOf(socket)
    wait(name, place, socket)
    socket.once('close', () => forget(name, place))
  })
  server.prependListener('request', (request: IncomingMessage, response) => {
    const { socket } = request
    const name = nameOf(socket)
    const place = placeOf(socket)
    if (!isKnown(request)) {
      setTimeout(() => request.complete || socket.destroy(), strangersBodyMs).unref()
      return
    }
    forget(name, place)
    response.once('close', () => {
      if (!socket.destroyed) wait(name, place, socket)
    })
  })
  // From here on the sockets of upgrades are counted by who they are (upgrade.ts).
  server.prependListener('upgrade', ({ socket }: IncomingMessage) => forget(nameOf(socket), placeOf(socket)))
}
