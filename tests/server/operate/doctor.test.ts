import { chmodSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, onTestFinished, test } from 'vitest'
import { gatherAddress, judgeAddress, type AddressFacts } from '../../../server/operate/doctor/address.ts'
import { gatherCertificate, judgeCertificate } from '../../../server/operate/doctor/certificate.ts'
import { judgeClock, newestIn } from '../../../server/operate/doctor/clock.ts'
import { gatherDisk, judgeDisk, type DiskFacts } from '../../../server/operate/doctor/disk.ts'
import type { Finding } from '../../../server/operate/doctor/finding.ts'
import { gatherFolder, judgeFolder, type FolderFacts } from '../../../server/operate/doctor/folder.ts'
import { judgeSystem, type SystemFacts } from '../../../server/operate/doctor/system.ts'
import { jsonBody } from '../../../server/log/entry.ts'
import { openSqliteLog } from '../../../server/log/sqlite.ts'
import { certificateFor } from '../../fixtures/certificate.ts'
import { startServer } from '../../fixtures/server.ts'
import { cohort, flow } from '../log/streams.ts'
import { folder } from '../log/surroundings.ts'
import { operate } from './command.ts'

const levels = (findings: readonly Finding[]) => findings.map(({ level }) => level)
/** The one thing that is not good, in one line. */
const only = (findings: readonly Finding[]) => {
  const found = findings.filter(({ level }) => level !== 'good').map(({ level, what }) => `${level}: ${what}`)
  expect(found).toHaveLength(1)
  return found[0]
}

const now = Date.UTC(2026, 11, 1, 12)
const minute = 60_000

describe('the disk', () => {
  const fine: DiskFacts = {
    kind: 0xef53,
    freeBytes: 20e9,
    storedBytes: 5e6,
    fsyncMs: 1.5,
    sqlite: { journal: 'wal', synchronous: 2 },
    preloaded: '',
  }
  const judged = (facts: Partial<DiskFacts>) => only(judgeDisk('/data', { ...fine, ...facts }))

  test('[OP6] durability: each way in which “saved” would not be saved is found', () => {
    expect(levels(judgeDisk('/data', fine))).toEqual(['good', 'good'])
    expect(judged({ kind: 0x01021994 })).toBe('fault: /data is in memory: all of it is gone when this computer stops.')
    expect(judged({ sqlite: { journal: 'delete', synchronous: 2 } })).toMatch(/^fault: The disk of \/data cannot keep/)
    expect(judged({ sqlite: { journal: 'wal', synchronous: 1 } })).toMatch(/^fault: The disk of \/data cannot keep/)
    expect(judged({ sqlite: null })).toMatch(/^fault: The disk of \/data cannot keep/)
    expect(judged({ preloaded: '/usr/lib/libeatmydata.so' })).toMatch(/^fault: A library \(eatmydata\)/)
    expect(judged({ kind: 0x794c7630 })).toMatch(/^look: \/data lies inside a container/)
    expect(judged({ kind: 0x6969 })).toMatch(/^look: \/data is on another computer’s disk/)
    expect(judged({ fsyncMs: 0.001 })).toMatch(/^look: The disk says “saved” at once/)
    expect(judged({ fsyncMs: 250 })).toMatch(/^look: The disk takes 250 ms/)
  })

  test('[OP6] room: little of it is said, too little is a fault', () => {
    expect(judged({ freeBytes: 50e6 })).toMatch(
      /^fault: 50 MB are free on the disk of \/data: soon nothing can be saved/,
    )
    expect(judged({ freeBytes: 500e6 })).toMatch(/^look: 500 MB are free/)
    expect(judged({ freeBytes: 5e9, storedBytes: 3e9 })).toMatch(/^look: 5.0 GB are free/)
  })

  test('[OP6] what is tried on the disk is true of it, and taken away again', () => {
    const dir = folder()
    const facts = gatherDisk(dir, 0)
    expect(facts.sqlite).toEqual({ journal: 'wal', synchronous: 2 })
    expect(facts.fsyncMs).toBeGreaterThan(0)
    expect(facts.freeBytes).toBeGreaterThan(1e6)
    expect(readdirSync(dir)).toEqual([])
  })
})

