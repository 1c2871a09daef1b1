/**
 * `npm run demo`: a server with a workshop in full swing and twelve scripted members over the real protocols, so that a
 * newcomer sees it live within a minute. Everything is in a folder that is deleted at the end.
 */
import { Guest, door } from '../fixtures/people.ts'
import { startServer } from '../fixtures/server.ts'
import { seededRandom } from '../../shared/lib/rng.ts'
import type { CircleId } from '../../shared/lib/ids.ts'

const names = ['Maya', 'Luis', 'Noor', 'Ben', 'Priya', 'Samir', 'Tess', 'Hiro', 'Kavya', 'Rosa', 'Jonas', 'Imani']
const lines = [
  'One voice at a time, and time after each.',
  'Stories stay with their tellers.',
  'Passing needs no reason.',
  'Video seats are never last twice.',
  'No fixing, no advice.',
  'Say it when something hurts.',
]
const random = seededRandom(12)
const plenary = 'all' as CircleId
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const server = await startServer({ PORT: process.env['PORT'] ?? '4400', HOST_NAME: 'The Fourfold demo' })
const lead = await Guest.lead(server.url)
const code = await lead.code()
const people: Guest[] = []
for (const [i, name] of names.entries())
  people.push(await Guest.join(server.url, code, name, i % 3 === 1 ? 'remote' : 'room'))
await lead.until(() => lead.view.lobby?.waiting.length === names.length)
await lead.send({ type: 'workshop.rename', name: 'Faculty mentoring, workshop 2' })
await lead.send({ type: 'lobby.admit', members: (lead.view.lobby?.waiting ?? []).map((one) => one.id) })
await lead.next()
await lead.next()

const linkOf = async (guest: Guest) => {
  const { body } = await door(server.url, `/w/${guest.grant}/link`, { for: 'me' }, { cookie: guest.cookie })
  return `${server.url}/e/${String(body['grant'])}#${String(body['secret'])}`
}
process.stdout.write(`
A workshop is running, with twelve scripted members.

  Console   ${await linkOf(lead)}
  A seat    ${await linkOf(people[0] as Guest)}
  The wall  ${server.url}/wall   (type its four signs on the console, under Projector)
  Join in   ${server.url}/j/${code}

Press Next on the console; the members speak, pass, write and answer by themselves. Stop with Ctrl-C.
`)

/** What one member does when it is up to them; Maya's seat is left to whoever opened its link. */
async function live(guest: Guest): Promise<void> {
  const now = guest.view.now
  if (now?.show === 'turn' && now.view.mine) {
    await pause(1_500 + random(2_500))
    await guest.send({ type: 'turn.speak', circle: plenary })
    await pause(4_000 + random(6_000))
    await guest.send({ type: 'turn.hand', circle: plenary })
  } else if (now?.show === 'sealed' && !written.has(`${guest.name}.${now.scene.run}`)) {
    written.add(`${guest.name}.${now.scene.run}`)
    await pause(random(8_000))
    await guest.put(lines[random(lines.length)] ?? '')
  } else if (now?.show === 'scale' && now.view.results === null) {
    const { view } = now
    await pause(random(3_000))
    if (view.about === 'lines')
      await guest.vote(
        view.lines.map((line) => ({ line: line.id, answer: random(12) === 0 ? 'not_yet' : 'yes', reason: '' })),
      )
    else await guest.stand(random(9) === 0 ? null : view.answers.length - random(view.answers.length))
    await pause(10_000)
  }
}
const written = new Set<string>()

const stopped = new Promise((resolve) => {
  process.once('SIGINT', resolve)
  process.once('SIGTERM', resolve)
})
const script = async (guest: Guest) => {
  while (guest.bye === null) {
    await live(guest)
    await pause(500)
  }
}
for (const guest of people.slice(1)) void script(guest)
await stopped
for (const guest of [lead, ...people]) guest.close()
await server.stop()
process.exit(0)
