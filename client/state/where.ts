/** Where a screen believes the room is, as its commands say it. */
import type { At, Command } from '../../shared/flow/commands.ts'
import type { View } from '../../shared/flow/slices.ts'
import type { DocId } from '../../shared/lib/ids.ts'

const sceneOf = ({ now }: View) => (now !== undefined && 'scene' in now ? now.scene : null)

/** The step that is open, and the board that stands in it. */
export function placeOf(view: View): { readonly run: string; readonly step: number; readonly doc: DocId | null } {
  const scene = sceneOf(view)
  const doc = view.now?.show === 'board' ? view.now.view.doc : null
  return { run: scene?.run ?? '', step: scene?.step ?? 0, doc }
}

/** Of a circle on the console, or of one's own. */
function turnCount({ now, desk }: View, circle: string): number | undefined {
  const onDesk = desk?.circles.find((one) => one.id === circle)?.turn?.count
  return onDesk ?? (now?.show === 'turn' ? now.view.count : undefined)
}

export function atOf(view: View, command: Command): At {
  const scene = sceneOf(view)
  const { desk } = view
  const place =
    desk === undefined ? { run: scene?.run ?? null, step: scene?.step ?? 0 } : { run: desk.run, step: desk.step }
  const circle = 'circle' in command && command.type.startsWith('turn.') ? command.circle : undefined
  const turn = circle === undefined ? undefined : turnCount(view, circle)
  return turn === undefined ? place : { ...place, turn }
}
