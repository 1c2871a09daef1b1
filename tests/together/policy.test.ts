/**
 * The one table against the wire and the disk: every step of every activity, a canary of each class where people put such
 * words, and for everyone with a screen whether they received it, presence and absence both, as shared/policy.ts says.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openSqliteLog } from '../../server/log/sqlite.ts'
import { activities } from '../../shared/activities/activities.ts'
import { policy, retention, type ContentClass, type Rule } from '../../shared/policy.ts'
import { faultsOf, otherTables, type Canary } from '../fixtures/sweep/canary.ts'
import { plantOf } from '../fixtures/sweep/plants.ts'
import { Stage } from '../fixtures/sweep/stage.ts'
import { openHouse, temporaryFolder } from '../server/http/open-house.ts'

/** Classes that are there before any activity begins. */
async function plantPeople(stage: Stage): Promise<void> {
  const { lead, colead, door } = stage.cast
  const [maya, luis] = [stage.person(0), stage.person(1)]
  await stage.plant('waiting', { author: door, word: door.guest.name }, () => Promise.resolve())
  await stage.plant('workshopName', { author: lead }, (name) => lead.guest.send({ type: 'workshop.rename', name }))
  await stage.plant('leadName', { author: colead }, (name) => colead.guest.send({ type: 'profile.set', name }))
  await stage.plant('name', { author: luis }, (name) => luis.guest.send({ type: 'profile.set', name }))
  await stage.plant('call', { author: lead }, (word) =>
    lead.guest.send({ type: 'call.set', call: `https://call.example/${word}` }),
  )
  await stage.plant('pronouns', { author: maya }, (pronouns) => maya.guest.send({ type: 'profile.set', pronouns }))
}

/** It is stored nowhere, and follows from who sits where. */
function plantAlly(stage: Stage): Promise<Canary> {
  const author = stage.cast.people.find(({ guest }) => guest.view.video?.ally)
  if (author === undefined) throw new Error('nobody has an ally')
  const word = `"ally":{"id":"${author.guest.view.video?.ally?.id}"`
  return stage.plant('ally', { author, word }, () => Promise.resolve())
}

/** Presses Next through everything. @returns the steps it went through */
async function walk(stage: Stage): Promise<string[]> {
  const { guest: lead } = stage.cast.lead
  const went: string[] = []
  const here = () => (stage.state.run === null ? null : `${stage.run.activity}/${stage.spec?.id}`)
  const before = () => JSON.stringify([stage.state.run, stage.state.done])
  while (lead.view.desk?.next.act !== 'nothing') {
    const [place, spec, state] = [here(), stage.spec, before()]
    const answer = await lead.next(spec !== null && plantOf(spec).whole === true)
    expect([place, answer]).toEqual([place, { ok: true }])
    expect(before()).not.toBe(state)
    await lead.until(
      () => lead.at.run === (stage.state.run?.id ?? null) && lead.at.step === (stage.state.run?.step ?? 0),
    )
    const next = here()
    if (place === next && spec !== null) {
      await plantOf(spec).pressed?.(stage, spec)
      await stage.look(`${next}, moved on`)
      continue
    }
    if (spec !== null) await plantOf(spec).leaves?.(stage, spec)
    if (next === null || stage.spec === null) continue
    went.push(next)
    const plant = plantOf(stage.spec)
    for (const { guest } of stage.seated)
      await guest.until(() => guest.at.run === stage.run.id && guest.at.step === stage.run.step)
    await plant.begins?.(stage, stage.spec)
    if (plant.begins !== undefined) await stage.look(`${next}, begun`)
    await plant.plants?.(stage, stage.spec)
    await stage.look(next, 'with files')
  }
  return went
}

test(
  '[PF1] ATK-1 ATK-35 at every step of every activity everyone receives what the table says, and nothing else',
  { timeout: 90_000 },
  async () => {
    const folder = temporaryFolder()
    const log = openSqliteLog(join(folder, 'fourfold.db'))
    const house = await openHouse({ log })
    const stage = await Stage.open(house)
    await plantPeople(stage)
    const ally = await plantAlly(stage)
    await stage.look('before the first activity')
    // In circles others are allies.
    stage.forget(ally)
    const went = await walk(stage)
    expect(went).toEqual(activities.flatMap(({ slug, steps }) => steps.map(({ id }) => `${slug}/${id}`)))
    expect(faultsOf(stage.seen)).toEqual([])
    expect(stage.links).toEqual([])

    // Every class was there, seen before its release and after it, by everyone who could be told what they must not know.
    for (const kind of Object.keys(policy) as ContentClass[]) {
      const { before, after }: Rule = policy[kind]
      const moments = JSON.stringify(before) === JSON.stringify(after) ? ['before'] : ['before', 'after']
      for (const moment of moments) {
        const seen = stage.seen.filter((one) => one.kind === kind && one.moment === moment)
        const audiences = new Set(seen.flatMap((one) => one.audiences))
        for (const audience of ['leads', 'group', 'wall', 'waiting'] as const)
          expect([kind, moment, audience, audiences.has(audience)]).toEqual([kind, moment, audience, true])
      }
    }
    // Any other table would be found out.
    const others = otherTables(stage.seen)
    expect(others.length).toBeGreaterThan(60)
    expect(others.filter(({ rules }) => faultsOf(stage.seen, rules).length === 0).map(({ name }) => name)).toEqual([])

    // Afterwards there is what the table keeps for days, on the wire and on disk, and not a word of anything else.
    expect(await stage.cast.lead.guest.send({ type: 'workshop.end', confirm: true })).toEqual({ ok: true })
    await stage.look('at the end')
    await stage.look('afterwards', 'with files')
    const kept = (kind: ContentClass) => retention[policy[kind].keep].days > 0
    const now = stage.seen.filter(({ when }) => when === 'afterwards')
    // Who stands at the door hears the end before their name is forgotten.
    expect(
      now.filter(({ kind, hearsNow, audiences }) => hearsNow && !kept(kind) && !audiences.includes('author')),
    ).toEqual([])
    for (const { guest } of stage.seated) {
      const notes = stage.canaries.filter(({ kind, receivers }) => kind === 'note' && receivers[0]?.guest === guest)
      expect(guest.book.map(({ text }) => text).sort()).toEqual(notes.map(({ word }) => word).sort())
    }
    stage.close()
    await house.close()
    await log.close()
    const disk = readdirSync(folder).map((file) => readFileSync(join(folder, file)))
    for (const { kind, word } of stage.canaries)
      expect([kind, word, disk.some((bytes) => bytes.includes(word))]).toEqual([kind, word, kept(kind)])
  },
)

test('[PF1] the sweep finds a step that takes words nobody planted, and a class that is in no table', () => {
  const [first] = activities[0]?.steps ?? []
  if (first === undefined) throw new Error('no activity has a step')
  for (const spec of [
    { ...first, kind: 'weather' },
    { ...first, kind: 'page', template: 'diary' },
  ])
    expect(() => plantOf(spec as never)).toThrow('No canary for a step of the variant')
  const at = { word: 'w', moment: 'before', when: 'now', viewer: 'Maya', audiences: ['group'] } as const
  const heard = { heard: true, hearsNow: true }
  expect(faultsOf([{ ...at, ...heard, kind: 'weather' as never }])).toHaveLength(1)
  expect(faultsOf([{ ...at, ...heard, kind: 'proposal' }])).toHaveLength(1)
  expect(faultsOf([{ ...at, kind: 'pronouns', heard: false, hearsNow: false }])).toHaveLength(1)
  expect(faultsOf([{ ...at, ...heard, kind: 'pronouns' }])).toEqual([])
})
