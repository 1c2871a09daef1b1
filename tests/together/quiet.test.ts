/** What an operator's tools see of a room at work: its log and its metrics, searched for everything that people typed or hold. */
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test, vi } from 'vitest'
import { updateFrame } from '../../server/doc/frames.ts'
import { cohortOfGrant, type GrantId } from '../../shared/lib/ids.ts'
import { refusals } from '../../shared/wire/refusals.ts'
import { addCard, changeOf } from '../server/doc/board-acts.ts'
import { deskOf, goTogether } from '../fixtures/desk.ts'
import { door, Guest } from '../fixtures/people.ts'
import { startServer } from '../fixtures/server.ts'
import { newToken } from '../fixtures/tokens.ts'

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

// Several processes, each of which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const names = ['Zebulon', 'Xanthippe', 'Quirinus', 'Wilhelmine']

test('[OP8][OP9] ATK-69 neither the log nor the metrics hold a name, a word, an id, a code or a secret of a room at work', async () => {
  const port = await freePort()
  const server = await startServer({ METRICS_PORT: `${port}` })
  const metrics = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  const lead = await Guest.lead(server.url, 'Theodora')
  const code = await lead.code()
  const guests: Guest[] = []
  for (const name of names) guests.push(await Guest.join(server.url, code, name))
  await lead.admit(names.length)
  const wall = await lead.wall()
  const [first] = guests as [Guest, ...Guest[]]
  const token = newToken()
  await lead.send({ type: 'workshop.rename', name: 'CANARY-workshop' })
  await lead.goTo('Write alone')
  await first.until(() => first.view.now?.show === 'sealed')
  expect(await first.put('CANARY-sealed', token)).toEqual({ ok: true })
  await goTogether(lead, guests)
  const { socket, doc } = await deskOf(first)
  socket.send(updateFrame(changeOf(Uint8Array.of(0, 0), (replica) => addCard(replica, 'CANARY-card', 'CANARY-board'))))
  await once(socket, 'message')
  // Refusals of every door: moved on, not a lead's, not understood, a wrong code, another site, a broken body.
  await lead.send({ type: 'workshop.rename', name: '' })
  expect(await first.next()).toMatchObject({ ok: false, code: 'leads_only' })
  await first.socket.emitWithAck('put', { run: 'CANARY-run' } as never)
  await door(server.url, '/join', { code: 'CANARY-code', name: 'CANARY-name', pronouns: '', place: 'room' })
  await door(server.url, '/join', '{"CANARY-body"')
  await door(server.url, '/join', {}, { origin: 'https://CANARY-origin.example' })
  await fetch(`${server.url}/CANARY-path?CANARY-query`)
  // A fault while something is stored, with a name in it: another program holds the file.
  const holder = new DatabaseSync(join(server.dataDir, 'fourfold.db'))
  onTestFinished(() => void (holder.isOpen && holder.close()))
  holder.exec('BEGIN IMMEDIATE')
  const failed = await door(server.url, '/join', { code, name: 'CANARY-late', pronouns: '', place: 'room' })
  expect(failed.body).toMatchObject({ ok: false, code: 'not_stored' })
  holder.close()

  const text = await metrics()
  expect(text).toContain('fourfold_refusals_total{code="leads_only"} 1\n')
  expect(text).toContain('fourfold_refusals_total{code="not_stored"} 1\n')
  expect(text).toMatch(/fourfold_commits_total\{result="stored"\} [1-9]/)
  expect(text).toMatch(/fourfold_sockets\{kind="flow"\} 6\n/)
  const log = server.output()
  const lines = log.split('\n').filter((line) => line.startsWith('{'))
  expect(lines.length).toBeGreaterThan(0)
  for (const line of lines) {
    const { kind, at, id, ...rest } = JSON.parse(line) as Record<string, string>
    expect([kind, at]).toEqual(['Unavailable', expect.stringMatching(/^server\/log\/[a-z-]+\.ts:\d+:\d+$/)])
    expect([Object.keys(rest), id]).toEqual([['t', 'event'], expect.stringMatching(/^[0-9a-f-]{36}$/)])
  }

  const ids = [lead, wall, ...guests].flatMap(({ grant, cookie, view }) => [
    grant,
    ...cookie.split(/[=.]/).filter((part) => part.length > 8),
    ...(view.me === undefined ? [] : [view.me.id]),
  ])
  const secret = [...names, 'Theodora', 'CANARY', token, code, doc, cohortOfGrant(lead.grant as GrantId), ...ids]
  for (const sink of [log, text])
    for (const word of secret) expect([word, sink.toLowerCase().includes(word.toLowerCase())]).toEqual([word, false])

  // Every line of the metrics is of the list, and every label one of these.
  const labels = {
    version: /^\d+\.\d+\.\d+$/,
    node: /^\d+\.\d+\.\d+$/,
    quantile: /^(0\.5|0\.99|1)$/,
    result: /^(stored|failed)$/,
    kind: /^(flow|board)$/,
    le: /^(\+Inf|[0-9.]+)$/,
    code: new RegExp(`^(${Object.keys(refusals).join('|')})$`),
  } as const
  for (const line of text
    .trimEnd()
    .split('\n')
    .filter((one) => !one.startsWith('#'))) {
    const [, name, said = ''] = /^((?:fourfold|process|nodejs)_[a-z_]+)(?:\{(.*)\})? -?[0-9.e+-]+$/.exec(line) ?? []
    expect([line, name]).not.toEqual([line, undefined])
    for (const label of said === '' ? [] : said.split(',')) {
      const [, key = '', value = ''] = /^([a-z]+)="(.*)"$/.exec(label) ?? []
      expect([line, labels[key as keyof typeof labels]?.test(value)]).toEqual([line, true])
    }
  }
  for (const guest of [lead, wall, ...guests]) guest.close()
  await server.stop()
})

test('[OP8] nobody asked for metrics: they are nowhere, not on the address of people either', async () => {
  const server = await startServer()
  const answer = await fetch(`${server.url}/metrics`)
  expect([answer.status, (await answer.text()).includes('fourfold_')]).toEqual([404, false])
  await server.stop()
})
