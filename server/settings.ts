/** Every environment variable and flag, parsed once; a wrong one stops the start with a sentence. */
import { parseArgs } from 'node:util'
import { z } from 'zod'

export interface Settings {
  readonly port: number
  readonly dataDir: string
  /** Listen on the room's network, not only on this computer. */
  readonly room: boolean
  /** The https address people use, when a proxy or own certificate files stand in front; null otherwise. */
  readonly publicUrl: URL | null
  /** Certificate and key files; null: plain http. */
  readonly tls: { readonly cert: string; readonly key: string } | null
  /** Who runs this server, as people read it. */
  readonly hostName: string
  /** Number of proxies in front whose `X-Forwarded-For` is believed. */
  readonly proxies: number
  /** Added to the clock, in ms: for tests that move time. */
  readonly clockOffsetMs: number
  /** Print a fresh lead link for this cohort (or list them, when empty) and stop. Null: run the server. */
  readonly leadLink: string | null
}

const envShape = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(4400),
  DATA_DIR: z.string().min(1).default('data'),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  TLS_CERT: z.string().min(1).optional(),
  TLS_KEY: z.string().min(1).optional(),
  HOST_NAME: z.string().max(120).default(''),
  PROXIES: z.coerce.number().int().min(0).max(5).default(0),
  CLOCK_OFFSET_MS: z.coerce.number().int().default(0),
  REDIS_URL: z
    .never({ error: 'Several processes (REDIS_URL) are not possible in this release; take the variable away.' })
    .optional(),
})

/** The start cannot go on; the message is for the person at the terminal. */
export class WrongSetting extends Error {
  override readonly name = 'WrongSetting'
}

/** @throws WrongSetting with a sentence that names the variable or flag */
export function readSettings(env: NodeJS.ProcessEnv, argv: readonly string[]): Settings {
  const parsed = envShape.safeParse(env)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new WrongSetting(
      `The setting ${String(issue?.path[0])} cannot be used: ${issue?.message ?? 'it is not understood'}`,
    )
  }
  const set = parsed.data
  if ((set.TLS_CERT === undefined) !== (set.TLS_KEY === undefined)) {
    throw new WrongSetting('TLS_CERT and TLS_KEY belong together: one of them is missing.')
  }
  return {
    ...readFlags(argv),
    port: set.PORT,
    dataDir: set.DATA_DIR,
    publicUrl: set.PUBLIC_URL === undefined ? null : new URL(set.PUBLIC_URL),
    tls: set.TLS_CERT === undefined || set.TLS_KEY === undefined ? null : { cert: set.TLS_CERT, key: set.TLS_KEY },
    hostName: set.HOST_NAME,
    proxies: set.PROXIES,
    clockOffsetMs: set.CLOCK_OFFSET_MS,
  }
}

function readFlags(argv: readonly string[]): Pick<Settings, 'room' | 'leadLink'> {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: { room: { type: 'boolean', default: false }, 'lead-link': { type: 'boolean', default: false } },
      allowPositionals: true,
    })
    return { room: values.room, leadLink: values['lead-link'] ? (positionals[0] ?? '') : null }
  } catch (error) {
    throw new WrongSetting(error instanceof Error ? error.message : 'A flag is not understood.')
  }
}
