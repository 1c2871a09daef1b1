/** A file of one's own, fetched and handed to the browser, so that the page can say when it has it. */

/** @returns whether the whole file came */
export async function saveFile(address: string, name: string): Promise<boolean> {
  try {
    const response = await fetch(address, { cache: 'no-store', credentials: 'same-origin' })
    if (!response.ok) return false
    const held = URL.createObjectURL(await response.blob())
    const link = document.createElement('a')
    link.href = held
    link.download = name
    link.click()
    // The browser reads it after this: it is let go with the page at the latest.
    setTimeout(() => URL.revokeObjectURL(held), 60_000)
    return true
  } catch {
    return false
  }
}
