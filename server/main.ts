/** Fourfold's server: reads the settings, wires the parts, listens, and stops in order. The only place with wiring. */
import { randomInt } from 'node:crypto'
import { createServer as createHttp } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Server as SocketServer } from 'socket.io'
import { rightsTo } from '../shared/flow/access.ts'
import { cohortOfDoc, randomId, type DocId, type MemberId } from '../shared/lib/ids.ts'
import type { About } from '../shared/wire/http.ts'
import { Access } from './auth/access.ts'
import { operatorSecret } from './auth/operator.ts'
import { Pairings } from './auth/pairing.ts'
import { DocHub } from './doc/hub.ts'
import { wireOf } from './doc/wire.ts'
import { Cohorts } from './flow/cohorts.ts'
import { attachFlow } from './flow/socket.ts'
import { createApp } from './http/app.ts'
import { isOwnOrigin } from './http/origin.ts'
import { Occupied, type Log } from './log/log.ts'
import { openSqliteLog } from './log/sqlite.ts'
import { printLeadLink } from './lead-link.ts'
import { destroyOld, keepNoLonger } from './privacy/retention.ts'
import { readSettings, WrongSetting, type Settings } from './settings.ts'
import { listenForUpgrades } from './upgrade.ts'
import { occupiedWords, portTakenWords, roomAddress, startWords, stoppingWords } from './words.ts'

const say = (words: string) => void process.stdout.write(`${words}\n`)
/** Codes and kinds only: no name, no text, no address of anyone is ever logged. */
const report = (error: unknown) =>
  void process.stderr.write(
    `${JSON.stringify({ t: new Date().toISOString(), event: 'error', kind: error instanceof Error ? error.name : 'unknown', at: stackLine(error) })}\n`,
  )
const stackLine = (error: unknown) =>
  error instanceof Error ? (/at .*\/(server|shared)\/[^\s)]*/.exec(error.stack ?? '')?.[0] ?? '') : ''

function settings(): Settings {
  try {
    return readSettings(process.env, process.argv.slice(2))
  } catch (error) {
    if (!(error instanceof WrongSetting)) throw error
    say(error.message)
    process.exit(2)
  }
}

const set = settings()

function openLog(): Log {
  try {
    return openSqliteLog(join(set.dataDir, 'fourfold.db'), {
      onBroken: () => {
        say('The disk failed while saving. Fourfold stops, so that nothing looks saved that is not.')
        process.exit(4)
      },
    })
  } catch (error) {
    if (!(error instanceof Occupied)) throw error
    say(occupiedWords(set.dataDir))
    process.exit(3)
  }
}

const log = openLog()
const secure = set.tls !== null || set.publicUrl?.protocol === 'https:'
const now = () => Date.now() + set.clockOffsetMs
const random = (below: number) => randomInt(below)
const access = new Access({ random, secure, now })
const pairings = new Pairings(random, now)

const hub: DocHub = new DocHub({
  rights: (doc, member) => {
    const cohort = cohorts.cohort(cohortOfDoc(doc))
    const viewer = member === null ? ({ as: 'wall' } as const) : ({ as: 'person', member } as const)
    return cohort === undefined ? 'none' : rightsTo(cohort.state, viewer, doc)
  },
  name: (doc: DocId, member: MemberId) => cohorts.cohort(cohortOfDoc(doc))?.parts.profiles.of(member).name ?? '',
  layout: (doc) => cohorts.cohort(cohortOfDoc(doc))?.state.boards[doc]?.layout ?? null,
  load: (stream) => log.load(stream),
  commit: async (cohort, writes) => Math.max(...(await cohorts.store(cohort).commit(writes)).values()),
  compact: (cohort, stream, snapshot) => log.compact(stream, snapshot, cohorts.store(cohort).lease),
  now,
  report,
})

const cohorts: Cohorts = new Cohorts({
  log,
  owner: randomId(random, 16),
  random,
  now,
  boards: {
    settle: (doc) => hub.settle(doc),
    unsettle: (doc) => hub.unsettle(doc),
    seed: (board, words) => hub.seed(board.doc, words),
    recheck: (cohort) => hub.recheck(cohort),
    drop: (doc) => hub.drop(doc),
  },
})
await cohorts.openAll()
await access.openAll(log)

