/** What is wrong with a message that its schema does not take: too many letters, which its writer can mend, or anything else. */
import type { z } from 'zod/mini'
import { refuse, type Refusal } from './refusals.ts'

export const refusalOf = ({ issues }: z.core.$ZodError): Refusal =>
  refuse(issues.every((issue) => issue.code === 'too_big' && issue.origin === 'string') ? 'too_big' : 'not_understood')
