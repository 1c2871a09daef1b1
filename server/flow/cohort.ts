/**
 * One cohort, owned by this process: `decide → append → durable → apply → slices`.
 *
 * The only writer of its flow. Commands are taken one at a time; each is stored before anyone, its sender included,
 * hears of it. Decisions are pure (shared/flow); this file adds order, time, storage and what a move must gather first.
 */
import { readCommand, type Command } from '../../shared/flow/commands.ts'
import { emptyCarry, type Carry, type Needs, type Seed } from '../../shared/steps/primitive.ts'
import { decide } from '../../shared/flow/decide/decide.ts'
import type { Decision } from '../../shared/flow/decide/decision.ts'
import { isReleased } from '../../shared/flow/decide/moving.ts'
import { needsOf } from '../../shared/flow/decide/needs.ts'
import { evolveEntry } from '../../shared/flow/evolve.ts'
import type { FlowEvent } from '../../shared/flow/events.ts'
import { personOf, type Profile } from '../../shared/flow/people.ts'
import type { FlowState, Run } from '../../shared/flow/state.ts'
import type { View, Viewer } from '../../shared/flow/slices.ts'
import { viewOf } from '../../shared/flow/view.ts'
import { stepOf } from '../../shared/activities/activities.ts'
import { boxStream, docStream, type DocId, type MemberId, type RandomInt } from '../../shared/lib/ids.ts'
import { isWithinGrace } from '../../shared/steps/sealed/grace.ts'
import { isReceiving } from '../../shared/steps/turn/writing.ts'
import { openRound } from '../../shared/steps/scale/scale.ts'
import type { Answer, BallotMessage, CmdMessage } from '../../shared/wire/flow.ts'
import { refuse, type Refusal } from '../../shared/wire/refusals.ts'
import { Conflict, Unavailable, type Write } from '../log/log.ts'
import type { Boards } from './ports.ts'
import type { FlowStore } from './flow-store.ts'
import { latestBox, type Profiles } from './profiles.ts'
import type { OpenStep, SealedSteps } from './sealed-steps.ts'
import { Ballots } from './ballots.ts'
import type { Books } from './books.ts'
import type { Gifts } from './gifts.ts'
import { neverLetIn } from './never-let-in.ts'
import type { Pages } from './pages.ts'

export interface CohortParts {
  readonly store: FlowStore
  readonly profiles: Profiles
  readonly sealed: SealedSteps
  readonly books: Books
  readonly gifts: Gifts
  readonly pages: Pages
  readonly boards: Boards
  readonly random: RandomInt
  now(): number
}

const hasHarvest = ({ harvests = [] }: FlowState) => harvests.length > 0

/** What is to be recorded, and what becomes true in memory once it is durable. */
export interface Recorded {
  readonly events: readonly FlowEvent[]
  readonly more: readonly Write[]
  applied?(): void
}

export class Cohort {
  readonly parts: CohortParts
  readonly ballots = new Ballots()
  #state: FlowState
  #turn: Promise<unknown> = Promise.resolve()
  readonly #listeners = new Set<() => void>()

  constructor(parts: CohortParts, state: FlowState) {
    this.parts = parts
    this.#state = state
  }

  get state(): FlowState {
    return this.#state
  }