describe('the data folder', () => {
  const fine: FolderFacts = {
    mayWrite: true,
    rights: [
      { path: '/data', isFolder: true, mode: 0o700, owner: 7 },
      { path: '/data/fourfold.db', isFolder: false, mode: 0o600, owner: 7 },
    ],
    user: 7,
    aside: [],
    data: { format: 2, journal: 'wal', damage: null },
  }
  const judged = (facts: Partial<FolderFacts>) => only(judgeFolder('/data', { ...fine, ...facts }))

  test('[OP6] rights, owner, form and damage are found, each with what to do', () => {
    expect(levels(judgeFolder('/data', fine))).toEqual(['good', 'good'])
    expect(judged({ mayWrite: false })).toBe('fault: You may not write to /data.')
    expect(judged({ user: 8 })).toMatch(/^fault: \/data belongs to another user/)
    expect(judged({ data: 'unreadable' })).toMatch(/^fault: The data file in \/data cannot be read/)
    expect(judged({ data: { format: 1, journal: 'wal', damage: 'row 3 missing' } })).toMatch(/^fault: .* is damaged/)
    expect(judged({ data: { format: 9, journal: 'wal', damage: null } })).toMatch(
      /^fault: The data is of format 9; .* up to 2/,
    )
    expect(judged({ aside: ['/data/replaced-x'] })).toMatch(/^look: \/data\/replaced-x holds what a restore put aside/)
    expect(levels(judgeFolder('/data', { ...fine, data: null }))).toEqual(['good', 'good'])
  })

  test('[OP6] of real files: rights of others and what a restore left', async () => {
    const dir = folder()
    const log = openSqliteLog(join(dir, 'fourfold.db'))
    onTestFinished(() => log.close())
    await log.lease(cohort, 'one')
    chmodSync(dir, 0o700)
    const look = () => judgeFolder(dir, gatherFolder(dir, join(dir, 'keys', 'keys.db')))
    expect(levels(look())).toEqual(['good', 'good'])
    mkdirSync(join(dir, 'keys'))
    writeFileSync(join(dir, 'keys', 'keys.db'), '', { mode: 0o644 })
    writeFileSync(join(dir, 'operator'), 'x', { mode: 0o640 })
    chmodSync(dir, 0o755)
    const found = look().filter(({ level }) => level === 'fault')
    expect(found.map(({ todo }) => todo)).toEqual([
      `chmod 700 ${dir}`,
      `chmod 600 ${join(dir, 'operator')}`,
      `chmod 600 ${join(dir, 'keys', 'keys.db')}`,
    ])
    mkdirSync(join(dir, 'replaced-2026'))
    expect(look().map(({ level }) => level)).toContain('look')
  })
})

describe('the clock', () => {
  test('[OP6] a clock that is impossible, or behind what is stored, is a fault', () => {
    expect(levels(judgeClock({ now, newest: now - 1, offsetMs: 0 }))).toEqual(['good'])
    expect(levels(judgeClock({ now, newest: null, offsetMs: 0 }))).toEqual(['good'])
    expect(levels(judgeClock({ now, newest: now + minute / 2, offsetMs: 0 }))).toEqual(['good'])
    expect(only(judgeClock({ now, newest: now + 2 * minute, offsetMs: 0 }))).toMatch(/^fault: The clock was set back/)
    expect(only(judgeClock({ now: 0, newest: null, offsetMs: 0 }))).toMatch(/^fault: .* believes it is 1970-01-01/)
    expect(only(judgeClock({ now, newest: null, offsetMs: 5 }))).toMatch(/^look: CLOCK_OFFSET_MS/)
  })

  test('[OP6] when something was last stored is read from the files, and from the newest entry itself', async () => {
    const dir = folder()
    const data = join(dir, 'fourfold.db')
    const keys = join(dir, 'keys', 'keys.db')
    expect(newestIn(data, keys)).toBe(null)
    const log = openSqliteLog(data, { keys })
    const lease = await log.lease(cohort, 'one')
    const later = Date.now() + 60 * minute
    await log.append([{ stream: flow, bodies: [jsonBody({ at: 5 }), jsonBody({ at: later })] }], lease)
    expect(newestIn(data, keys)).toBe(later)
    // What cannot be read says nothing; the file still does.
    await log.append([{ stream: flow, bodies: [Uint8Array.of(9, 9, 9)] }], lease)
    await log.close()
    const written = new Date(Date.now() + 30 * minute)
    utimesSync(data, written, written)
    expect(newestIn(data, keys)).toBeCloseTo(written.getTime(), -1)
  })
})

