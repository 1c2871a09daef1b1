/** What is said to those who hear the page: one voice that waits for a pause, one that does not. */
type Voice = 'polite' | 'assertive'

class Announcements {
  /** A turn of two lines each, so that the same words said twice are heard twice. */
  readonly lines = $state<Record<Voice, [string, string]>>({ polite: ['', ''], assertive: ['', ''] })
  readonly #turn: Record<Voice, number> = { polite: 0, assertive: 0 }

  say(words: string, voice: Voice) {
    this.#turn[voice] = 1 - this.#turn[voice]
    this.lines[voice] = this.#turn[voice] === 0 ? [words, ''] : ['', words]
  }
}

export const announcements = new Announcements()

/**
 * Says words once. Assertive only for: it is your turn, paused.
 * Whatever is shown must also be in the page: this is a second way to it, never the only one.
 */
export const announce = (words: string, voice: Voice = 'polite') => announcements.say(words, voice)
