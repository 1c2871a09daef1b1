/**
 * The capability link: the one owner of its format. The secret stands behind `#`, which no browser sends to a server, so
 * that no log, proxy or mail scanner ever opens anything with it.
 */
import type { GrantId } from '../../shared/lib/ids.ts'

/** @param address without a slash at the end */
export const linkOf = (address: string, grant: GrantId, secret: string) => `${address}/e/${grant}#${secret}`

export const operatorLinkOf = (address: string, secret: string) => `${address}/new#${secret}`
