/** Names and pronouns: each in the person's own box, so that a person can be erased without touching the flow. */
import { z } from 'zod'
import { boxStream, type CohortId, type MemberId } from '../../shared/lib/ids.ts'
import { cleanLine, cut, longest } from '../../shared/lib/text.ts'
import type { Profile } from '../../shared/flow/people.ts'
import { type Refusal, refuse } from '../../shared/wire/refusals.ts'
import { jsonBody, readJson } from '../log/entry.ts'
import type { Loaded, Log, Write } from '../log/log.ts'

const boxShape = z.strictObject({ v: z.literal(1), name: z.string(), pronouns: z.string() })

const nobody: Profile = { name: '', pronouns: '' }

/** Two spellings that a person reads as one name. */
const spoken = (name: string) => name.toLocaleLowerCase('en').normalize('NFKD').replace(/\p{M}/gu, '')

/** What a box says: its last entry stands for all. */
export const latestBox = ({ snapshot, entries }: Loaded) => entries.at(-1)?.body ?? snapshot?.body ?? null

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
      const body = latestBox(await log.load(stream))
      if (body === null) continue
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

  /** After the box is purged. */
  forget(member: MemberId): void {
    this.#profiles.delete(member)
  }
}
