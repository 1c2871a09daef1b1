/** `npm run doctor [-- --room]`: is this computer fit to run Fourfold? It changes nothing, and Fourfold may run or not. */
import { existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { addressesOf } from '../../addresses.ts'
import { holdLock } from '../../log/sqlite-lock.ts'
import type { Settings } from '../../settings.ts'
import { addressWords } from '../../words.ts'
import { readState } from '../asked.ts'
import { askServer } from '../control.ts'
import { limitsOfProcess } from '../limits.ts'
import { beside, dataFile } from '../stores.ts'
import { gatherAddress, judgeAddress } from './address.ts'
import { gatherCertificate, judgeCertificate } from './certificate.ts'
import { judgeClock, newestIn } from './clock.ts'
import { gatherDisk, judgeDisk } from './disk.ts'
import { fault, look, type Finding } from './finding.ts'
import { gatherFolder, judgeFolder } from './folder.ts'
import { gatherKeys, judgeKeys } from './keys.ts'
import { judgeSystem } from './system.ts'

export interface DoctorParts {
  readonly set: Settings
  readonly env: NodeJS.ProcessEnv
  readonly version: string
  readonly leastNode: string
  now(): Date
}

export interface Diagnosis {
  readonly findings: readonly Finding[]
  /** What each address is good for, in plain sentences. */
  readonly addresses: readonly string[]
}

export async function examine({ set, env, version, leastNode, now }: DoctorParts): Promise<Diagnosis> {
  const { dataDir, publicOrigin, tls } = set
  const running = readState(await askServer(dataDir, 'state'))
  const data = dataFile(dataDir)
  const system = judgeSystem({
    version,
    node: process.versions.node,
    leastNode,
    limits: limitsOfProcess(),
    nodeOptions: env['NODE_OPTIONS'] ?? '',
    isRoot: process.getuid?.() === 0,
    running,
    isHeld: running !== null || isHeld(`${data}.lock`),
  })
  const findings = [
    ...system,
    ...folder(dataDir, set.keysFile),
    ...judgeClock({
      now: now().getTime(),
      newest: existsSync(dataDir) ? newestIn(data, set.keysFile) : null,
      offsetMs: set.clockOffsetMs,
    }),
  ]
  if (tls !== null) {
    const host = publicOrigin === null ? null : new URL(publicOrigin).hostname
    findings.push(...judgeCertificate(gatherCertificate(tls, host, now().getTime())))
  }
  if (publicOrigin !== null) findings.push(...judgeAddress(await gatherAddress(publicOrigin, running !== null)))
  return { findings, addresses: addressWords(set, addressesOf(set, set.port)) }
}

function folder(dataDir: string, keys: string): Finding[] {
  if (!existsSync(dataDir)) {
    const parent = nearest(resolve(dataDir))
    return [
      look(`There is no folder ${dataDir} yet; it is made when Fourfold first starts.`, 'Start it: npm start'),
      ...disk(parent, 0),
    ]
  }
  const facts = gatherFolder(dataDir, keys)
  const stored = beside.map((ending) => statSync(`${dataFile(dataDir)}${ending}`, { throwIfNoEntry: false })?.size ?? 0)
  const sum = stored.reduce((all, one) => all + one, 0)
  return [
    ...judgeFolder(dataDir, facts),
    ...judgeKeys(dataDir, gatherKeys(dataDir, keys)),
    ...(facts.mayWrite ? disk(dataDir, sum) : []),
  ]
}

function disk(where: string, storedBytes: number): Finding[] {
  try {
    return judgeDisk(where, gatherDisk(where, storedBytes))
  } catch {
    return [
      fault(`Nothing can be written to ${where}.`, 'Look whether its disk is full, and whether you may write there.'),
    ]
  }
}

const nearest = (path: string): string => (existsSync(path) ? path : nearest(dirname(path)))

function isHeld(lock: string): boolean {
  if (!existsSync(lock)) return false
  try {
    holdLock(lock)()
    return false
  } catch {
    return true
  }
}