if (set.leadLink !== null) {
  await printLeadLink({
    wanted: set.leadLink,
    cohorts,
    access,
    base: set.publicUrl?.origin ?? `http://localhost:${set.port}`,
    say,
  })
  await cohorts.close()
  await log.close()
  process.exit(0)
}

const operator = operatorSecret(set.dataDir)
const reach = set.publicUrl !== null ? 'public' : set.room ? 'room' : 'here'
let port = set.port
const scheme = set.tls === null ? 'http' : 'https'
const address = () => set.publicUrl?.origin ?? `${scheme}://${(set.room ? roomAddress() : null) ?? 'localhost'}:${port}`
const about = (): About => ({
  reach,
  address: address(),
  secure,
  host: set.hostName,
  operatorOnly: reach !== 'here',
  durability: log.durability(),
})

const app = createApp({
  access,
  workshops: cohorts,
  pairings,
  about,
  mayStart: (_request, given) => reach === 'here' || given === operator,
  distDir: resolve('dist'),
  publicOrigin: set.publicUrl?.origin ?? null,
  proxies: set.proxies,
  version: '0.1.0',
  now,
  report: (_id, error) => report(error),
})

const server =
  set.tls === null
    ? createHttp({ maxHeaderSize: 8192 }, app)
    : createHttps({ maxHeaderSize: 8192, cert: readFileSync(set.tls.cert), key: readFileSync(set.tls.key) }, app)
server.headersTimeout = 10_000
server.requestTimeout = 30_000

const io = new SocketServer({
  serveClient: false,
  destroyUpgrade: false,
  maxHttpBufferSize: 64 * 1024,
  pingInterval: 6_000,
  pingTimeout: 5_000,
  connectTimeout: 5_000,
  cors: { origin: false },
  allowRequest: (request, answer) => {
    const own =
      request.headers.origin === undefined ? request.headers['sec-fetch-site'] !== 'cross-site' : ownOrigin(request)
    answer(null, own)
  },
})
const ownOrigin = (request: Parameters<typeof isOwnOrigin>[0]) => isOwnOrigin(request, set.publicUrl?.origin ?? null)
io.attach(server, { destroyUpgrade: false })
// engine.io has put its own upgrade listener there; ours is the only one, and asks it for its own path.
server.removeAllListeners('upgrade')
const upgrades = listenForUpgrades(server, {
  io,
  publicOrigin: set.publicUrl?.origin ?? null,
  redeem: (ticket, doc) => access.tickets.redeem(ticket, doc),
  connectDoc: (socket, doc, principal) => hub.connect(wireOf(socket), doc, principal.member),
})
const flow = attachFlow(io, cohorts, access, { now, newId: () => randomId(random, 16), report })

const keeping = {
  ids: () => cohorts.ids(),
  startedAt: (cohort: Parameters<typeof cohorts.about>[0]) => cohorts.about(cohort)?.startedAt ?? now(),
  destroy: async (cohort: Parameters<typeof cohorts.about>[0]) => {
    await cohorts.destroy(cohort)
    access.forget(cohort)
  },
  now,
}
await destroyOld(keeping)
const stopKeeping = keepNoLonger(keeping, report)

server.once('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EADDRINUSE') throw error
  say(portTakenWords(set.port))
  process.exit(3)
})
server.listen(set.port, set.room || set.publicUrl !== null ? undefined : 'localhost', () => {
  const bound = server.address()
  if (bound !== null && typeof bound === 'object') port = bound.port
  say(startWords(set, port, operator))
})

let stopping = false
async function stop(): Promise<void> {
  if (stopping) return
  stopping = true
  stopKeeping()
  pairings.close()
  server.close()
  flow.restarting()
  await hub.close()
  await cohorts.close()
  flow.close()
  upgrades.close()
  await io.close()
  server.closeAllConnections()
  await log.close()
  say(stoppingWords)
  process.exit(0)
}
process.once('SIGTERM', () => void stop())
process.once('SIGINT', () => void stop())