describe('the certificate', () => {
  const files = (made: { cert: string; key: string }, mode = 0o600) => {
    const dir = folder()
    const [cert, key] = [join(dir, 'cert.pem'), join(dir, 'key.pem')]
    writeFileSync(cert, made.cert)
    writeFileSync(key, made.key, { mode })
    return { cert, key }
  }
  const names = ['fourfold.test', '10.0.0.7']
  const judged = (paths: { cert: string; key: string }, host: string | null = 'fourfold.test', at = Date.now()) =>
    judgeCertificate(gatherCertificate(paths, host, at))

  test('[OP6] names, time, key, chain and rights of the files', () => {
    const own = certificateFor({ names })
    const fine = files(own)
    const day = 24 * 60 * minute
    expect(levels(judged(fine))).toEqual(['good'])
    expect(levels(judged(fine, '10.0.0.7'))).toEqual(['good'])
    expect(only(judged(fine, 'other.test'))).toMatch(
      /^fault: The certificate is not for other.test, but for fourfold.test/,
    )
    expect(only(judged(fine, null, Date.now() + 80 * day))).toMatch(/^look: The certificate expires in 9 days/)
    expect(only(judged(fine, null, Date.now() + 91 * day))).toMatch(/^fault: The certificate has expired/)
    expect(only(judged(fine, null, Date.now() - 2 * day))).toMatch(/^fault: The certificate is not valid yet/)
    expect(only(judged(files(own, 0o644)))).toMatch(/^fault: Other users of this computer may read the key/)
    const another = certificateFor({ names })
    expect(only(judged(files({ cert: own.cert, key: another.key })))).toMatch(/^fault: .*key.pem is not the key of/)
    expect(only(judged(files({ cert: 'nonsense', key: own.key })))).toMatch(/^fault: .* is no certificate/)
    expect(only(judged({ ...fine, key: `${fine.key}.none` }))).toMatch(/^fault: .*key.pem.none cannot be read/)
    const issued = certificateFor({ names, issuer: 'An authority' })
    expect(only(judged(files(issued)))).toMatch(/^look: The certificate file holds one certificate alone/)
    expect(levels(judged(files({ ...issued, cert: issued.cert + own.cert })))).toEqual(['good'])
  })
})

describe('the public address', () => {
  const fine: AddressFacts = {
    address: 'https://fourfold.test',
    isRunning: true,
    answer: { status: 200, isFourfold: true },
    socket: 101,
  }
  const judged = (facts: Partial<AddressFacts>) => only(judgeAddress({ ...fine, ...facts }))

  test('[OP6] a name, a certificate or a proxy that keeps people out is found', () => {
    expect(levels(judgeAddress(fine))).toEqual(['good'])
    expect(judged({ socket: 400 })).toMatch(/^fault: .* lets no live connection through \(400\)/)
    expect(judged({ socket: 403 })).toMatch(/^fault/)
    expect(judged({ socket: null })).toMatch(/^fault: .*no answer/)
    expect(judged({ address: 'http://fourfold.test' })).toMatch(/^look: .* is not encrypted/)
    expect(judged({ answer: { status: 502, isFourfold: false }, isRunning: false })).toMatch(
      /^look: .* waits for Fourfold/,
    )
    expect(judged({ answer: { status: 502, isFourfold: false } })).toMatch(/^fault: .* something else/)
    expect(judged({ answer: { status: 200, isFourfold: false } })).toMatch(/^fault: .* something else/)
    for (const [error, said] of [
      ['CERT_HAS_EXPIRED', /^fault: The certificate .* has expired/],
      ['ERR_TLS_CERT_ALTNAME_INVALID', /^fault: .* is for another name/],
      ['DEPTH_ZERO_SELF_SIGNED_CERT', /^fault: Browsers do not trust/],
      ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /^fault: Browsers do not trust/],
      ['ENOTFOUND', /^fault: Nobody knows the name fourfold.test/],
      ['ECONNREFUSED', /^look: .* cannot be reached/],
    ] as const)
      expect(judged({ answer: { error } })).toMatch(said)
  })

  test('[OP6] a real address over https: trusted or not, ours or not, with sockets or without', async () => {
    const made = certificateFor({ names: ['localhost'] })
    const at = async (listener: RequestListener, upgrades: boolean) => {
      const server = createServer(made, listener)
      if (upgrades)
        server.on('upgrade', (_request, socket) =>
          socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'),
        )
      server.listen(0)
      await once(server, 'listening')
      onTestFinished(() => void server.close())
      return `https://localhost:${(server.address() as AddressInfo).port}`
    }
    const ours: RequestListener = (_request, response) =>
      response.end(JSON.stringify({ ok: true, durability: 'fsync', version: '0.1.0' }))
    const address = await at(ours, true)
    expect(await gatherAddress(address, true, made.cert)).toMatchObject({ answer: { isFourfold: true }, socket: 101 })
    expect(await gatherAddress(address, true)).toMatchObject({ answer: { error: 'DEPTH_ZERO_SELF_SIGNED_CERT' } })
    const deaf = await at(ours, false)
    expect(await gatherAddress(deaf, true, made.cert)).toMatchObject({ answer: { isFourfold: true }, socket: 200 })
    const other = await at((_request, response) => response.end('It works!'), true)
    expect(await gatherAddress(other, true, made.cert)).toMatchObject({ answer: { status: 200, isFourfold: false } })
    const nobody = await gatherAddress('https://localhost:1', true, made.cert)
    expect(nobody).toMatchObject({ answer: { error: 'ECONNREFUSED' }, socket: null })
  })
})

