import { expect, test } from 'vitest'
import { type CohortId, cohortOfGrant, pageId, type RunId, docStream } from '../../../shared/lib/ids.ts'
import { rightsTo } from '../../../shared/flow/access.ts'
import { pagesUntil, workshopUntil, policy, retention, type ContentClass } from '../../../shared/policy.ts'
import { destroyOld, type Keeping } from '../../../server/privacy/retention.ts'
import { openWorkshops } from '../../../server/workshops.ts'
import { seededRandom } from '../../../shared/lib/rng.ts'
import { begin, command, openHouse, seat, type House } from './open-house.ts'

const dayMs = 24 * 60 * 60 * 1000

function keepingOf({ cohorts, access, time }: House) {
  const failures: unknown[] = []
  const keeping: Keeping = {
    ids: () => cohorts.ids(),
    times: (cohort) => cohorts.about(cohort),
    destroy: async (cohort) => {
      await cohorts.destroy(cohort)
      access.forget(cohort)
    },
    endPages: (cohort) => cohorts.endPages(cohort),
    now: () => time.now,
    report: (error) => failures.push(error),
  }
  return { keeping, failures }
}

test('[HT5][ER26] a workshop is destroyed with all its streams when its time is over, and no other', async () => {
  const house = await openHouse()
  const old = await begin(house)
  const maya = await seat(house, old, 'Maya')
  house.time.now += 60_000
  const young = await begin(house, 'Andre')
  const { cohorts, time, log } = house
  const { keeping, failures } = keepingOf(house)
  time.now += retention.year.days * dayMs - 60_000
  await destroyOld(keeping)
  expect(cohorts.ids()).toHaveLength(2)
  time.now += 1
  await destroyOld(keeping)
  expect(cohorts.ids()).toEqual([cohortOfGrant(young.grant)])
  expect((await log.list('')).every((stream) => stream.includes(cohortOfGrant(young.grant)))).toBe(true)
  expect((await maya.browser.get(`${maya.base}/keepsake.html`)).json['code']).toBe('link_closed')
  expect((await young.browser.get(`${young.base}/code`)).json['code']).toBe(young.code)
  expect(failures).toEqual([])
})

test('[HT5] one that cannot be destroyed now does not keep the others', async () => {
  const destroyed: string[] = []
  const failures: unknown[] = []
  await destroyOld({
    ids: () => ['first', 'second'] as string[] as CohortId[],
    times: () => ({ startedAt: 0, endedAt: null }),
    destroy: async (cohort) => {
      if ((cohort as string) === 'first') throw new Error('the disk is full')
      destroyed.push(cohort)
    },
    endPages: () => Promise.resolve(),
    now: () => retention.year.days * dayMs + 1,
    report: (error) => failures.push(error),
  })
  expect(destroyed).toEqual(['second'])
  expect(failures).toHaveLength(1)
})

test('[ER26] own pages go ninety days after the end, from every file and every device, and nobody opens one any more', async () => {
  const house = await openHouse()
  const lead = await begin(house)
  const maya = await seat(house, lead, 'Maya')
  const { cohorts, time, log } = house
  const id = cohortOfGrant(lead.grant)
  const cohort = cohorts.cohort(id)
  if (cohort === undefined) throw new Error('no cohort')
  const run = '2222222222' as RunId
  await cohort.record(() => ({
    events: [{ type: 'page_opened', page: { run, step: 'write', prompt: 'Where?' } }],
    more: [],
  }))
  const page = pageId(id, maya.member, run, 'write')
  await cohorts.commit(id, [{ stream: docStream(page), bodies: [Uint8Array.of(1, 0, 1)] }])
  cohorts.wrote(id, page)
  const viewer = { as: 'person', member: maya.member } as const
  const { keeping, failures } = keepingOf(house)
  // While nobody has ended it there is no such day.
  time.now += 300 * dayMs
  await destroyOld(keeping)
  expect(cohorts.view(id, maya.member).workshop?.pagesUntil).toBeNull()
  expect(cohort.parts.pages.of(maya.member, cohort.state)).toHaveLength(1)

  await command(house, lead, { type: 'workshop.end', confirm: true })
  const until = time.now + retention.season.days * dayMs
  expect(cohorts.view(id, maya.member).workshop?.pagesUntil).toBe(until)
  time.now = until
  await destroyOld(keeping)
  expect([await log.list('page/'), rightsTo(cohort.state, viewer, page)]).toEqual([[docStream(page)], 'write'])
  time.now += 1
  await destroyOld(keeping)
  expect([await log.list('page/'), rightsTo(cohort.state, viewer, page)]).toEqual([[], 'none'])
  expect(cohort.parts.pages.of(maya.member, cohort.state)).toEqual([])
  // Everything else is there, and the next hour finds nothing to do.
  const { entries } = await log.load(`flow/${id}`)
  await destroyOld(keeping)
  expect((await log.load(`flow/${id}`)).entries).toHaveLength(entries.length)
  expect(cohorts.view(id, maya.member).me?.name).toBe('Maya')
  expect(failures).toEqual([])
})

test('[ER26] a crash between the day of the pages and their end in the files is made good at the next start', async () => {
  const house = await openHouse()
  const lead = await begin(house)
  const id = cohortOfGrant(lead.grant)
  const page = pageId(id, '222222222222' as never, '2222222222' as RunId, 'write')
  await house.cohorts.commit(id, [{ stream: docStream(page), bodies: [Uint8Array.of(1, 0, 1)] }])
  await openWorkshops({ log: house.log, random: seededRandom(3), now: () => house.time.now, report: () => undefined })
  expect(await house.log.list('page/')).toEqual([])
})

test('[ER26] every class has its number of days, and no day is later than the workshop’s own', () => {
  const times = { startedAt: 1_790_000_000_000, endedAt: 1_790_000_000_000 + 380 * dayMs }
  const last = workshopUntil(times)
  expect(pagesUntil(times)).toBe(last)
  expect(pagesUntil({ ...times, endedAt: null })).toBeNull()
  const days = (kind: ContentClass) => retention[policy[kind].keep].days
  for (const kind of Object.keys(policy) as ContentClass[]) expect([kind, days(kind) <= 395]).toEqual([kind, true])
  // By the table: for themselves a season, kept together a year, everything else not beyond the end.
  expect(
    (['page', 'note', 'agreement', 'ownLine', 'circleBoard', 'proposal', 'place', 'signal'] as const).map(days),
  ).toEqual([90, 395, 395, 395, 0, 0, 0, 0])
})
