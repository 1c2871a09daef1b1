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
import { KeysAmiss } from './log/keys.ts'
import { Occupied, Unavailable, type Log } from './log/log.ts'
import { openSqliteLog } from './log/sqlite.ts'
import { printLeadLink } from './lead-link.ts'
import { answersOf, readLines } from './operate/asked.ts'
import { askServer, openControl } from './operate/control.ts'
import { limitsOfProcess } from './operate/limits.ts'
import { metricsDoor } from './operate/metrics-door.ts'
import { Metrics } from './operate/metrics.ts'
import { dataFile } from './operate/stores.ts'
import { destroyOld, keepNoLonger } from './privacy/retention.ts'
import { onRefused } from './refused.ts'
import { report as writeReport } from './report.ts'
import { readSettings, WrongSetting, type Settings } from './settings.ts'
import { openWorkshops } from './workshops.ts'
import {
  brokenDiskWords,
  certificateWords,
  keysWords,
  occupiedWords,
  operatorLinkWords,
  portWords,
  startWords,
  stoppingWords,
  storeWords,
  unsettledWords,
} from './words.ts'

/** Exit codes, for whoever starts Fourfold with a script. */
const exits = { settings: 2, taken: 3, disk: 4, keys: 5, bug: 70 } as const
/** After a signal everything received is settled within this time, in ms. */
const settleMs = 5_000

const say = (words: string) => void process.stdout.write(`${words}\n`)
const giveUp = (words: string, code: number): never => {
  say(words)
  process.exit(code)
}

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as {
  version: string
}
const metrics = new Metrics(version)
onRefused((code) => metrics.refused(code))
const report = (error: unknown, id?: string) => {
  metrics.fault()
  writeReport(error, id)
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

if (set.operatorLink) {
  say(operatorLinkWords(operatorLinkOf(addressesOf(set, set.port).main, operatorSecret(set.dataDir))))
  process.exit(0)
}
if (set.leadLink !== null) {
  const said = readLines(await askServer(set.dataDir, 'lead-link', set.leadLink))
  if (said !== null) {
    say(said.join('\n'))
    process.exit(0)
  }
}

const standing = { publicOrigin: set.publicOrigin, secure: isSecure(set) }

function openLog(): Log {
  try {
    return openSqliteLog(dataFile(set.dataDir), {
      keys: set.keysFile,
      onBroken: () => giveUp(brokenDiskWords, exits.disk),
    })
  } catch (error) {
    if (error instanceof KeysAmiss) return giveUp(keysWords[error.why](set.keysFile), exits.keys)
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
const log = metrics.watched(openLog())
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
  times: (cohort: CohortId) => cohorts.about(cohort),
  destroy: async (cohort: CohortId) => {
    await cohorts.destroy(cohort)
    access.forget(cohort)
  },
  endPages: (cohort: CohortId) => cohorts.endPages(cohort),
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

const { openFiles } = limitsOfProcess()
const control = await openControl(
  set.dataDir,
  answersOf({
    ids: () => cohorts.ids(),
    workshops: cohorts,
    access,
    address: () => addresses().main,
    state: () => ({
      version,
      node: process.versions.node,
      address: addresses().main,
      durability: log.durability(),
      openFiles,
    }),
  }),
  report,
)

if (set.metricsPort !== null) {
  const { metricsPort } = set
  const door = metricsDoor(() => metrics.text({ sockets: front.sockets, boards: () => hub.stats().boards }))
  door.once('error', ({ code }: NodeJS.ErrnoException) =>
    giveUp(portWords(metricsPort, code, 'METRICS_PORT'), exits.taken),
  )
  door.listen(metricsPort, '127.0.0.1')
}

front.server.once('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EADDRINUSE' || error.code === 'EACCES') giveUp(portWords(set.port, error.code), exits.taken)
  throw error
})
const everywhere = set.room || (set.publicOrigin !== null && tls !== null)
front.server.listen(set.port, everywhere ? undefined : 'localhost', () => {
  const bound = front.server.address()
  if (bound !== null && typeof bound === 'object') port = bound.port
  const here = addresses()
  const link = here.reach === 'here' ? null : operatorLinkOf(here.main, operator)
  say(startWords(set, here, link, process.stdout.isTTY))
})

let stopping = false
async function stop(): Promise<void> {
  if (stopping) return
  stopping = true
  setTimeout(() => giveUp(unsettledWords, exits.disk), settleMs).unref()
  stopKeeping()
  control.close()
  await front.stop()
  await log.close()
  giveUp(stoppingWords, 0)
}
process.once('SIGTERM', () => void stop())
process.once('SIGINT', () => void stop())
