/** Proves a script complete before anyone lives through it: times, remote plan, references, landing. Run by the tests. */
import type { Activity, AnySpec } from '../steps/specs.ts'

const idShape = /^[a-z0-9-]{1,24}$/

/** What a step must say for itself. */
function ownFaults(spec: AnySpec): string[] {
  const faults: string[] = []
  if (!idShape.test(spec.id)) faults.push('its id is not of a-z, 0-9 and dash')
  if (spec.title === '') faults.push('no title')
  if (spec.say === '') faults.push('no sentence to say')
  if (spec.minutes <= 0) faults.push('no length')
  if (spec.remote === '') faults.push('no plan for remote people')
  if ('prompt' in spec && spec.prompt === '') faults.push('no prompt')
  if (spec.kind === 'board' && spec.lists.length === 0) faults.push('a board without a list')
  if (spec.kind === 'board' && spec.layout === 'own') {
    if (spec.of !== 'plenary') faults.push('own lines are kept with names, so their board is everybody’s')
    if (spec.from !== null && !('again' in spec.from)) faults.push('own lines are written there, not carried there')
  }
  if (spec.kind === 'board') {
    for (const title of spec.required ?? []) {
      // What arrives is not yet placed: a line there is no line.
      if (spec.lists.indexOf(title) < 1) faults.push(`it requires a list that it does not have: ${title}`)
    }
  }
  if (spec.kind === 'step' && spec.mode === 'note' && [spec.comes, spec.aloud, spec.part].includes(''))
    faults.push('a content note that does not say what may come, what is read aloud, or what taking part means')
  if (spec.kind === 'scale' && spec.about === 'poles' && [...spec.poles, ...spec.answers].includes(''))
    faults.push('a spectrum with an end or an answer that has no words')
  return faults
}

/** The earlier steps it refers to, by the kind they must have. */
function references(spec: AnySpec): { readonly id: string; readonly kind: AnySpec['kind'] }[] {
  if (spec.kind === 'scale') {
    if (spec.about === 'lines') return [{ id: spec.board, kind: 'board' }]
    return spec.again === null ? [] : [{ id: spec.again, kind: 'scale' }]
  }
  if (spec.kind !== 'board' || spec.from === null) return []
  if ('sealed' in spec.from) return [{ id: spec.from.sealed, kind: 'sealed' }]
  return [{ id: 'boards' in spec.from ? spec.from.boards : spec.from.again, kind: 'board' }]
}

/** @returns one sentence per fault; empty when the script is complete */
export function checkActivity(activity: Activity): string[] {
  const faults: string[] = []
  activity.steps.forEach((spec, index) => {
    const earlier = activity.steps.slice(0, index)
    const say = (fault: string) => faults.push(`${activity.slug}, step ${index} (${spec.id}): ${fault}`)
    ownFaults(spec).forEach(say)
    if (earlier.some((other) => other.id === spec.id)) say('its id is there twice')
    for (const { id, kind } of references(spec)) {
      if (!earlier.some((other) => other.id === id && other.kind === kind))
        say(`no earlier ${kind} step is called ${id}`)
    }
    if (spec.kind === 'page' && spec.template === 'mark') {
      const of = earlier.find((other) => other.id === spec.page)
      if (of?.kind !== 'page' || of.template !== 'free')
        say(`it marks a sentence, but ${spec.page} is no page to write on`)
    }
    const inCircles = 'of' in spec && spec.of === 'circles'
    if (activity.tender && inCircles && spec.kind === 'turn' && spec.quietWall !== true)
      say('in a tender activity the wall shows nothing of how circles go on')
    if (inCircles && !earlier.some((other) => other.kind === 'group'))
      say('it works in circles, but none are formed before')
  })
  const last = activity.steps.at(-1)
  const lands = last?.kind === 'step' && last.mode === 'land'
  const noted = activity.steps[0]?.kind === 'step' && activity.steps[0].mode === 'note'
  if (activity.tender && !noted) faults.push(`${activity.slug}: a tender activity begins with a content note`)
  if (activity.tender && !lands) faults.push(`${activity.slug}: a tender activity ends with a landing step`)
  return faults
}
