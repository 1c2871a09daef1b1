/** What an error of SQLite means for Fourfold. Numbers: https://sqlite.org/rescode.html */
import { Unavailable } from './log.ts'

export const sqlite = {
  perm: 3,
  busy: 5,
  nomem: 7,
  readonly: 8,
  ioerr: 10,
  corrupt: 11,
  full: 13,
  cantopen: 14,
  notadb: 26,
} as const

/** The disk was full while the index of the WAL grew; SQLite calls this an I/O error, but it passes like any full disk. */
const fullWhileIndexing = 4874

/** The store refuses now and may take it later: no space, no right to write, held by a tool of the operator. */
const passing: readonly number[] = [
  sqlite.perm,
  sqlite.busy,
  sqlite.nomem,
  sqlite.readonly,
  sqlite.full,
  sqlite.cantopen,
]

/**
 * The store cannot be trusted any more. After a failed fsync the system may count unwritten pages as written, so
 * trying again in the same process can succeed without storing anything: the process has to end and read anew.
 */
const breaking: readonly number[] = [sqlite.ioerr, sqlite.corrupt, sqlite.notadb]

/** The extended code, or null for an error that is not from SQLite */
function extendedCodeOf(error: unknown): number | null {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : null
}

/** The primary code, or null for an error that is not from SQLite */
export function codeOf(error: unknown): number | null {
  const code = extendedCodeOf(error)
  return code === null ? null : code & 0xff
}

export function isBreaking(error: unknown): boolean {
  const code = codeOf(error)
  return code !== null && breaking.includes(code) && extendedCodeOf(error) !== fullWhileIndexing
}

/** @returns Unavailable for what the surroundings cause; any other error as it is: a refusal of ours, or a fault in the code */
export function meaningOf(error: unknown): unknown {
  const code = codeOf(error)
  if (code === null || !(passing.includes(code) || breaking.includes(code))) return error
  return new Unavailable(error instanceof Error ? error.message : 'The store failed', { cause: error })
}
