/**
 * Every refusal of Fourfold: a code for the wire and the tests, a sentence for the person.
 * A sentence says what happened, what it means and what to do; no exclamation marks, no blame.
 */
export const refusals = {
  not_understood: 'This page and the server do not understand each other. Reload the page; your words are kept.',
  too_big: 'That is more text than fits here. Shorten it a little; nothing is lost.',
  too_fast: 'That came faster than we can take it. Wait a moment and try again; your words are still here.',
  not_open: 'That code isn’t open. Check the screen; the letters may have changed this morning.',
  too_many_tries: 'Too many codes that were not open. Wait a minute, then check the screen and try again.',
  lobby_full: 'The waiting room is full for the moment. Ask the person who leads to let people in.',
  name_needed: 'Write the name people here should call you.',
  name_too_long: 'That name is longer than fits in the circle. Forty letters at most.',
  name_taken: 'There is already someone with this name here. Add a letter or a last name?',
  link_closed: 'This link no longer opens anything. Ask the person who leads for a new one.',
  ended_here: 'A lead has ended your session on this device. If that surprises you, ask them.',
  wall_code_unknown: 'No wall is waiting with that code. Look at the wall; a new code may stand there.',
  not_yours: 'This belongs to someone else in the workshop. A lead can do it.',
  leads_only: 'Only the person who leads can do this.',
  moved_on: 'The room has already moved on from here. Look again before you press.',
  not_now: 'This is not open at the moment.',
  needs_confirming: 'This cannot be undone. Press again to confirm.',
  nothing_to_undo: 'There is nothing to take back.',
  not_your_turn: 'Someone else has the stone.',
  place_taken: 'Somebody has this place by now. Choose another that is open.',
  already_given: 'This person has received their notes already. You can still say it to them.',
  unknown_person: 'That person is no longer in the workshop.',
  three_at_most: 'You have sealed all you can in this step. Take one back to write another.',
  empty: 'There is nothing written yet.',
  already_released: 'It has already been shown to the others and cannot be taken back.',
  ended: 'This workshop has ended.',
  deleted: 'This workshop and everything in it has been deleted.',
  read_only: 'This board is closed for writing. Your text is kept for you to copy.',
  not_stored: 'The server cannot save at the moment. Keep this page open; your words are safe on this device.',
  broken: 'Something broke at the server. Your words are on this device; look at the room, then try again.',
  offline: 'You’re offline, so this reached nobody and nothing has changed. Try again when you’re back.',
  maybe_lost:
    'The connection broke at that moment, so this may not have arrived. Look at the room before you press again.',
  too_late: 'This arrived too late to be right, so nothing was done. Press again if you still want it.',
  wrong_origin: 'This request came from another site and was refused.',
  start_here_only: 'Workshops are started with the operator’s link, printed where Fourfold was started.',
  gone: 'There is nothing at this address.',
} as const

export type RefusalCode = keyof typeof refusals

export interface Refusal {
  readonly ok: false
  readonly code: RefusalCode
}

export const refuse = (code: RefusalCode): Refusal => ({ ok: false, code })
