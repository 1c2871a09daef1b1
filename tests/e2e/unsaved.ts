import type { Page } from 'playwright-core'

/** What a page keeps of its boards and pages until the server has it. */
export const unsavedUpdates = (page: Page, act: 'count' | 'clear') =>
  page.evaluate(async (wanted) => {
    const found = (await indexedDB.databases()).map(({ name }) => name ?? '').filter((name) => name.startsWith('ff/'))
    const settled = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error ?? new Error('IndexedDB'))
      })
    let count = 0
    for (const name of found) {
      const db = await settled(indexedDB.open(name))
      const updates = db.transaction('updates', 'readwrite').objectStore('updates')
      count += await settled(updates.count())
      if (wanted === 'clear') await settled(updates.clear())
      db.close()
    }
    return count
  }, act)
