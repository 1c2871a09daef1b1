/** The flow channel's door: every message is parsed by its schema, every sender is who auth says, every refusal has a code. */
import type { Server } from 'socket.io'
import type { z } from 'zod/mini'
import { isIn, isLead, personOf, sitTogether } from '../../shared/flow/people.ts'
import { allyOf } from '../../shared/flow/allies.ts'
import { rightsTo } from '../../shared/flow/access.ts'
import type { CohortId, DocId, MemberId, RunId } from '../../shared/lib/ids.ts'
import { flowNamespace, flowVersion } from '../../shared/wire/flow-terms.ts'
import {
  ballotShape,
  cmdShape,
  handshakeShape,
  noteShape,
  openSignalShape,
  pageShape,
  putShape,
  signalShape,
  takeShape,
  ticketShape,
  type Answer,
  type ClientToServer,
  type ServerToClient,
} from '../../shared/wire/flow.ts'
import { refuse } from '../../shared/wire/refusals.ts'
import { realClock, type Clock } from '../clock.ts'
import { refusalOf } from '../../shared/wire/too-big.ts'
import { isOfTheStore } from '../log/log.ts'
import { tellRefused } from '../refused.ts'
import { Audience, sendAway, type FlowSocket } from './audience.ts'
import type { Cohort } from './cohort.ts'
import type { Cohorts } from './cohorts.ts'
import type { Gate, Principal } from './ports.ts'
import { TokenBucket } from './token-bucket.ts'

/** A person presses at most a few times a second; a device that returns re-sends what it kept. */
const messagesPerSecond = 20
const messageBurst = 80

export interface FlowParts {
  now(): number
  /** Default: the machine's timers. */
  readonly after?: Clock['after'] | undefined
  newId(): string
  /** What the newest page begins with; empty, or nothing, where no pages are built. */
  readonly build?: string
  report(error: unknown): void
}

export interface FlowDoor {
  /** Says goodbye to everyone: the process stops and another will take over. */
  restarting(): void
  close(): void
}

export function attachFlow(io: Server, cohorts: Cohorts, gate: Gate, parts: FlowParts): FlowDoor {
  const audiences = new Map<CohortId, Audience>()
  const namespace = io.of(flowNamespace) as unknown as ReturnType<Server<ClientToServer, ServerToClient>['of']>

  const audienceOf = (cohort: Cohort): Audience => {
    const id = cohort.state.cohort
    const known = audiences.get(id)
    if (known !== undefined) return known
    const audience = new Audience(cohort, { now: parts.now, after: parts.after ?? realClock.after })
    audiences.set(id, audience)
    return audience
  }

  cohorts.onDismiss((cohort, grant, why) => {
    audiences.get(cohort)?.dismiss(grant, why)
    if (why === 'deleted') {
      audiences.get(cohort)?.close()
      audiences.delete(cohort)
    }
  })

  // socket.io opens this one to anybody, and would keep them for ever.
  io.of('/').use((_socket, next) => next(new Error('not_understood')))
  namespace.on('connection', (socket: FlowSocket) => {
    // Who leaves the namespace leaves altogether.
    socket.on('disconnect', () => socket.conn.close())
    const hello = handshakeShape.safeParse(socket.handshake.auth)
    if (!hello.success) return void socket.disconnect(true)
    if (hello.data.version !== flowVersion) return sendAway(socket, 'version')
    const principal = gate.principal(hello.data.as, socket.handshake.headers.cookie)
    const cohort = principal === null ? undefined : cohorts.cohort(principal.cohort)
    if (principal === null || cohort === undefined) return sendAway(socket, 'revoked')
    const audience = audienceOf(cohort)
    socket.emit('now', parts.now())
    const remove = audience.add(socket, principal, hello.data.surface ?? 'seat')
    if (remove === null) return
    if (parts.build) socket.emit('build', parts.build)
    socket.on('disconnect', remove)
    answerAll(socket, cohort, audience, principal, gate, parts)
  })

  return {
    restarting: () => audiences.forEach((audience) => audience.dismiss(null, 'restarting')),
    close: () => audiences.forEach((audience) => audience.close()),
  }
}

