/** What stands under More on the console. */
import type { Command } from '../../../shared/flow/commands.ts'
import type { Me } from '../../../shared/flow/slices.ts'
import { desk as say } from '../../text/console.ts'
import type { MenuItem } from '../../ui/menu-item.ts'
import type { Open } from './open.ts'

export interface MenuParts {
  readonly me: Me | undefined
  /** What no longer does anything is not there. */
  readonly ended: boolean
  /** The group has made them. */
  readonly agreed: boolean
  /** Of this console: the address of its seat, its page and its card begins with it. */
  readonly home: string
  open(what: Open): void
  navigate(path: string): void
  act(command: Command): void
}

const elsewhere = (address: string) => () => void window.open(address, '_blank', 'noopener')

export function menuOf({ me, ended, agreed, home, open, navigate, act }: MenuParts): MenuItem[] {
  const words = say.header.menu
  return [
    { label: words.invite, onchoose: () => open({ what: 'links' }) },
    ...(ended
      ? []
      : [
          { label: words.video, onchoose: () => open({ what: 'video' }) },
          { label: words.late, onchoose: () => open({ what: 'late' }) },
        ]),
    ...(agreed ? [{ label: words.agreements, onchoose: () => open({ what: 'agreements' }) }] : []),
    { label: words.you, onchoose: () => navigate(`${home}/mine`) },
    ...(me?.seated === true
      ? [
          { label: words.seat, onchoose: elsewhere(home) },
          ...(ended ? [] : [{ label: words.seatBack, onchoose: () => open({ what: 'seat_back' }) }]),
        ]
      : ended
        ? []
        : [{ label: words.seatTake, onchoose: () => act({ type: 'seat.take', on: true }) }]),
    ...(ended ? [] : [{ label: words.card, onchoose: elsewhere(`${home}/card`) }]),
    { label: words.check, onchoose: elsewhere('/check') },
    ...(ended ? [] : [{ label: words.keys, onchoose: () => open({ what: 'keys' }) }]),
    ...(me?.role === 'lead'
      ? [
          ...(ended ? [] : [{ label: words.end, onchoose: () => open({ what: 'end' }) }]),
          { label: words.remove, onchoose: () => open({ what: 'delete' }) },
        ]
      : []),
  ]
}
