/** Names and pronouns: each in the person's own box, so that a person can be erased without touching the flow. */
import { z } from 'zod'
import { boxStream, type CohortId, type MemberId, type StreamId } from '../../shared/lib/ids.ts'
import { cleanLine, cut, longest } from '../../shared/lib/text.ts'
import type { Profile } from '../../shared/flow/people.ts'
import { type Refusal, refuse } from '../../shared/wire/refusals.ts'
import { jsonBody, readJson } from '../log/entry.ts'
import type { Log, Write } from '../log/log.ts'

const boxShape = z.strictObject({ v: z.literal(1), name: z.string(), pronouns: z.string() })

const nobody: Profile = { name: '', pronouns: '' }

/** Two spellings that a person reads as one name. */
const spoken = (name: string) => name.toLocaleLowerCase('en').normalize('NFKD').replace(/\p{M}/gu, '')

export class Profiles {
  readonly #cohort: CohortId
  readonly #profiles: Map<MemberId, Profile>

  private constructor(cohort: CohortId, profiles: Map<MemberId, Profile>) {
    this.#cohort = cohort
    this.#profiles = profiles
  }

  static async open(log: Log, cohort: CohortId): Promise<Profiles> {
    const profiles = new Map<MemberId, Profile>()
    for (const stream of await log.list(`box/${cohort}/`)) {
      const { snapshot, entries } = await log.load(stream)
      const body = entries.at(-1)?.body ?? snapshot?.body
      if (body === undefined) continue
      const { name, pronouns } = boxShape.parse(readJson(body))
      profiles.set(stream.split('/')[2] as MemberId, { name, pronouns })
    }
    return new Profiles(cohort, profiles)
  }

  readonly of = (member: MemberId): Profile => this.#profiles.get(member) ?? nobody

  /** Cleans and checks what somebody typed. `others` are the people a name must differ from. */
  checked(typed: Profile, others: readonly MemberId[]): ({ readonly ok: true } & Profile) | Refusal {
    const name = cleanLine(typed.name)
    const pronouns = cut(cleanLine(typed.pronouns), longest.pronouns)
    if (name === '') return refuse('name_needed')
    if (name.length > longest.name) return refuse('name_too_long')
    const taken = others.some((other) => spoken(this.of(other).name) === spoken(name))
    return taken ? refuse('name_taken') : { ok: true, name, pronouns }
  }

  write(member: MemberId, { name, pronouns }: Profile): Write {
    return { stream: boxStream(this.#cohort, member), bodies: [jsonBody({ v: 1, name, pronouns })] }
  }

  /** After the write is durable. */
  apply(member: MemberId, { name, pronouns }: Profile): void {
    this.#profiles.set(member, { name, pronouns })
  }

  /** The box as it is now, for compaction: an earlier name is not kept. */
  snapshot(member: MemberId): { readonly stream: StreamId; readonly body: Uint8Array } {
    return { stream: boxStream(this.#cohort, member), body: jsonBody({ v: 1, ...this.of(member) }) }
  }
}
