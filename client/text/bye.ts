/** Why a session is over, apart from the words of a seat: few ever read them. The rules of en.ts hold here too. */
import type { End } from '../state/session.svelte.ts'

export const bye = {
  revoked: 'Your session on this device has ended. If that surprises you, ask the person who leads.',
  deleted: 'This workshop and everything in it has been deleted.',
  version: 'Fourfold was updated. Reload the page to go on.',
  erased: 'Everything of yours has been erased here and on this device.',
  out: 'You are no longer in this workshop. If that surprises you, ask the person who leads.',
  declined: 'You were not let in this time. If that surprises you, ask the person who leads.',
} as const satisfies Record<End, string>
