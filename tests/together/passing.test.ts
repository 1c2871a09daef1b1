/** Two rooms alike to the last bit, in one of which somebody passes: whatever is sent, stored, kept or measured is the same. */
import { expect, test } from 'vitest'
import { memoryLog } from '../../server/log/memory.ts'
import type { Command } from '../../shared/flow/commands.ts'
import { cohortOfGrant, plenary, type MemberId } from '../../shared/lib/ids.ts'
import { begin, knock, openHouse, wall, type Seat } from '../server/http/open-house.ts'

const circle = plenary
const names = ['Maya', 'Luis', 'Noor', 'Ben', 'Priya']
type Act = (holder: MemberId, lead: MemberId) => readonly [MemberId, Command]

/** A round in which the second person does `act`; everything that is there right after it, and after the step. */
async function roundWith(act: Act): Promise<unknown[]> {
  const log = memoryLog()
  const house = await openHouse({ log, seed: 5 })
  const lead = await begin(house)
  const people: Seat[] = []
  for (const name of names) people.push(await knock(house, lead.code, name))
  const id = cohortOfGrant(lead.grant)
  const cohort = house.cohorts.cohort(id)
  if (cohort === undefined) throw new Error('no cohort')
  const leads = house.access.of(id).grant(lead.grant)?.member as MemberId
  let commands = 0
  const press = async (member: MemberId, c: Command) => {
    const { run } = cohort.state
    const at = { run: run?.id ?? null, step: run?.step ?? 0 }
    const cmd = { id: `passing-${++commands}`, at, c: { ...c } }
    expect(await cohort.command(member, cmd)).toEqual({ ok: true })
  }
  const turn = () => (cohort.state.run?.state.kind === 'turn' ? cohort.state.run.state.turns[plenary] : undefined)
  const next: Command = { type: 'next', confirm: true }
  const screen = await wall(house, lead)
  const everything = async () => {
    const stored: unknown[] = []
    for (const stream of await log.list('')) {
      // Cookies are drawn anew in each house.
      if (stream.startsWith('access/')) continue
      const { snapshot, entries } = await log.load(stream)
      stored.push([stream, ...[snapshot, ...entries].map((one) => Buffer.from(one?.body ?? []).toString())])
    }
    const views = [leads, ...people.map(({ member }) => member)].map((member) => cohort.view({ as: 'person', member }))
    const files = [lead, ...people].map(async ({ browser, base }) => (await browser.get(`${base}/keepsake.html`)).text)
    const measured = [await lead.browser.get('/healthz'), await screen.browser.get('/healthz')].map(({ text }) => text)
    return [stored, views, cohort.view({ as: 'wall' }), await Promise.all(files), measured, house.errors]
  }

  await press(leads, { type: 'lobby.admit', members: people.map(({ member }) => member) })
  await press(leads, next)
  await press(leads, next)
  await press(turn()?.holder as MemberId, { type: 'turn.hand', circle })
  house.time.now += 20_000
  await press(...act(turn()?.holder as MemberId, leads))
  const then = await everything()
  await press(leads, { type: 'next', confirm: true, whole: true })
  return [...then, ...(await everything())]
}

test('[RD8] passing leaves in log, slices, files and measures exactly what handing on leaves', async () => {
  const handed = await roundWith((holder) => [holder, { type: 'turn.hand', circle }])
  expect(await roundWith((holder) => [holder, { type: 'turn.pass', circle }])).toEqual(handed)
  // The comparison sees what there is to see: the stone that comes back to somebody is another state.
  expect(await roundWith((holder) => [holder, { type: 'turn.later', circle }])).not.toEqual(handed)
})
