/** A kill -9 after each ballot of an anonymous round: devices send again what they kept, and each answer counts once. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BallotBox } from '../../client/state/ballots.ts'
import { Keep, type Store } from '../../client/state/keep.ts'
import type { FlowLink } from '../../client/link/flow.ts'
import type { BallotAnswer } from '../../shared/wire/flow-terms.ts'
import type { Guest } from '../fixtures/people.ts'
import { startServer, type ServerProcess } from '../fixtures/server.ts'
import { closed, goTo, group, resultsOf } from '../fixtures/spectrum.ts'

let server: ServerProcess
beforeAll(async () => {
  server = await startServer()
})
afterAll(async () => {
  await server.stop()
})

/** A browser's storage, for the device's own copy of a ballot. */
function storage(): Store {
  const kept = new Map<string, string>()
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    key: (index) => [...kept.keys()][index] ?? null,
    get length() {
      return kept.size
    },
  }
}

/** A guest whose device does with ballots what the page does. */
function device(guest: Guest) {
  const link = { ask: (_question: 'ballot', message: never) => guest.socket.emitWithAck('ballot', message) }
  const box = new BallotBox(new Keep(guest.grant, storage()), link as unknown as FlowLink)
  const open = () => (guest.view.now?.show === 'scale' && guest.view.now.view.results === null ? guest.view.now : null)
  guest.socket.on('slices', ({ whole }) => box.see(guest.view.now, whole))
  return (place: number) => {
    const now = open()
    if (now === null) throw new Error('nothing is asked')
    const answer = String(place) as BallotAnswer
    return box.vote(now.scene.run, now.view.round, [{ line: 'place', answer, reason: '' }])
  }
}

test('[AN7] killed after each ballot in turn, the server counts every answer once', async () => {
  const room = await group(server.url)
  await goTo(room, 'Where I stand')
  const stand = room.people.map(device)
  /** So many answer, with a kill -9 after each; then the lead closes. */
  const through = async (answering: number) => {
    for (let index = 0; index < answering; index++) {
      expect(await stand[index]?.(1)).toEqual({ ok: true })
      const frames = room.people.map((guest) => guest.frames.length)
      await server.crash()
      // Each device is back, and has sent what it kept: its next question is answered after that.
      for (const [who, guest] of room.people.entries()) {
        await guest.until(() => guest.frames.length > (frames[who] as number) && guest.socket.connected)
        await guest.send({ type: 'profile.set' })
      }
      await room.lead.until(() => room.lead.socket.connected)
    }
    await closed(room)
  }
  // Were one counted twice, four would be five and say a sentence.
  await through(4)
  expect(resultsOf(room.wall)).toEqual({ show: 'nothing' })
  expect(room.lead.view.desk?.spectrum?.state).toBe('few')
  expect(await room.lead.send({ type: 'scale.again' })).toEqual({ ok: true })
  for (const guest of room.people) await guest.until(() => resultsOf(guest) === null)
  // Were one lost, five would be four and say nothing.
  await through(5)
  expect(resultsOf(room.wall)).toEqual({ show: 'sentence', answers: 'close' })
  for (const guest of room.all) guest.close()
})
