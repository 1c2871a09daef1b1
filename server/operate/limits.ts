/** What the system allows this process. Node has raised the soft limits to the hard ones when it began. */
import { z } from 'zod'

const limit = z.union([z.number(), z.literal('unlimited')])
const shape = z.object({
  userLimits: z.object({
    open_files: z.object({ soft: limit }),
    core_file_size_blocks: z.object({ soft: limit }).optional(),
  }),
})

export interface ProcessLimits {
  /** null: as many as the system has. */
  readonly openFiles: number | null
  /** The memory of a process that crashes is written to a file. */
  readonly dumpsCore: boolean
}

export function limitsOfProcess(): ProcessLimits {
  // The report can hold the environment, and look up the names of every connection; only these two are wanted.
  Object.assign(process.report, { excludeNetwork: true, excludeEnv: true })
  const { userLimits } = shape.parse(process.report.getReport())
  const { soft } = userLimits.open_files
  const core = userLimits.core_file_size_blocks?.soft ?? 0
  return { openFiles: soft === 'unlimited' ? null : soft, dumpsCore: core !== 0 }
}
