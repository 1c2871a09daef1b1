/** How a door answers: JSON that is either `{ok: true, …}` or a refusal with the status that fits its code. */
import { randomUUID } from 'node:crypto'
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express'
import type { z } from 'zod/mini'
import { refusalOf } from '../../shared/wire/too-big.ts'
import { refuse, type Refusal, type RefusalCode } from '../../shared/wire/refusals.ts'
import { isOfTheStore } from '../log/log.ts'
import { tellRefused } from '../refused.ts'

const statuses: Partial<Record<RefusalCode, number>> = {
  not_understood: 400,
  too_big: 413,
  too_fast: 429,
  too_many_tries: 429,
  not_open: 404,
  gone: 404,
  link_closed: 404,
  wall_code_unknown: 404,
  unknown_person: 404,
  deleted: 410,
  not_stored: 503,
  broken: 500,
  wrong_origin: 403,
  leads_only: 403,
  not_yours: 403,
  ended_here: 403,
  start_here_only: 403,
}

export function sendRefusal(response: Response, { code }: Refusal): void {
  tellRefused(code)
  response.status(statuses[code] ?? 409).json(refuse(code))
}

/** Whatever an answer says besides `ok`. */
export type DoorAnswer = ({ readonly ok: true } & object) | Refusal

export function sendAnswer(response: Response, answer: DoorAnswer): void {
  if (answer.ok) response.json(answer)
  else sendRefusal(response, answer)
}

/** A POST door: the body in exactly its shape, then the act. */
export const door =
  <S extends z.ZodMiniType>(
    shape: S,
    act: (body: z.infer<S>, request: Request, response: Response) => Promise<DoorAnswer> | DoorAnswer,
  ): RequestHandler =>
  async (request, response) => {
    const body = shape.safeParse(request.body)
    sendAnswer(response, body.success ? await act(body.data, request, response) : refusalOf(body.error))
  }

/** What express and the body parser find wrong with a request itself. */
const isOfTheRequest = (error: { readonly status?: unknown }) =>
  typeof error.status === 'number' && error.status >= 400 && error.status < 500

/** The last handler: a person gets a code, the operator gets an id to look for, nobody gets a stack. */
export const onError =
  (report: (error: unknown, id: string) => void): ErrorRequestHandler =>
  (error: { readonly type?: unknown; readonly status?: unknown }, _request, response, next) => {
    if (response.headersSent) return next(error)
    if (error.type === 'entity.too.large') return sendRefusal(response, refuse('too_big'))
    if (isOfTheRequest(error)) return sendRefusal(response, refuse('not_understood'))
    const id = randomUUID()
    report(error, id)
    const code = isOfTheStore(error) ? 'not_stored' : 'broken'
    tellRefused(code)
    response.status(statuses[code] ?? 500).json({ ...refuse(code), id })
  }
