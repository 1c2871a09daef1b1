/** What this browser can do for a seat: found out by doing it, and undone at once. */
const probe = 'ff-check'

function keepsShort(): boolean {
  try {
    localStorage.setItem(probe, probe)
    const kept = localStorage.getItem(probe) === probe
    localStorage.removeItem(probe)
    return kept
  } catch {
    return false
  }
}

function keepsLong(): Promise<boolean> {
  return new Promise((resolve) => {
    try {
      const request = indexedDB.open(probe, 1)
      request.onerror = () => resolve(false)
      request.onsuccess = () => {
        request.result.close()
        indexedDB.deleteDatabase(probe)
        resolve(true)
      }
    } catch {
      // Some private windows have the name and nothing behind it.
      resolve(false)
    }
  })
}

/** Words survive a closed page. */
export const keepsWords = async (): Promise<boolean> => keepsShort() && (await keepsLong())

export async function staysAwake(): Promise<boolean> {
  try {
    const lock = await navigator.wakeLock.request('screen')
    await lock.release()
    return true
  } catch {
    return false
  }
}

/** The pages of a seat are kept once it has been open here; whoever only looks keeps nothing (client/offline). */
export async function opensOffline(): Promise<boolean> {
  if (!isSecureContext || !('serviceWorker' in navigator)) return false
  return caches.has(probe).then(
    () => true,
    () => false,
  )
}
