/**
 * A process that owns a log until it is killed. Each acknowledged append becomes a line on its output, written before
 * the next append begins, so that what the parent has read is what was acknowledged.
 *
 * `node child.ts hold <file>` opens, says "open" and waits.
 * `node child.ts write <file> <seed>` appends to two streams at a time, and compacts now and then.
 * `node child.ts erase <file>` stores, compacts and purges, and says the keys it saw and what was acknowledged.
 * `node child.ts break <file>` appends until the store fails, and exits with 70 when told that it is broken.
 */
import { writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { seededRandom } from '../../../shared/lib/rng.ts'
import { Occupied, Unavailable } from '../../../server/log/log.ts'
import { openSqliteLog } from '../../../server/log/sqlite.ts'
import { keysFile } from '../../../server/operate/stores.ts'
import { keysIn } from './key-files.ts'
import { access, bytes, cohort, flow, vault, wordsOf } from './streams.ts'

const [mode, file = '', seed = '1'] = process.argv.slice(2)
const say = (line: string) => writeSync(1, `${line}\n`)

const open = () =>
  openSqliteLog(file, {
    keys: keysFile(dirname(file)),
    onBroken: () => {
      say('broken')
      process.exitCode = 70
    },
  })

async function hold() {
  try {
    const log = open()
    await log.lease(cohort, `process ${process.pid}`)
    process.stdin.resume()
    // By then nobody refers to the log any more: the lock has to outlast a collection of garbage.
    setImmediate(() => {
      globalThis.gc?.()
      say('open')
    })
  } catch (error) {
    say(error instanceof Occupied ? 'occupied' : String(error))
  }
}

async function write() {
  const random = seededRandom(Number(seed))
  const log = open()
  const lease = await log.lease(cohort, `process ${process.pid}`)
  const all = new Map([
    [flow, await wordsOf(log, flow)],
    [access, await wordsOf(log, access)],
  ])
  for (let i = 0; ; i++) {
    const word = `${seed}.${i}`
    const padded = word.padEnd(word.length + random(2000), ' ')
    await log.append(
      [...all.keys()].map((stream) => ({ stream, bodies: [bytes(padded)] })),
      lease,
    )
    say(word)
    for (const [stream, words] of all) {
      words.push(word)
      if (random(12) > 0) continue
      const { head } = await log.load(stream)
      await log.compact(stream, { seq: head, body: bytes(words.join()) }, lease)
    }
  }
}

async function erase() {
  const log = open()
  const lease = await log.lease(cohort, 'erasing')
  const steps: Record<string, () => Promise<unknown>> = {
    put: () =>
      log.append(
        [flow, vault].map((stream) => ({ stream, bodies: ['MARK-1', 'MARK-2'].map(bytes) })),
        lease,
      ),
    compacted: () => log.compact(flow, { seq: 1, body: bytes('KEPT-1') }, lease),
    more: () => log.append([{ stream: flow, bodies: [bytes('KEPT-3')] }], lease),
    purged: () => log.purge(vault, lease),
  }
  for (const [step, act] of Object.entries(steps)) {
    await act()
    say(step)
    for (const secret of keysIn(keysFile(dirname(file))).values()) say(`key ${Buffer.from(secret).toString('hex')}`)
  }
  await log.close()
}

async function breakDown() {
  const log = open()
  const lease = await log.lease(cohort, 'breaking')
  try {
    for (let i = 0; ; i++) {
      await log.append([{ stream: flow, bodies: [bytes(`${i}`.padEnd(2000))] }], lease)
      say(`${i}`)
    }
  } catch (error) {
    say(error instanceof Unavailable ? 'refused' : String(error))
  }
  await log.append([], lease).catch((error: unknown) => say(error instanceof Unavailable ? 'refused' : 'not refused'))
}

const modes: Record<string, () => Promise<void>> = { hold, write, erase, break: breakDown }
await modes[mode ?? '']?.()