test('[OP6] Node, connections, inspector, core dumps, root, and a version that only waits for a restart', () => {
  const running = {
    version: '1.2.3',
    node: '26.0.0',
    address: 'http://localhost:4400',
    durability: 'fsync',
    openFiles: 20_000,
  } as const
  const fine: SystemFacts = {
    version: '1.2.3',
    node: '24.12.0',
    leastNode: '>=24.12',
    limits: { openFiles: 20_000, dumpsCore: false },
    nodeOptions: '',
    isRoot: false,
    running,
    isHeld: true,
  }
  const judged = (facts: Partial<SystemFacts>) => only(judgeSystem({ ...fine, ...facts }))
  expect(levels(judgeSystem(fine))).toEqual(['good', 'good', 'good'])
  expect(levels(judgeSystem({ ...fine, running: null, isHeld: false }))).toEqual(['good', 'good', 'good'])
  for (const node of ['24.11.9', '20.20.2', '9.99.0']) expect(judged({ node })).toMatch(/^fault: Node .* is too old/)
  for (const node of ['24.12.1', '25.0.0', '100.0.0'])
    expect(levels(judgeSystem({ ...fine, node }))).not.toContain('fault')
  expect(judged({ running: null })).toMatch(/^look: A Fourfold runs on this folder, and does not answer/)
  expect(judged({ running: { ...running, version: '1.2.2' } })).toBe('look: Version 1.2.2 runs; 1.2.3 is installed.')
  expect(judged({ running: { ...running, durability: 'memory' } })).toMatch(/^fault: What runs does not wait/)
  expect(judged({ running: { ...running, openFiles: 256 } })).toMatch(/^fault: Only 256 connections/)
  expect(judged({ running: null, isHeld: false, limits: { openFiles: 1024, dumpsCore: false } })).toMatch(/^look: 1024/)
  expect(judged({ nodeOptions: '--inspect=0.0.0.0' })).toMatch(/^fault: NODE_OPTIONS opens the inspector/)
  expect(judged({ limits: { openFiles: null, dumpsCore: true } })).toMatch(/^look: If Fourfold crashes/)
  expect(judged({ isRoot: true })).toMatch(/^look: You are the root user/)
})

test('[OP7] the doctor works beside a running server and without one, changes nothing, and ends with 1 on a fault', async () => {
  const server = await startServer()
  const { dataDir } = server
  const env = { DATA_DIR: dataDir }
  const beside = await operate(['doctor'], env)
  expect(beside.output).toContain(`Good   It runs, at ${server.url}.`)
  expect(beside.output).toContain('Good   The data file is whole, and of format 2.')
  expect(beside.output).toContain('http://localhost:4400\n  Good for this computer')
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  const before = readdirSync(dataDir)
  chmodSync(dataDir, 0o755)
  const wrong = await operate(['doctor'], env)
  expect([wrong.code, wrong.output]).toEqual([1, expect.stringContaining(`Do: chmod 700 ${dataDir}`)])
  chmodSync(dataDir, 0o700)
  expect(readdirSync(dataDir)).toEqual(before)

  await server.kill9()
  const without = await operate(['doctor'], env)
  expect(without.output).toContain('Good   It does not run at the moment.')
  expect(without.output).toContain('Good   The data file is whole')
  const newer = new DatabaseSync(join(dataDir, 'fourfold.db'))
  newer.exec('PRAGMA user_version = 99')
  newer.close()
  expect(await operate(['doctor'], env)).toMatchObject({ code: 1, output: expect.stringContaining('format 99') })
  await server.stop()
}, 60_000)
