/** Under which addresses this server can be reached, and by whom. Asked anew each time: a laptop changes its network. */
import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os'
import type { About } from '../shared/wire/http.ts'
import type { Settings } from './settings.ts'

export interface Addresses {
  readonly reach: About['reach']
  /** On this computer. */
  readonly local: string
  /** In the room's network; null when there is none, or when it is not asked for. */
  readonly inRoom: string | null
  /** The one people type or scan. None of these ends with a slash. */
  readonly main: string
}

export const isSecure = ({ publicOrigin, tls }: Pick<Settings, 'publicOrigin' | 'tls'>) =>
  tls !== null || publicOrigin?.startsWith('https:') === true

export function addressesOf({ publicOrigin, room, tls }: Settings, port: number): Addresses {
  const at = (host: string) => `${tls === null ? 'http' : 'https'}://${host}:${port}`
  const ip = room ? roomIp() : null
  const local = at('localhost')
  const inRoom = ip === null ? null : at(ip)
  const reach = publicOrigin !== null ? 'public' : room ? 'room' : 'here'
  return { reach, local, inRoom, main: publicOrigin ?? inRoom ?? local }
}

/** Bridges of containers and virtual machines: phones are not in there. */
const virtual = /^(docker|br-|veth|virbr|vmnet|vboxnet|utun|tun|tap)/
const privateRange = /^(192\.168\.|10\.|172\.(1[6-9]|2\d|3[01])\.)/

function roomIp(): string | null {
  const found = Object.entries(networkInterfaces()).flatMap(([name, infos]) =>
    (infos ?? []).filter(isOutside).map(({ address }) => ({ address, virtual: virtual.test(name) })),
  )
  const best = found.find((one) => !one.virtual && privateRange.test(one.address)) ?? found.find((one) => !one.virtual)
  return (best ?? found[0])?.address ?? null
}

const isOutside = ({ family, internal }: NetworkInterfaceInfo) => family === 'IPv4' && !internal
