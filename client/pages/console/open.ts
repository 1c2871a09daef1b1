/** Which dialog of the console is open. */
import type { MemberId } from '../../../shared/lib/ids.ts'
import type { Link } from '../../../shared/wire/http.ts'

export type Open =
  | {
      readonly what:
        | 'projector'
        | 'video'
        | 'late'
        | 'apart'
        | 'links'
        | 'chairs'
        | 'agreements'
        | 'keys'
        | 'seat_back'
        | 'end'
        | 'delete'
    }
  | { readonly what: 'remove' | 'erase'; readonly member: MemberId; readonly name: string }
  | { readonly what: 'link'; readonly link: Link; readonly name: string }
