/** What people delete is gone from every backup that was ever made, because its key is gone. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { dataFile, keysFile } from '../../server/operate/stores.ts'
import { PageDevice, pageOf } from '../fixtures/page-device.ts'
import { door, Guest } from '../fixtures/people.ts'
import { startServer } from '../fixtures/server.ts'
import { allStored, bodiesIn, onDisk } from '../fixtures/stored.ts'
import { operate } from '../server/operate/command.ts'

// Several processes, each of which takes its time on a busy machine.
vi.setConfig({ testTimeout: 90_000 })

function folders() {
  const dir = mkdtempSync(join(tmpdir(), 'fourfold-erasure-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const made = { data: join(dir, 'data'), keys: join(dir, 'keys'), back: join(dir, 'back') }
  for (const each of Object.values(made)) mkdirSync(each)
  return made
}

const holds = (found: readonly (readonly [string, Buffer])[], word: string) =>
  found.some(([, bytes]) => bytes.includes(word))

test('[ER3] ATK-60 after a page and a workshop are deleted, every backup is restored and holds neither; all else is there', async () => {
  const { data, keys, back } = folders()
  const server = await startServer()
  const lead = await Guest.lead(server.url, 'Judith', 'quiet-hour')
  const code = await lead.code()
  const [maya, luis] = [await Guest.join(server.url, code, 'Maya'), await Guest.join(server.url, code, 'Luis')]
  await lead.admit(2)
  const other = await Guest.lead(server.url, 'CANARY-LEAD')
  expect(await other.send({ type: 'workshop.rename', name: 'CANARY-WORKSHOP' })).toEqual({ ok: true })
  await lead.goTo('Write')
  for (const guest of [maya, luis]) await guest.until(() => guest.view.now?.show === 'page')
  const page = pageOf(maya)
  const [hers, his] = [await PageDevice.open(maya, page), await PageDevice.open(luis, pageOf(luis))]
  const env = { DATA_DIR: server.dataDir }
  const backup = async (name: string) => {
    const [file, ring] = [join(data, `${name}.db`), join(keys, `${name}.db`)]
    expect(await operate(['backup', file, '--keys', ring], env)).toMatchObject({ code: 0 })
    return { name, file, ring }
  }
  const backups = [await backup('before')]
  for (const [i, device] of [hers, his].entries()) {
    device.write(`CANARY-PAGE-${i}: what my hands were doing.`)
    await device.saved()
    backups.push(await backup(`written-${i}`))
  }
  hers.write(' CANARY-MORE')
  await hers.saved()
  backups.push(await backup('more'))
  const canaries = ['CANARY-PAGE-0', 'CANARY-MORE', 'CANARY-WORKSHOP', 'CANARY-LEAD']
  for (const word of canaries) expect([word, onDisk(server.dataDir, word).length > 0]).toEqual([word, true])

  expect(await maya.socket.emitWithAck('page', { doc: page, act: 'drop' })).toEqual({ ok: true })
  const deleted = await door(server.url, `/w/${other.grant}/delete`, { confirm: true }, { cookie: other.cookie })
  expect(deleted.body.ok).toBe(true)
  for (const word of canaries) expect([word, onDisk(server.dataDir, word)]).toEqual([word, []])
  const today = await backup('today')

  for (const { name, file, ring } of [...backups, today]) {
    // By hand, with every key there is today: nothing. With those of its own moment, while they last: what was there.
    const opened = bodiesIn(file, today.ring)
    for (const word of canaries) expect([name, word, holds(opened, word)]).toEqual([name, word, false])
    expect([name, holds(bodiesIn(file, ring), 'CANARY-WORKSHOP')]).toEqual([name, name !== 'today'])

    const dataDir = join(back, name)
    const restored = await operate(['restore', file, '--keys', today.ring, '--without-erased'], { DATA_DIR: dataDir })
    expect([name, restored.code]).toEqual([name, 0])
    expect([name, restored.output.includes('one workshop')]).toEqual([name, name !== 'today'])
    const again = await startServer({ DATA_DIR: dataDir })
    const luisAgain = new Guest(again.url, 'Luis', luis.grant, luis.cookie)
    const mayaAgain = new Guest(again.url, 'Maya', maya.grant, maya.cookie)
    for (const guest of [luisAgain, mayaAgain]) await guest.until(() => guest.view.me !== undefined)
    const wrote = ['written-1', 'more', 'today'].includes(name)
    await luisAgain.until(() => luisAgain.pages.length === (wrote ? 1 : 0))
    expect([name, mayaAgain.pages]).toEqual([name, []])
    for (const guest of [luisAgain, mayaAgain]) guest.close()
    expect(again.output()).not.toContain('"event":"error"')
    await again.terminate()
    const all = allStored(dataDir)
    for (const word of canaries) expect([name, word, holds(all, word)]).toEqual([name, word, false])
    expect([name, holds(all, 'CANARY-PAGE-1')]).toEqual([name, wrote])
  }
  // No byte of a file holds what people wrote, but for whoever has the keys.
  expect(holds(bodiesIn(dataFile(server.dataDir), keysFile(server.dataDir)), 'CANARY-PAGE-1')).toBe(true)
  for (const device of [hers, his]) device.close()
  for (const guest of [lead, maya, luis, other]) guest.close()
  await server.stop()
})
