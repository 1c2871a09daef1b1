/** What pages need to know of commands, apart from their shapes: only the server parses, so pages load no parser. */
import type { CommandType } from './commands.ts'

/** Commands that must name where the sender believes the room is. */
export const needsAt: ReadonlySet<CommandType> = new Set([
  'next',
  'back',
  'turn.speak',
  'turn.silence',
  'turn.end',
  'turn.pass',
  'turn.later',
  'turn.hand',
  'turn.skip',
  'turn.longer',
  'scale.talk',
  'scale.again',
] as const)

/**
 * Right however late they arrive: what a person says about themselves, and a name that was typed. Every other command
 * is meant for the moment in which it was pressed: a pause that begins minutes later is a surprise. Those are carried out
 * within seconds or not at all.
 */
const lasting: ReadonlySet<CommandType> = new Set(['profile.set', 'workshop.rename', 'harvest.withdraw'] as const)

/**
 * How long after the press a command is still carried out, in ms; null: however late. One that names its place does
 * nothing once the room has moved, and the room may be waiting for it, so it outlives a server that restarts.
 */
export const patienceMs = (type: CommandType): number | null =>
  lasting.has(type) ? null : needsAt.has(type) ? 20_000 : 5_000
