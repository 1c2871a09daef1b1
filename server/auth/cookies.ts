/**
 * The device cookie: the one owner of its format. One cookie per grant, so that a lead, a wall and a seat open in one
 * browser stay three. `v1.<device id>.<secret>` under `ff-<grant>`, on https `__Host-ff-<grant>`.
 */
import type { GrantId } from '../../shared/lib/ids.ts'

export interface DeviceToken {
  readonly device: string
  readonly secret: string
}

/** As long as a year of workshops with a month to spare, in seconds. */
const maxAgeS = 400 * 24 * 60 * 60

const valueShape = /^v1\.([A-Za-z0-9_-]{8,32})\.([A-Za-z0-9_-]{20,64})$/

export const cookieName = (grant: GrantId, secure: boolean) => `${secure ? '__Host-' : ''}ff-${grant}`

/** A `Set-Cookie` header. Strict: no other site's page can make a browser use it. */
export function setCookie(grant: GrantId, { device, secret }: DeviceToken, secure: boolean): string {
  const flags = `Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAgeS}${secure ? '; Secure' : ''}`
  return `${cookieName(grant, secure)}=v1.${device}.${secret}; ${flags}`
}

export const clearCookie = (grant: GrantId, secure: boolean) =>
  `${cookieName(grant, secure)}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0${secure ? '; Secure' : ''}`

/** @returns the device token of this grant in a `Cookie` header, or null */
export function readCookie(header: string | undefined, grant: GrantId, secure: boolean): DeviceToken | null {
  const name = `${cookieName(grant, secure)}=`
  const pair = (header ?? '').split('; ').find((one) => one.startsWith(name))
  const found = valueShape.exec(pair?.slice(name.length) ?? '')
  return found === null ? null : { device: found[1] as string, secret: found[2] as string }
}
