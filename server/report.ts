/**
 * The log for the operator: one line of JSON per fault, made of these fields alone, each of a shape that no word of
 * anybody fits into. What an error says of itself is never in it: messages quote what they stumbled over.
 */
export interface LogLine {
  readonly t: string
  readonly event: 'error'
  /** The name of the kind of error. */
  readonly kind: string
  /** Where in our own source it came from; empty when nowhere. */
  readonly at: string
  /** The person got the same id. */
  readonly id?: string
}

const kindShape = /^[A-Z][A-Za-z]{1,39}$/
const placeShape = /\/((?:server|shared)\/[a-z0-9/.-]+\.ts:\d{1,5}:\d{1,5})/
const idShape = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export function lineOf(error: unknown, id: string | undefined, now: Date): LogLine {
  const name = error instanceof Error ? error.name : 'Unknown'
  const frames = error instanceof Error ? framesOf(error) : ''
  return {
    t: now.toISOString(),
    event: 'error',
    kind: kindShape.test(name) ? name : 'Unknown',
    at: placeShape.exec(frames)?.[1] ?? '',
    ...(id !== undefined && idShape.test(id) ? { id } : {}),
  }
}

/** The stack without the message that stands in it, which may hold anything. */
const framesOf = ({ stack = '', message }: Error) => stack.slice(stack.lastIndexOf(message) + message.length)

export const report = (error: unknown, id?: string): void =>
  void process.stderr.write(`${JSON.stringify(lineOf(error, id, new Date()))}\n`)
