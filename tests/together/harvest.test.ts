/** A harvest board over the real server and the real y-websocket client: who may do what with whose line, and what stays. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { longest } from '../../shared/lib/text.ts'
import type { DocId } from '../../shared/lib/ids.ts'
import { BoardPeer } from '../fixtures/board-peer.ts'
import { Guest } from '../fixtures/people.ts'
import { startServer, type ServerProcess } from '../fixtures/server.ts'
import { addCard, cardsOf, contentOf, textOf } from '../server/doc/board-acts.ts'
import { onDisk as foundOnDisk } from '../fixtures/stored.ts'

let server: ServerProcess
let lead: Guest
let wall: Guest
const people: Guest[] = []
const names = ['Maya', 'Luis', 'Noor', 'Ben', 'Priya', 'Samir', 'Tess', 'Hiro']

const idOf = (guest: Guest) => guest.view.me?.id ?? ''
const guest = (name: string) => people.find((one) => one.name === name) as Guest
const boardOf = ({ view: { now } }: Guest) => (now?.show === 'board' ? now.view : null)
const docOf = (one: Guest) => boardOf(one)?.doc as DocId
const open = (name: string) => BoardPeer.open(guest(name), docOf(guest(name)))
const onDisk = (word: string) => foundOnDisk(server.dataDir, word)

beforeAll(async () => {
  server = await startServer()
  lead = await Guest.lead(server.url)
  const code = await lead.code()
  for (const [i, name] of names.entries())
    people.push(await Guest.join(server.url, code, name, i % 4 === 0 ? 'remote' : 'room'))
  await lead.admit(names.length)
  wall = await lead.wall()
}, 30_000)
afterAll(async () => {
  for (const one of [lead, wall, ...people]) one.close()
  await server.stop()
})

test('[HB8] a lead adds it after any activity, even a running one; who is no lead adds nothing', async () => {
  expect(await guest('Maya').send({ type: 'agenda.add', activity: 'harvest' })).toMatchObject({ code: 'leads_only' })
  expect(await lead.send({ type: 'agenda.add', activity: 'check-in' })).toMatchObject({ code: 'not_now' })
  await lead.next()
  await lead.until(() => lead.view.desk?.run != null)
  expect(lead.view.desk?.addable).toMatchObject([{ activity: 'harvest' }])
  expect(await lead.send({ type: 'agenda.add', activity: 'harvest' })).toEqual({ ok: true })
  await lead.until(() => lead.view.agenda?.[1]?.activity === 'harvest')
  expect(lead.view.agenda?.map((item) => item.state)[1]).toBe('ahead')
  // Taken out and added again: a lead may change their mind.
  await lead.send({ type: 'agenda.drop', block: lead.view.agenda?.[1]?.id ?? '' })
  await lead.until(() => lead.view.agenda?.[1]?.activity !== 'harvest')
  expect(await lead.send({ type: 'agenda.drop', block: lead.view.agenda?.[0]?.id ?? '' })).toMatchObject({
    code: 'not_now',
  })
  await lead.send({ type: 'agenda.add', activity: 'harvest' })
  await lead.goTo('Place a line')
  await Promise.all(people.map((one) => one.until(() => boardOf(one) !== null)))
})

test('[HB1][HB2][HB9] one line each under one’s own name: no second, none in another’s name, none changed or removed by others', async () => {
  const [maya, luis] = [await open('Maya'), await open('Luis')]
  maya.place('I ask before I advise.')
  await luis.until(() => luis.lineOf(idOf(guest('Maya'))) !== null)
  luis.place('One free morning a week')
  await luis.settled()
  const before = contentOf(luis.doc)

  const attempts: Record<string, (peer: BoardPeer) => void> = {
    'a second line': ({ doc }) => addCard(doc, 'second', 'Another one of mine', { list: 'l0' }),
    'a line in another’s name': ({ doc }) => addCard(doc, idOf(guest('Noor')), 'I never said this', { list: 'l0' }),
    'over another’s line': ({ doc }) => addCard(doc, idOf(guest('Luis')), 'I never said this', { list: 'l0' }),
    'letters in another’s line': ({ doc }) => textOf(doc, idOf(guest('Luis'))).insert(0, 'Not '),
    'letters of another’s line deleted': ({ doc }) => textOf(doc, idOf(guest('Luis'))).delete(0, 4),
    'another text for another’s line': ({ doc }) =>
      cardsOf(doc)
        .get(idOf(guest('Luis')))
        ?.set('text', new Y.Text('Mine')),
    'another’s line removed': ({ doc }) => cardsOf(doc).delete(idOf(guest('Luis'))),
    'a caption on another’s line': ({ doc }) =>
      cardsOf(doc)
        .get(idOf(guest('Luis')))
        ?.set('from', 'Maya'),
    'five thousand letters': ({ doc }) => textOf(doc, idOf(guest('Maya'))).insert(0, 'a'.repeat(5_000)),
    'signs that turn the direction': ({ doc }) => textOf(doc, idOf(guest('Maya'))).insert(0, '\u202egnorw'),
    'signs of no width': ({ doc }) => textOf(doc, idOf(guest('Maya'))).insert(0, '\u200b\ufeff'),
    'a second row': ({ doc }) => textOf(doc, idOf(guest('Maya'))).insert(0, 'one\ntwo'),
    'a picture': ({ doc }) => textOf(doc, idOf(guest('Maya'))).insertEmbed(0, { image: 'data:image/png;base64,AA' }),
  }
  for (const [what, attempt] of Object.entries(attempts)) {
    const mallory = await open('Maya')
    attempt(mallory)
    await mallory.until(() => mallory.resets.length > 0)
    expect([what, mallory.resets[0]]).toEqual([what, what.startsWith('five') ? 'too_big' : 'schema'])
    mallory.close()
  }
  const late = await open('Noor')
  expect(contentOf(late.doc)).toBe(before)

  // Its author changes it and takes it back, on any of their devices; the place stays free for them.
  const phone = await open('Maya')
  phone.board.editCard(idOf(guest('Maya')), 'I ask twice before I advise.')
  await late.until(() => late.lineOf(idOf(guest('Maya'))) === 'I ask twice before I advise.')
  phone.board.removeCard(idOf(guest('Maya')))
  await late.until(() => late.lineOf(idOf(guest('Maya'))) === null)
  maya.place('Silence is an answer too.')
  await late.until(() => late.lineOf(idOf(guest('Maya'))) === 'Silence is an answer too.')
  for (const peer of [maya, luis, late, phone]) {
    expect(peer.resets).toEqual([])
    peer.close()
  }
})

test('[HB2] who places a line, or takes it back, is in no frame that a console, a wall or a seat receives of the room', async () => {
  const noor = await open('Noor')
  const everyone = [lead, wall, ...people]
  const told = () => everyone.map(({ frames }) => frames.filter((frame) => frame.includes('slices')).length)
  const before = told()
  noor.place('Nobody is told of this')
  await noor.settled()
  noor.board.removeCard(idOf(guest('Noor')))
  await noor.settled()
  // Whatever the room would have been told has come by now: answers come after what was sent before.
  await Promise.all(people.map((one) => one.socket.emitWithAck('ticket', { doc: docOf(one) })))
  expect(told()).toEqual(before)
  for (const { frames } of everyone) expect(frames.join()).not.toContain('Nobody is told of this')
  noor.close()
})

test('[HB3] eight people put lines together at the same moment; everyone ends with the same clusters and every word', async () => {
  const peers = await Promise.all(names.map(open))
  for (const peer of peers) if (peer.lineOf(idOf(peer.guest)) === null) peer.place(`A line from ${peer.guest.name}`)
  const [first] = peers
  if (first === undefined) throw new Error('nobody')
  const all = (peer: BoardPeer) => peer.board.content()
  await Promise.all(peers.map((peer) => peer.until(() => all(peer).cards.length === names.length)))
  await lead.goTo('Put together')
  await Promise.all(people.map((one) => one.until(() => boardOf(one)?.prompt === 'What belongs together?')))
  for (const [i, peer] of peers.entries()) {
    // Each makes a cluster of their own and moves somebody else's line into it, while the next does the same.
    const cluster = peer.board.addList(`Cluster ${i}`)
    for (const step of [1, 2, 3])
      peer.board.moveCard(idOf(peers[(i + step) % peers.length]?.guest as Guest), cluster, null)
  }
  await Promise.all(peers.map((peer) => peer.until(() => all(peer).lists.length === 1 + names.length)))
  await Promise.all(peers.map((peer) => peer.settled()))
  await vi.waitFor(() => expect(new Set(peers.map(({ doc }) => contentOf(doc))).size).toBe(1), 5_000)
  expect(all(first).cards.length).toBe(names.length)
  for (const peer of peers) {
    expect(peer.resets).toEqual([])
    peer.close()
  }
})

test('[HB6] the wall shows what a lead chose; nobody else chooses, and the next step begins with everything', async () => {
  expect(await guest('Ben').send({ type: 'wall.board', of: 'names', page: 0 })).toMatchObject({ code: 'leads_only' })
  expect(await lead.send({ type: 'wall.board', of: 'names', page: 2 })).toEqual({ ok: true })
  const onWall = () => (wall.view.wall?.view.show === 'board' ? wall.view.wall.view.own?.onWall : undefined)
  await wall.until(() => onWall()?.of === 'names')
  expect(onWall()).toEqual({ of: 'names', page: 2 })
  await lead.send({ type: 'back' })
  await wall.until(() => onWall()?.of === 'all')
  await lead.goTo('Put together')
})

test('[HB4][PRV1] the line of somebody who is removed is gone from every screen and every file, and cannot come back', async () => {
  const [ben, luis] = [await open('Ben'), await open('Luis')]
  const gone = idOf(guest('Ben'))
  expect(luis.lineOf(gone)).toBe('A line from Ben')
  await lead.send({ type: 'person.remove', member: gone as never, confirm: true })
  await luis.until(() => luis.lineOf(gone) === null)
  await ben.until(() => ben.closed)
  const people = boardOf(guest('Luis'))?.people ?? []
  expect(people.map(({ name }) => name)).not.toContain('Ben')
  await guest('Ben').until(() => guest('Ben').bye !== null)
  await vi.waitFor(() => expect(onDisk('A line from Ben')).toEqual([]), 5_000)
  luis.close()
  ben.close()
})

test('[HB1][HB4] after kill -9 the board holds the same lines under the same rules', async () => {
  const before = await open('Noor')
  const said = contentOf(before.doc)
  before.close()
  await server.crash()
  await Promise.all(
    [lead, ...people.filter(({ name }) => name !== 'Ben')].map((one) => one.until(() => one.socket.connected)),
  )
  const noor = await open('Noor')
  expect(contentOf(noor.doc)).toBe(said)
  noor.board.removeCard(idOf(guest('Luis')))
  await noor.until(() => noor.resets.length > 0)
  expect(noor.resets).toEqual(['schema'])
  noor.close()
})

test('[HB7][HB9] what stands at the end stays with names and clusters, for everyone; its author takes it out, and it is in no file', async () => {
  const tess = await open('Tess')
  tess.board.editCard(idOf(guest('Tess')), 'CANARY-of-Tess')
  const cluster = tess.board.content().lists.at(-1)
  tess.board.renameList(cluster?.id ?? '', 'What we carry on')
  tess.board.moveCard(idOf(guest('Tess')), cluster?.id ?? '', null)
  await tess.settled()
  tess.close()
  // A patched page leaves its own line longer than any page of ours would: it is kept as long as a line is.
  const hiro = await open('Hiro')
  hiro.board.removeCard(idOf(guest('Hiro')))
  hiro.place('b'.repeat(3 * longest.line))
  await hiro.settled()
  hiro.close()
  // Ending asks twice: the board closes for good.
  expect(await lead.send({ type: 'next', confirm: false })).toMatchObject({ code: 'needs_confirming' })
  await lead.next()
  for (const one of [lead, guest('Hiro')]) {
    await one.until(() => one.view.harvest !== undefined)
    const kept = one.view.harvest?.[0]?.lines.find(({ by }) => by.name === 'Tess')
    expect(kept).toMatchObject({ text: 'CANARY-of-Tess', cluster: 'What we carry on' })
    expect(one.view.harvest?.[0]?.lines.map(({ by }) => by.name)).not.toContain('Ben')
    expect(one.view.harvest?.[0]?.lines.find(({ by }) => by.name === 'Hiro')?.text).toHaveLength(longest.line)
  }
  expect(wall.view).not.toHaveProperty('harvest')
  const file = async () =>
    (
      await fetch(`${server.url}/api/w/${guest('Hiro').grant}/keepsake.html`, {
        headers: { cookie: guest('Hiro').cookie },
      })
    ).text()
  expect(await file()).toContain('CANARY-of-Tess')
  const run = lead.view.harvest?.[0]?.run ?? ''
  // Nobody takes out what is another's.
  await guest('Luis').send({ type: 'harvest.withdraw', run })
  await lead.until(() => lead.view.harvest?.[0]?.lines.some(({ by }) => by.name === 'Luis') === false)
  expect(lead.view.harvest?.[0]?.lines.some(({ by }) => by.name === 'Tess')).toBe(true)
  expect(await guest('Tess').send({ type: 'harvest.withdraw', run })).toEqual({ ok: true })
  await guest('Hiro').until(() => guest('Hiro').view.harvest?.[0]?.lines.some(({ by }) => by.name === 'Tess') === false)
  expect(await file()).not.toContain('CANARY-of-Tess')
  expect(onDisk('CANARY-of-Tess')).toEqual([])
  // Whoever is removed afterwards goes with their line.
  await lead.send({ type: 'person.remove', member: idOf(guest('Samir')) as never, confirm: true })
  await lead.until(() => lead.view.harvest?.[0]?.lines.some(({ by }) => by.name === 'Samir') === false)
  expect(onDisk('A line from Samir')).toEqual([])
})
