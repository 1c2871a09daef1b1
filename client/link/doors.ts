/**
 * The HTTP doors as typed functions: everything a page asks of the server besides its live connection.
 * A door never throws for what the network or the server does: it answers, with a refusal when it must.
 */
import type { GrantId } from '../../shared/lib/ids.ts'
import type { Place } from '../../shared/flow/state.ts'
import type {
  About,
  CodeOpen,
  Entered,
  GrantInfo,
  Joined,
  Link,
  Paired,
  Pairing,
  Started,
  WallCode,
} from '../../shared/wire/http.ts'
import { refusals, type RefusalCode } from '../../shared/wire/refusals.ts'

/** `unreached`: no answer came, or none that we understand; the same question may be asked again. */
export type DoorCode = RefusalCode | 'unreached'
export type DoorAnswer<T = object> = ({ readonly ok: true } & T) | { readonly ok: false; readonly code: DoorCode }

const isRefusalCode = (code: unknown): code is RefusalCode => typeof code === 'string' && Object.hasOwn(refusals, code)

async function ask<T>(path: string, init: RequestInit): Promise<DoorAnswer<T>> {
  try {
    const response = await fetch(`/api${path}`, { cache: 'no-store', credentials: 'same-origin', ...init })
    const answer = (await response.json()) as { readonly ok?: unknown; readonly code?: unknown }
    if (answer.ok === true) return answer as { readonly ok: true } & T
    return { ok: false, code: isRefusalCode(answer.code) ? answer.code : 'unreached' }
  } catch {
    // A dropped network and an answer that is no JSON (a proxy's error page) mean the same to the person.
    return { ok: false, code: 'unreached' }
  }
}

const get = <T>(path: string) => ask<T>(path, {})

const post = <T = object>(path: string, body: object, signal?: AbortSignal) =>
  ask<T>(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  })

export interface Knock {
  readonly code: string
  readonly name: string
  readonly pronouns: string
  readonly place: Place
}

/** Doors that need no device cookie. */
export const doors = {
  about: () => get<About>('/about'),
  /**
   * @param operator secret of the operator's link; not needed on the server's own computer
   * @param agenda name of a ready agenda; without one, the half-day
   */
  start: (operator: string | null, agenda: string | null = null) =>
    post<Started>('/start', { ...(operator === null ? {} : { operator }), ...(agenda === null ? {} : { agenda }) }),
  code: (code: string) => post<CodeOpen>('/code', { code }),
  join: (knock: Knock) => post<Joined>('/join', knock),
  enter: (grant: string, secret: string) => post<Entered>('/enter', { grant, secret }),
  pair: () => post<Pairing>('/pair', {}),
  /** Answers when a lead has typed the code, or with `grant: null` after 25 s. */
  pairWait: (pairing: Pairing, signal?: AbortSignal) =>
    post<Paired>('/pair/wait', { id: pairing.id, secret: pairing.secret }, signal),
} as const

/** Doors behind the device cookie of one grant. */
export const doorsOf = (grant: GrantId) => {
  const base = `/w/${grant}`
  return {
    code: () => get<WallCode>(`${base}/code`),
    /** A fresh link: `me` for one's own seat, `colead` for a new co-lead, or a member's id. */
    link: (forWhom: string) => post<Link>(`${base}/link`, { for: forWhom }),
    wall: (code: string) => post(`${base}/wall`, { code }),
    grants: () => get<{ readonly grants: readonly GrantInfo[] }>(`${base}/about`),
    revoke: (revoked: GrantId) => post(`${base}/revoke`, { grant: revoked }),
    delete: () => post(`${base}/delete`, { confirm: true }),
    /** `me`, or somebody's id (leads only). */
    erase: (who: string) => post(`${base}/erase`, { who, confirm: true }),
    /** Ends this grant on this device, its cookie too; also where nothing is left to end. */
    leave: () => post(`${base}/leave`, {}),
  } as const
}

/** Where the keepsake file is downloaded: one page that reads without Fourfold. */
export const keepsakeAddress = (grant: GrantId) => `/api/w/${grant}/keepsake.html`

/** A capability link in full. The secret stands behind `#`, which no browser sends to a server. */
export const linkAddress = (link: Link) => `${location.origin}/e/${link.grant}#${link.secret}`
