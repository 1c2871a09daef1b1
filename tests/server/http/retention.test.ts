import { expect, test } from 'vitest'
import { type CohortId, cohortOfGrant } from '../../../shared/lib/ids.ts'
import { retentionMs } from '../../../shared/policy.ts'
import { destroyOld, type Keeping } from '../../../server/privacy/retention.ts'
import { begin, openHouse, seat } from './open-house.ts'

test('[HT5] a workshop is destroyed with all its streams when its time is over, and no other', async () => {
  const house = await openHouse()
  const old = await begin(house)
  const maya = await seat(house, old, 'Maya')
  house.time.now += 60_000
  const young = await begin(house, 'Andre')
  const { cohorts, access, time, log } = house
  const failures: unknown[] = []
  const keeping: Keeping = {
    ids: () => cohorts.ids(),
    startedAt: (cohort) => cohorts.about(cohort)?.startedAt ?? null,
    destroy: async (cohort) => {
      await cohorts.destroy(cohort)
      access.forget(cohort)
    },
    now: () => time.now,
    report: (error) => failures.push(error),
  }
  time.now += retentionMs - 60_000
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
    startedAt: () => 0,
    destroy: async (cohort) => {
      if ((cohort as string) === 'first') throw new Error('the disk is full')
      destroyed.push(cohort)
    },
    now: () => retentionMs + 1,
    report: (error) => failures.push(error),
  })
  expect(destroyed).toEqual(['second'])
  expect(failures).toHaveLength(1)
})
