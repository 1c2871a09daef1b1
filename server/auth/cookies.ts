/**
 * The device cookie: the one owner of its format. One cookie per grant, so that a lead, a wall and a seat open in one
 * browser stay three. `v1.<device id>.<secret>` under `ff-<grant>`, on https `__Host-ff-<grant>`.
 */
import { isGrantId, type GrantId } from '../../shared/lib/ids.ts'

export interface DeviceToken {
  readonly device: string
  readonly secret: string
}

/** As long as a year of workshops with a month to spare, and the longest that browsers allow, in seconds. */
const maxAgeS = 400 * 24 * 60 * 60

const valueShape = /^v1\.([A-Za-z0-9_-]{8,32})\.([A-Za-z0-9_-]{20,64})$/

export const cookieName = (grant: GrantId, secure: boolean) => `${secure ? '__Host-' : ''}ff-${grant}`

/** Strict: no other site's page can make a browser send it. A link from elsewhere still opens: only the page comes without. */
const header = (grant: GrantId, value: string, maxAge: number, secure: boolean) =>
  `${cookieName(grant, secure)}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAge}${secure ? '; Secure' : ''}`

/** A `Set-Cookie` header. */
export const setCookie = (grant: GrantId, { device, secret }: DeviceToken, secure: boolean) =>
  header(grant, `v1.${device}.${secret}`, maxAgeS, secure)

export const clearCookie = (grant: GrantId, secure: boolean) => header(grant, '', 0, secure)

/** @returns the device token of this grant in a `Cookie` header, or null */
export function readCookie(cookies: string | undefined, grant: GrantId, secure: boolean): DeviceToken | null {
  const name = `${cookieName(grant, secure)}=`
  const pair = (cookies ?? '').split(/; */).find((one) => one.startsWith(name))
  const found = valueShape.exec(pair?.slice(name.length) ?? '')
  return found === null ? null : { device: found[1] as string, secret: found[2] as string }
}

/** Every device token in a `Cookie` header, and of which grant it says to be. */
export function readCookies(cookies: string | undefined, secure: boolean): (readonly [GrantId, DeviceToken])[] {
  const before = `${secure ? '__Host-' : ''}ff-`
  return (cookies ?? '').split(/; */).flatMap((pair) => {
    const [name = '', value = ''] = pair.split('=', 2)
    const grant = name.startsWith(before) ? name.slice(before.length) : ''
    const [, device, secret] = valueShape.exec(value) ?? []
    return isGrantId(grant) && device !== undefined && secret !== undefined ? [[grant, { device, secret }]] : []
  })
}
