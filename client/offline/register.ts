/**
 * Lets this device keep the pages (worker.ts), where the browser allows it: over https and on this computer. On plain
 * http it does not exist, and nothing on the screen speaks of it.
 */
import { beganWith } from './began-with.ts'

interface Policies {
  createPolicy(
    name: string,
    rules: { createScriptURL(address: string): string },
  ): { createScriptURL(address: string): unknown }
}

const script = '/sw.js'

/** The only address that may become a worker's script; browsers without Trusted Types take it as it is. */
function trusted(address: string): string {
  const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes
  if (policies === undefined) return address
  const policy = policies.createPolicy('fourfold-script', {
    createScriptURL: (asked) => {
      if (asked !== script) throw new TypeError('Not a script of Fourfold')
      return asked
    },
  })
  return policy.createScriptURL(address) as string
}

/** Milliseconds between two offers, while a newer build waits. */
const betweenOffersMs = 4_000

let asked = false

/** Once is enough, and failing is no trouble: everything works as long as there is a network. */
export async function keepPages(): Promise<void> {
  if (asked || !import.meta.env.PROD || !isSecureContext || !('serviceWorker' in navigator)) return
  asked = true
  const found = await navigator.serviceWorker.register(trusted(script), { updateViaCache: 'none' })
  const offer = () => found.waiting?.postMessage(beganWith())
  // A worker of the same build may take over from an older one. It refuses while other pages are open, counts a closed
  // one for a while, and hears of neither: it is offered again until no worker waits.
  offer()
  setInterval(offer, betweenOffersMs)
}
