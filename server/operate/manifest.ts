/** What stands beside a backup, as `<file>.json`: what it is, of when, and how to know that nothing of it is missing. */
import { createHash } from 'node:crypto'
import { closeSync, openSync, readFileSync, readSync, statSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { z } from 'zod'
import type { StoreKind } from './stores.ts'

const shape = z.object({
  fourfold: z.literal('backup'),
  /** Of this file. */
  manifest: z.literal(1),
  kind: z.enum(['data', 'keys']),
  /** The Fourfold that made it. */
  version: z.string(),
  /** Of the stored file. */
  format: z.int(),
  /** What was acknowledged before this moment is in it. */
  takenAt: z.iso.datetime(),
  /** As the copy was called; it may be renamed together with this file. */
  file: z.string(),
  bytes: z.int(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
export type Manifest = z.infer<typeof shape>

export const manifestOf = (file: string) => `${file}.json`

export function writeManifest(
  file: string,
  of: string,
  about: { kind: StoreKind; version: string; format: number; takenAt: Date },
): Manifest {
  const manifest: Manifest = {
    fourfold: 'backup',
    manifest: 1,
    kind: about.kind,
    version: about.version,
    format: about.format,
    takenAt: about.takenAt.toISOString(),
    file: basename(of),
    bytes: statSync(file).size,
    sha256: sha256Of(file),
  }
  writeFileSync(manifestOf(of), `${JSON.stringify(manifest, null, 2)}\n`, { flag: 'wx', mode: 0o600 })
  return manifest
}

/** Null: there is none, or it is not one of ours. */
export function readManifest(file: string): Manifest | null {
  try {
    const parsed = shape.safeParse(JSON.parse(readFileSync(manifestOf(file), 'utf8')))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

export const fits = (file: string, { bytes, sha256 }: Manifest) =>
  statSync(file).size === bytes && sha256Of(file) === sha256

const pieceBytes = 1024 * 1024

function sha256Of(file: string): string {
  const hash = createHash('sha256')
  const piece = Buffer.alloc(pieceBytes)
  const handle = openSync(file, 'r')
  try {
    for (let read = 1; read > 0;) {
      read = readSync(handle, piece)
      hash.update(piece.subarray(0, read))
    }
  } finally {
    closeSync(handle)
  }
  return hash.digest('hex')
}
