/** The server is restarted, as for a new version, in a running workshop; and a page that is too old for it. */
import { io } from 'socket.io-client'
import { expect, onTestFinished, test, vi } from 'vitest'
import { flowNamespace, flowVersion } from '../../shared/wire/flow-terms.ts'
import { deskOf, goTogether } from '../fixtures/desk.ts'
import { Device } from '../fixtures/devices.ts'
import { Guest } from '../fixtures/people.ts'
import { startServer } from '../fixtures/server.ts'
import { newToken } from '../fixtures/tokens.ts'

// Several starts of a process, each of which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

test('[OP14] ATK-58 a restart: everyone is told, comes back by themselves, and what was asked meanwhile happens once', async () => {
  const server = await startServer()
  const lead = await Guest.lead(server.url)
  const code = await lead.code()
  const guests: Guest[] = []
  for (let i = 0; i < 11; i++) guests.push(await Guest.join(server.url, code, `Person ${i}`))
  await lead.admit(guests.length)
  await lead.next()
  for (const guest of [lead, ...guests]) guest.close()
  const devices = [lead, ...guests].map((guest, seed) => new Device(guest, seed))
  const [console_] = devices as [Device, ...Device[]]
  onTestFinished(() => devices.forEach(({ link }) => link.close()))
  await Promise.all(devices.map((device) => device.until((heard) => heard.includes('whole'))))
  expect(await console_.rename('before-12345', 'Before')).toEqual({ ok: true })
  await Promise.all(devices.map((device) => device.until(() => device.workshop?.name === 'Before')))

  const marks = devices.map(({ heard }) => heard.length)
  expect(await server.terminate()).toBe(0)
  await Promise.all(devices.map((device, i) => device.until((heard) => heard.slice(marks[i]).includes('down'))))
  // Pressed while nobody is there: it waits on the device.
  let answers = 0
  const pressed = console_.rename('meanwhile-12345', 'Meanwhile').then((answer) => {
    answers += 1
    return answer
  })
  await server.start()
  await Promise.all(devices.map((device, i) => device.until((heard) => heard.slice(marks[i]).includes('whole'))))
  expect(await pressed).toEqual({ ok: true })
  expect(answers).toBe(1)
  for (const [i, { heard }] of devices.entries()) {
    const after = heard.slice(marks[i])
    const order = ['restarting', 'down', 'up', 'whole'].map((what) => after.indexOf(what))
    expect([i, after, order]).toEqual([i, after, order.toSorted((a, b) => a - b)])
    expect(order).not.toContain(-1)
    // Nothing of the room before the whole of it.
    expect(after.indexOf('change') === -1 || after.indexOf('change') > after.indexOf('whole')).toBe(true)
  }
  await Promise.all(devices.map((device) => device.until(() => device.workshop?.name === 'Meanwhile')))
  // The answer had been lost, say: the same press again changes nothing.
  expect(await console_.rename('after-12345', 'After')).toEqual({ ok: true })
  expect(await console_.rename('meanwhile-12345', 'Meanwhile')).toEqual({ ok: true })
  await Promise.all(devices.map((device) => device.until(() => device.workshop?.name === 'After')))
  await server.stop()
})

test('[OP15] a page of a version that is no longer spoken gets nothing of the room, writes nothing and gets no ticket', async () => {
  const server = await startServer()
  const lead = await Guest.lead(server.url)
  const maya = await Guest.join(server.url, await lead.code(), 'Maya')
  await lead.admit(1)
  await lead.goTo('Write alone')
  await maya.until(() => maya.view.now?.show === 'sealed')
  const before = { lead: JSON.stringify(lead.view), maya: JSON.stringify(maya.view) }
  const { run } = lead.at
  for (const version of [flowVersion - 1, flowVersion + 1, undefined, String(flowVersion)]) {
    const socket = io(server.url + flowNamespace, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      auth: { as: lead.grant, version },
      extraHeaders: { cookie: lead.cookie, origin: server.url },
    })
    const heard: string[] = []
    socket.onAny((name: string) => heard.push(name))
    socket.on('connect', () => {
      // At once, before it can have heard that it is too old.
      socket.emit('cmd', { id: 'old-format-1', at: null, c: { type: 'workshop.rename', name: 'OLD' } }, () =>
        heard.push('cmd answered'),
      )
      socket.emit('put', { run, step: '0', token: newToken(), text: 'OLD' }, () => heard.push('put answered'))
      socket.emit('ticket', { doc: `${lead.grant.slice(0, 10)}/2222222222.together.all` }, () =>
        heard.push('ticket answered'),
      )
    })
    expect(await new Promise((resolve) => socket.once('disconnect', resolve))).toBe('io server disconnect')
    expect([version, heard.filter((what) => what !== 'bye')]).toEqual([version, []])
  }
  // A press of today's version comes after all of them.
  expect(await lead.send({ type: 'profile.set', name: 'Judith' })).toMatchObject({ ok: true })
  expect({ lead: JSON.stringify(lead.view), maya: JSON.stringify(maya.view) }).toEqual(before)
  await goTogether(lead, [maya])
  expect((await deskOf(maya)).doc).toMatch(/\.all$/)
  for (const guest of [lead, maya]) guest.close()
  await server.stop()
})
