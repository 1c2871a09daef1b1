/** Whether the clock can be believed: turns, days of deletion and certificates all go by it. */
import { existsSync, statSync } from 'node:fs'
import { readJson } from '../../log/entry.ts'
import { unlock } from '../../log/crypt.ts'
import type { Key } from '../../log/keys.ts'
import { readKeys } from '../../log/keys-sqlite.ts'
import { newestEntries, type StoredEntry } from '../../log/sqlite-copy.ts'
import { beside } from '../stores.ts'
import { fault, good, look, type Finding } from './finding.ts'

export interface ClockFacts {
  readonly now: number
  /** When something was last stored, as far as can be seen, ms; null: never. */
  readonly newest: number | null
  readonly offsetMs: number
}

/** This program is not older. */
const earliest = Date.UTC(2026, 10, 1)
const latest = Date.UTC(2060, 0, 1)
/** Two clocks of one computer differ by less, in ms. */
const slackMs = 60_000

const set = 'Set the clock of this computer by the network: timedatectl set-ntp true'

export function judgeClock({ now, newest, offsetMs }: ClockFacts): Finding[] {
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 16).replace('T', ' ')
  const found: Finding[] = []
  if (now < earliest || now > latest) found.push(fault(`This computer believes it is ${day(now)} (UTC).`, set))
  else if (newest !== null && newest > now + slackMs)
    found.push(
      fault(
        `The clock was set back: something was stored at ${day(newest)}, and now it is said to be ${day(now)} (UTC).`,
        set,
      ),
    )
  if (offsetMs !== 0)
    found.push(look('CLOCK_OFFSET_MS moves Fourfold’s clock. That is for tests.', 'Take CLOCK_OFFSET_MS away.'))
  return found.length > 0 ? found : [good(`The clock says ${day(now)} (UTC), and is not behind what is stored.`)]
}

/** @param keys the file of keys, which need not be there */
export function newestIn(data: string, keys: string): number | null {
  const files = beside.map((ending) => `${data}${ending}`).filter((file) => existsSync(file))
  // The shared-memory file is touched by readers too.
  const written = files.filter((file) => !file.endsWith('-shm')).map((file) => statSync(file).mtimeMs)
  const all = files.length === 0 ? [] : [...written, ...stamps(data, keys)]
  return all.length === 0 ? null : Math.max(...all)
}

/** What the entries say themselves; what cannot be read says nothing here. */
function stamps(data: string, keys: string): number[] {
  try {
    const known = existsSync(keys) ? readKeys(keys) : null
    return newestEntries(data, 'flow/').flatMap((entry) => stampOf(entry, (id) => known?.find(id)))
  } catch {
    return []
  }
}

function stampOf({ stream, seq, body }: StoredEntry, find: (id: number) => Key | undefined): number[] {
  try {
    const entry = readJson(unlock(body, { stream, kind: 'entry', seq }, find))
    return typeof entry === 'object' && entry !== null && 'at' in entry && typeof entry.at === 'number'
      ? [entry.at]
      : []
  } catch {
    return []
  }
}
