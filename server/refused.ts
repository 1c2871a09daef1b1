/** Every refusal that leaves the server is told here by its code alone, for whoever counts them. Nobody may listen. */
import { channel } from 'node:diagnostics_channel'
import type { RefusalCode } from '../shared/wire/refusals.ts'

const refusals = channel('fourfold:refused')

export const tellRefused = (code: RefusalCode): void => {
  if (refusals.hasSubscribers) refusals.publish(code)
}

/** @returns its own removal */
export function onRefused(listener: (code: RefusalCode) => void): () => void {
  const heard = (code: unknown) => listener(code as RefusalCode)
  refusals.subscribe(heard)
  return () => void refusals.unsubscribe(heard)
}
