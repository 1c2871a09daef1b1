/**
 * Forming circles for thirty people over twelve rounds. The peer is what one would write first: deal at random again and
 * again, for as long as ours took, and keep the deal with the fewest people who have met.
 */
import type { MemberId } from '../../shared/lib/ids.ts'
import { seededRandom, shuffled } from '../../shared/lib/rng.ts'
import { formed } from '../../shared/steps/group/forming.ts'
import { emptyMet, metWith, timesMet, type Met } from '../../shared/steps/group/met.ts'
import { sizesFor } from '../../shared/steps/group/sizes.ts'
import { say, spread } from './figures.ts'

const rounds = 12
const people = Array.from({ length: 30 }, (_, i) => ({ id: `member-${i}` as MemberId, remote: i < 8 }))

const again = (met: Met) => Array.from(met.times).reduce((sum, sign) => sum + Math.max(0, parseInt(sign, 36) - 1), 0)

function dealtFor(ms: number, size: number, met: Met, random: (below: number) => number): MemberId[][] {
  const sizes = sizesFor(people.length, size)
  const times = timesMet(met)
  const end = performance.now() + ms
  let best: { readonly circles: MemberId[][]; readonly cost: number } | null = null
  do {
    const order = shuffled(people, random).map(({ id }) => id)
    const circles = sizes.map((own) => order.splice(0, own))
    const pairs = circles.flatMap((circle) => circle.flatMap((a, i) => circle.slice(i + 1).map((b) => times(a, b))))
    const cost = pairs.reduce((sum, met) => sum + met, 0)
    if (best === null || cost < best.cost) best = { circles, cost }
  } while (performance.now() < end)
  return best.circles
}

function run(size: number, seed: number): { readonly ms: number; readonly own: number; readonly peer: number } {
  const random = seededRandom(seed)
  let [own, peer, ms] = [emptyMet, emptyMet, 0]
  for (let round = 0; round < rounds; round++) {
    const start = performance.now()
    const { circles } = formed({ people, size, apart: [], met: own, random })
    const took = performance.now() - start
    ms += took
    own = metWith(
      own,
      circles.map((members) => ({ members })),
    )
    peer = metWith(
      peer,
      dealtFor(took, size, peer, random).map((members) => ({ members })),
    )
  }
  return { ms, own: again(own), peer: again(peer) }
}

export function circles(): void {
  for (const size of [3, 4, 5]) {
    const runs = Array.from({ length: 20 }, (_, seed) => run(size, seed))
    const mean = (of: 'own' | 'peer') => runs.reduce((sum, one) => sum + one[of], 0) / runs.length
    say(
      `circles of ${size}, thirty people, twelve rounds  ${spread(runs.map(({ ms }) => ms))}   ` +
        `${mean('own').toFixed(0)} meetings again, dealing at random as long ${mean('peer').toFixed(0)}`,
    )
  }
}