function answerAll(
  socket: FlowSocket,
  cohort: Cohort,
  audience: Audience,
  principal: Principal,
  gate: Gate,
  parts: FlowParts,
): void {
  const { member } = principal
  const bucket = new TokenBucket(messagesPerSecond, messageBurst, parts.now)
  const isLate = ({ by }: { readonly by?: number | undefined }) => by !== undefined && parts.now() > by

  /** One door for every message: rate, shape, person; then the act. A throw is ours, and the sender is told so. */
  const door =
    <S extends z.ZodMiniType, T>(
      shape: S,
      act: (message: z.infer<S>, who: MemberId) => Promise<Answer<T>> | Answer<T>,
    ) =>
    (raw: unknown, ack: unknown): void => {
      const reply = (answer: Answer<T>) => {
        if (!answer.ok) tellRefused(answer.code)
        if (typeof ack === 'function') (ack as (answer: Answer<T>) => void)(answer)
      }
      if (!bucket.take()) return reply(refuse('too_fast'))
      const message = shape.safeParse(raw)
      if (!message.success) return reply(refusalOf(message.error))
      if (member === null) return reply(refuse('not_yours'))
      Promise.resolve()
        .then(() => act(message.data, member))
        .then(reply, (error: unknown) => {
          parts.report(error)
          reply(refuse(isOfTheStore(error) ? 'not_stored' : 'broken'))
        })
    }

  socket.on(
    'cmd',
    door(cmdShape, (message, who) => cohort.command(who, message)),
  )
  socket.on(
    'put',
    door(putShape, ({ run, step, token, text, to = null, signed }, who) => {
      const spec = isIn(cohort.state, who) ? cohort.sealedStep(run, Number(step)) : null
      if (spec === null || (spec.to === 'each') !== (to !== null)) return refuse('not_now')
      if (to !== null && !sitTogether(cohort.state, who, to as MemberId)) return refuse('unknown_person')
      const from = to !== null && signed === true ? who : null
      const sealing = { token, text, to: to as MemberId | null, from }
      return cohort.parts.sealed.put(run as RunId, spec, who, sealing, !cohort.takesLate(run, spec.id))
    }),
  )
  socket.on(
    'take',
    door(takeShape, ({ run, step, token, look }, who) => {
      const spec = isIn(cohort.state, who) ? cohort.sealedStep(run, Number(step)) : null
      if (spec === null) return refuse('already_released')
      const { sealed } = cohort.parts
      return look === true ? sealed.look(run as RunId, spec.id, token) : sealed.take(run as RunId, spec.id, who, token)
    }),
  )
  socket.on(
    'note',
    door(noteShape, async (message, who) => {
      if (!isIn(cohort.state, who)) return refuse('not_yours')
      if (!(await cohort.parts.books.act(who, message))) return refuse('not_now')
      cohort.changed()
      return { ok: true }
    }),
  )
  socket.on(
    'page',
    door(pageShape, async ({ doc: asked }, who) => {
      const doc = asked as DocId
      if (rightsTo(cohort.state, { as: 'person', member: who }, doc) !== 'write') return refuse('not_yours')
      const isGone = await cohort.parts.pages.drop(doc)
      cohort.changed()
      return isGone ? { ok: true } : refuse('not_stored')
    }),
  )
  socket.on(
    'ballot',
    door(ballotShape, (message, who) => cohort.cast(who, message)),
  )
  socket.on(
    'signal',
    door(signalShape, (message, who) => {
      if (!isIn(cohort.state, who)) return refuse('not_yours')
      if (isLate(message)) return refuse('too_late')
      if (message.to !== null && !mayReceive(cohort, who, message.to as MemberId)) return refuse('unknown_person')
      audience.signals.give(parts.newId(), who, message, parts.now(), cohort.state)
      audience.signalsChanged()
      return { ok: true }
    }),
  )
  socket.on(
    'openSignal',
    door(openSignalShape, ({ id, done, by }, who) => {
      if (isLate({ by })) return refuse('too_late')
      const { signals } = audience
      const found = done ? signals.done(id, who, cohort.state) : signals.open(id, who, cohort.state)
      audience.signalsChanged()
      return found ? { ok: true } : refuse('not_now')
    }),
  )
  socket.on('clock', (ack: unknown) => {
    const received = parts.now()
    if (typeof ack === 'function') (ack as (received: number, sent: number) => void)(received, parts.now())
  })
  socket.on('ticket', (raw: unknown, ack: unknown) => {
    // A wall may read the board of everyone; that is why this door does not ask for a person.
    const reply = (answer: Answer<{ ticket: string }>) => {
      if (!answer.ok) tellRefused(answer.code)
      if (typeof ack === 'function') (ack as (answer: Answer<{ ticket: string }>) => void)(answer)
    }
    const message = ticketShape.safeParse(raw)
    if (!bucket.take()) return reply(refuse('too_fast'))
    if (!message.success) return reply(refuse('not_understood'))
    const doc = message.data.doc as DocId
    const viewer = member === null ? ({ as: 'wall' } as const) : ({ as: 'person', member } as const)
    if (rightsTo(cohort.state, viewer, doc) === 'none') return reply(refuse('not_yours'))
    reply({ ok: true, ticket: gate.ticket(principal, doc) })
  })
}

/** A lead, the guardian of a circle that is running now, or the sender's ally in the room. */
function mayReceive(cohort: Cohort, from: MemberId, to: MemberId): boolean {
  const { state } = cohort
  if (isLead(personOf(state, to)) || allyOf(state, from) === to) return true
  const run = state.run
  if (run === null) return false
  return run.guardian === to || run.circles.some((circle) => circle.guardian === to)
}
