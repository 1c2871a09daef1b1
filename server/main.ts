/** Fourfold's server: reads the settings, wires the parts, listens, and stops in order. The only place with wiring. */
import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CohortId } from '../shared/lib/ids.ts'
import type { About } from '../shared/wire/http.ts'
import { addressesOf, isSecure } from './addresses.ts'
import { Access } from './auth/access.ts'
import { operatorLinkOf } from './auth/links.ts'
import { operatorSecret } from './auth/operator.ts'
import { Pairings } from './auth/pairing.ts'
import { hashOf, matches } from './auth/secrets.ts'
import { openFront } from './front.ts'
import { Occupied, Unavailable, type Log } from './log/log.ts'
import { openSqliteLog } from './log/sqlite.ts'
import { printLeadLink } from './lead-link.ts'
import { destroyOld, keepNoLonger } from './privacy/retention.ts'
import { readSettings, WrongSetting, type Settings } from './settings.ts'
import { openWorkshops } from './workshops.ts'
import {
  brokenDiskWords,
  certificateWords,
  occupiedWords,
  portWords,
  startWords,
  stoppingWords,
  storeWords,
  unsettledWords,
} from './words.ts'

/** Exit codes, for whoever starts Fourfold with a script. */
const exits = { settings: 2, taken: 3, disk: 4, bug: 70 } as const
/** After a signal everything received is settled within this time, in ms. */
const settleMs = 5_000

const say = (words: string) => void process.stdout.write(`${words}\n`)
const giveUp = (words: string, code: number): never => {
  say(words)
  process.exit(code)
}

/** Kinds and places only: no name, no text, no address of anyone is ever logged. */
const report = (error: unknown, id?: string) => {
  const kind = error instanceof Error ? error.name : 'unknown'
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  const at = /at .*\/(server|shared)\/[^\s)]*/.exec(stack)?.[0] ?? ''
  const line = { t: new Date().toISOString(), event: 'error', kind, at, ...(id === undefined ? {} : { id }) }
  process.stderr.write(`${JSON.stringify(line)}\n`)
}
process.on('uncaughtException', (error) => {
  report(error)
  process.exit(exits.bug)
})

function settings(): Settings {
  try {
    return readSettings(process.env, process.argv.slice(2))
  } catch (error) {
    if (error instanceof WrongSetting) return giveUp(error.message, exits.settings)
    throw error
  }
}

const set = settings()
const standing = { publicOrigin: set.publicOrigin, secure: isSecure(set) }

function openLog(): Log {
  try {
    return openSqliteLog(join(set.dataDir, 'fourfold.db'), { onBroken: () => giveUp(brokenDiskWords, exits.disk) })
  } catch (error) {
    if (error instanceof Occupied) return giveUp(occupiedWords(set.dataDir), exits.taken)
    // A folder that may not be written to comes as a system error, with its code; the rest says itself what is wrong.
    const ofTheDisk = error instanceof Unavailable || (error instanceof Error && 'code' in error)
    return giveUp(ofTheDisk ? storeWords(set.dataDir) : String(error), exits.disk)
  }
}

function certificate(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch {
    return giveUp(certificateWords(file), exits.settings)
  }
}

const tls = set.tls === null ? null : { cert: certificate(set.tls.cert), key: certificate(set.tls.key) }
const log = openLog()
const now = () => Date.now() + set.clockOffsetMs
const random = (below: number) => randomInt(below)
const access = new Access({ random, secure: standing.secure, now })

const { cohorts, hub } = await openWorkshops({ log, random, now, report })
await access.openAll(log)

let port = set.port
const addresses = () => addressesOf(set, port)

if (set.leadLink !== null) {
  await printLeadLink({
    wanted: set.leadLink,
    ids: cohorts.ids(),
    workshops: cohorts,
    access,
    address: addresses().main,
    say,
  })
  await cohorts.close()
  await log.close()
  process.exit(0)
}

const keeping = {
  ids: () => cohorts.ids(),
  startedAt: (cohort: CohortId) => cohorts.about(cohort)?.startedAt ?? null,
  destroy: async (cohort: CohortId) => {
    await cohorts.destroy(cohort)
    access.forget(cohort)
  },
  now,
  report,
}
await destroyOld(keeping)
const stopKeeping = keepNoLonger(keeping)

const operator = operatorSecret(set.dataDir)
const about = (here: boolean): About => {
  const { reach, main } = addresses()
  return {
    reach,
    address: main,
    secure: standing.secure,
    host: set.hostName,
    operatorOnly: !here,
    durability: log.durability(),
  }
}

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as {
  version: string
}
const front = openFront({
  access,
  workshops: cohorts,
  hub,
  pairings: new Pairings(random, now),
  standing,
  about,
  isOperator: (secret) => matches(secret, hashOf(operator)),
  distDir: join(import.meta.dirname, '../dist'),
  proxies: set.proxies,
  version,
  tls,
  now,
  report,
})

front.server.once('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EADDRINUSE' || error.code === 'EACCES') giveUp(portWords(set.port, error.code), exits.taken)
  throw error
})
const everywhere = set.room || (set.publicOrigin !== null && tls !== null)
front.server.listen(set.port, everywhere ? undefined : 'localhost', () => {
  const bound = front.server.address()
  if (bound !== null && typeof bound === 'object') port = bound.port
  const here = addresses()
  say(startWords(set, here, here.reach === 'here' ? null : operatorLinkOf(here.main, operator)))
})

let stopping = false
async function stop(): Promise<void> {
  if (stopping) return
  stopping = true
  setTimeout(() => giveUp(unsettledWords, exits.disk), settleMs).unref()
  stopKeeping()
  await front.stop()
  await log.close()
  giveUp(stoppingWords, 0)
}
process.once('SIGTERM', () => void stop())
process.once('SIGINT', () => void stop())
