/** Every environment variable and flag, parsed once; a wrong one stops the start with a sentence. */
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { keysFile } from './operate/stores.ts'

export interface Settings {
  readonly port: number
  readonly dataDir: string
  /** The keys of what is stored. */
  readonly keysFile: string
  /** Listen on the room's network, not only on this computer. */
  readonly room: boolean
  /** The one origin people use, when a proxy or own certificate files stand in front; null otherwise. */
  readonly publicOrigin: string | null
  /** Certificate and key files; null: plain http. */
  readonly tls: { readonly cert: string; readonly key: string } | null
  /** Who runs this server, as people read it. */
  readonly hostName: string
  /** Number of proxies in front whose `X-Forwarded-For` is believed. */
  readonly proxies: number
  /** Where programs on this computer find the metrics; null: nowhere. */
  readonly metricsPort: number | null
  /** Added to the clock, in ms: for tests that move time. */
  readonly clockOffsetMs: number
  /** Print a fresh lead link for this cohort (or list them, when empty) and stop. Null: run the server. */
  readonly leadLink: string | null
  /** Print the link that starts workshops, and stop. */
  readonly operatorLink: boolean
}

const wholeNumber = (least: number, most: number) => {
  const error = `it takes a whole number from ${least} to ${most}.`
  return z.coerce.number({ error }).int({ error }).min(least, { error }).max(most, { error })
}

const originError = 'it takes the address people open, as https://fourfold.example.org, with nothing after it.'
const origin = z
  .string()
  .refine((text) => /^https?:\/\/[^/?#@]+\/?$/.test(text) && URL.canParse(text), { error: originError })
  .transform((text) => new URL(text).origin)

const file = z.string().optional()

const envShape = z.object({
  PORT: wholeNumber(0, 65_535).default(4400),
  DATA_DIR: z.string().default('data'),
  KEYS_FILE: file,
  PUBLIC_URL: origin.optional(),
  TLS_CERT: file,
  TLS_KEY: file,
  HOST_NAME: z.string().max(120, { error: 'it takes 120 letters at most.' }).default(''),
  PROXIES: wholeNumber(0, 5).optional(),
  METRICS_PORT: wholeNumber(1, 65_535).optional(),
  CLOCK_OFFSET_MS: wholeNumber(-1e13, 1e13).default(0),
  REDIS_URL: z.never({ error: 'several processes are not possible in this release. Take it away.' }).optional(),
})

/** The start cannot go on; the message is for the person at the terminal. */
export class WrongSetting extends Error {
  override readonly name = 'WrongSetting'
}

/** @throws WrongSetting with a sentence that names the variable or flag */
export function readSettings(env: NodeJS.ProcessEnv, argv: readonly string[]): Settings {
  // `PORT= npm start` says nothing about the port.
  const said = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = envShape.safeParse(said)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new WrongSetting(`${String(issue?.path[0])} cannot be used: ${issue?.message ?? ''}`)
  }
  const set = parsed.data
  const tls = bothOf(set.TLS_CERT, set.TLS_KEY)
  if (tls !== null && set.PUBLIC_URL?.startsWith('http:') === true) {
    throw new WrongSetting('PUBLIC_URL says http, but with TLS_CERT the address begins with https.')
  }
  return {
    ...readFlags(argv),
    port: set.PORT,
    dataDir: set.DATA_DIR,
    keysFile: set.KEYS_FILE ?? keysFile(set.DATA_DIR),
    publicOrigin: set.PUBLIC_URL ?? null,
    tls,
    hostName: set.HOST_NAME,
    // A public address without own certificates has a proxy in front, and everyone would seem to come from it.
    proxies: set.PROXIES ?? (set.PUBLIC_URL !== undefined && tls === null ? 1 : 0),
    metricsPort: set.METRICS_PORT ?? null,
    clockOffsetMs: set.CLOCK_OFFSET_MS,
  }
}

function bothOf(cert: string | undefined, key: string | undefined): Settings['tls'] {
  if (cert !== undefined && key !== undefined) return { cert, key }
  if (cert === undefined && key === undefined) return null
  throw new WrongSetting('TLS_CERT and TLS_KEY belong together: one of them is missing.')
}

const flags = {
  room: { type: 'boolean' },
  'lead-link': { type: 'boolean' },
  'operator-link': { type: 'boolean' },
} as const
const known = 'Known are --room, --operator-link, and --lead-link with the id of a workshop.'

function readFlags(argv: readonly string[]): Pick<Settings, 'room' | 'leadLink' | 'operatorLink'> {
  const { values, positionals } = parseArgs({ args: [...argv], options: flags, allowPositionals: true, strict: false })
  const leadLink = values['lead-link'] === true
  const strange = [...Object.keys(values).filter((name) => !(name in flags)), ...positionals.slice(leadLink ? 1 : 0)]
  const [first] = strange
  if (first !== undefined) throw new WrongSetting(`“${first}” is not understood. ${known}`)
  return {
    room: values.room === true,
    leadLink: leadLink ? (positionals[0] ?? '') : null,
    operatorLink: values['operator-link'] === true,
  }
}