  view(viewer: Viewer): View {
    return viewOf(this.#state, this.parts.profiles.of, viewer)
  }

  /** Called after every change. @returns its own removal */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** One command of one person. The same id again gets the same answer and changes nothing. */
  command(member: MemberId, { id, at, c, by }: CmdMessage): Promise<Answer> {
    const command = readCommand(c)
    if (!('type' in command)) return Promise.resolve(command)
    return this.inTurn(async () => {
      if (this.#state.recent.includes(id)) return { ok: true }
      if (by !== undefined && this.parts.now() > by) return refuse('too_late')
      const actor = personOf(this.#state, member)
      if (actor === undefined) return refuse('not_yours')
      const question = {
        state: this.#state,
        actor,
        at,
        names: this.parts.profiles.of,
        now: this.parts.now(),
        random: this.parts.random,
      }
      // First without what has to be gathered: a refusal must not stop a board or open a vault.
      const dry = decide({ ...question, carry: emptyCarry }, command)
      if (!dry.ok) return dry
      const needs = needsOf(this.#state, this.parts.profiles.of, command)
      const profile = this.#profileOf(command, member)
      if (profile !== null && !profile.ok) return profile
      return this.#gathered(needs, async (carry) => {
        const decision = needs === null ? dry : decide({ ...question, carry }, command)
        return this.#store(decision, id, profile === null ? null : { member, profile })
      })
    })
  }

  /**
   * One ballot of one person who sits in the circle, in the place of their earlier one. In turn with the commands, so that
   * what was answered `ok` is counted. The answer is the same whatever the ballot says.
   */
  cast(member: MemberId, { run, step, answers }: BallotMessage): Promise<Answer> {
    return this.inTurn<Answer>(() => {
      const round = openRound(this.#state.run)
      const here = round !== null && this.#state.run?.id === run && round.name === step
      if (!here || round.asks === null || !this.#state.seats.includes(member)) return Promise.resolve(refuse('not_now'))
      this.ballots.cast(`${run}/${step}`, member, answers, round.asks)
      return Promise.resolve({ ok: true })
    })
  }

  /**
   * Events that no person's command causes: the first ones of a workshop, and people at the door.
   * @param make asked when everything before it is stored and applied, so that what it checks still holds when it is stored
   */
  record(make: () => Recorded | Refusal | Promise<Recorded | Refusal>): Promise<{ readonly ok: true } | Refusal> {
    return this.inTurn(async () => {
      const made = await make()
      if ('code' in made) return made
      if (made.events.length === 0) return { ok: true }
      await this.#append(made.events, [], undefined, made.more, made.applied)
      return { ok: true }
    })
  }

  /** Own pages are kept no longer: closed on every device, and in no file. */
  async endPages(): Promise<void> {
    if ((this.#state.pages ?? []).length === 0) return
    await this.record(() => ({ events: [{ type: 'pages_over' }], more: [] }))
    await this.parts.pages.dropOf()
    this.changed()
  }

  /** Runs after everything before it is stored and applied, and before anything after it begins. */
  inTurn<T>(act: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(act)
    this.#turn = mine.catch(() => undefined)
    return mine
  }

  async close(): Promise<void> {
    await this.#turn
    this.#listeners.clear()
  }

  changed(): void {
    for (const listener of [...this.#listeners]) listener()
  }

  #profileOf(command: Command, member: MemberId) {
    if (command.type !== 'profile.set' || (command.name === undefined && command.pronouns === undefined)) return null
    const before = this.parts.profiles.of(member)
    const typed: Profile = { name: command.name ?? before.name, pronouns: command.pronouns ?? before.pronouns }
    return this.parts.profiles.checked(typed, this.present(member))
  }

  /** Everyone at the door or inside, but one: the people whose names must differ. */
  present(except: MemberId | null): readonly MemberId[] {
    const here = Object.values(this.#state.people).filter((person) => person.status !== 'out' && person.id !== except)
    return here.map((person) => person.id)
  }

  /** Settles boards, opens the vault, reads ballots; if the move does not happen, boards go on. */
  async #gathered(needs: Needs | null, act: (carry: Carry) => Promise<Answer>): Promise<Answer> {
    const run = this.#state.run
    if (needs === null || run === null) return act(emptyCarry)
    const { boards, sealed } = this.parts
    const settled: DocId[] = []
    try {
      const words = new Map<DocId, Awaited<ReturnType<Boards['settle']>>>()
      for (const doc of needs.boards) {
        settled.push(doc)
        words.set(doc, await boards.settle(doc))
      }
      const texts = needs.vault === null ? [] : await sealed.release(run.id, needs.vault)
      const round = needs.ballots ? openRound(run) : null
      const ballots = round === null ? [] : this.ballots.read(`${run.id}/${round.name}`)
      const ready = needs.ready === null ? null : await sealed.receivers(run.id, needs.ready)
      const answer = await act({ sealed: texts, boards: words, ballots, ready })
      if (needs.vault !== null) await (answer.ok ? sealed.purge : sealed.reopen).call(sealed, run.id, needs.vault)
      return answer
    } catch (error) {
      if (error instanceof Unavailable || error instanceof Conflict) return refuse('not_stored')
      throw error
    } finally {
      // After a move the flow's own rights decide; unsettling a closed board opens nothing.
      for (const doc of settled) boards.unsettle(doc)
    }
  }

  async #store(decision: Decision, id: string, change: { member: MemberId; profile: Profile } | null): Promise<Answer> {
    if (!decision.ok) return decision
    const { profiles } = this.parts
    const box = change === null ? [] : [profiles.write(change.member, change.profile)]
    try {
      await this.parts.gifts.given(this.#state, decision.deliveries, (gift) =>
        this.#append(decision.events, decision.seeds, id, [...box, ...gift.writes], () => {
          if (change !== null) profiles.apply(change.member, change.profile)
          gift.applied()
        }),
      )
    } catch (error) {
      if (error instanceof Unavailable || error instanceof Conflict) return refuse('not_stored')
      throw error
    }
    if (change !== null) {
      await this.parts.store.forgetEarlier(boxStream(this.#state.cohort, change.member), latestBox)
    }
    return { ok: true }
  }

  async #append(
    events: readonly FlowEvent[],
    seeds: readonly Seed[],
    cmd: string | undefined,
    more: readonly Write[],
    applied?: (() => void) | undefined,
  ): Promise<void> {
    const { store, boards } = this.parts
    const entry = { v: 1, at: this.parts.now(), ...(cmd === undefined ? {} : { cmd }), events } as const
    await store.append(entry, [...seeds.map(({ board, words }) => boards.seed(board, words)), ...more])
    const before = this.#state
    this.#state = evolveEntry(before, entry)
    // Ballots and the key that tells them apart last as long as their round.
    if (openRound(this.#state.run) === null) this.ballots.forget()
    applied?.()
    boards.recheck(this.#state.cohort)
    this.changed()
    await this.#settleDown(before, events)
  }

  /** What follows a move once it is durable and shown: dropped boards are purged, and the history of a step is forgotten. */
  async #settleDown(before: FlowState, events: readonly FlowEvent[]): Promise<void> {
    const { store, boards } = this.parts
    for (const event of events) {
      if (event.type !== 'boards_dropped') continue
      for (const doc of event.docs) {
        await boards.drop(doc)
        await store.purge(docStream(doc))
      }
    }
    const strangers = neverLetIn(before, events)
    for (const id of strangers) {
      await store.purge(boxStream(this.#state.cohort, id))
      this.parts.profiles.forget(id)
    }
    if (strangers.length > 0) this.changed()
    const stepEnded = before.run?.id !== this.#state.run?.id || before.run?.step !== this.#state.run?.step
    // Where the run ends too, what was sealed in it is given and gone.
    if (stepEnded && before.run !== null && before.run.id === this.#state.run?.id) await this.#settleVault(before.run)
    // What somebody took out of what is kept, or what went with them, is in no file either.
    const withdrawn = events.some(
      (event) =>
        event.type === 'line_withdrawn' ||
        (event.type === 'person_set' && event.person.status === 'out' && hasHarvest(before)),
    )
    if (stepEnded || withdrawn || events.some((event) => event.type === 'ended')) await store.compact(this.#state)
  }

  async #settleVault({ id, activity, step }: Run): Promise<void> {
    const spec = stepOf(activity, step)
    if (spec.kind === 'sealed') await this.parts.sealed.settle(id, spec.id)
  }

  /** Whether words for this step of the running activity, which come now, still go with the others'. */
  takesLate(run: string, step: string): boolean {
    const now = this.#state.run
    if (now === null || now.id !== run) return false
    // Somebody may be asked to write to whoever has nothing yet, until that one's own turn.
    return isReceiving(now, step) || isWithinGrace(this.#state, now, step, this.parts.now())
  }

  /** The sealed step a person may still write for: the running one, or an earlier one whose items are not released. */
  sealedStep(run: string, index: number): OpenStep | null {
    const now = this.#state.run
    if (now === null || now.id !== run || this.#state.endedAt !== null || !Number.isInteger(index)) return null
    if (index < 0 || index > now.step) return null
    const spec = stepOf(now.activity, index)
    return spec.kind === 'sealed' && !isReleased(this.#state, now, spec.id) ? spec : null
  }
}
