/** The one map of primitives. A new one is a folder and a line here; the compiler names every map that lacks it. */
import { board } from './board/board.ts'
import { group } from './group/group.ts'
import { page } from './page/page.ts'
import type { Primitive } from './primitive.ts'
import { scale } from './scale/scale.ts'
import { sealed } from './sealed/sealed.ts'
import type { StepKind } from './specs.ts'
import { step } from './step/step.ts'
import { turn } from './turn/turn.ts'

export const primitives: { readonly [K in StepKind]: Primitive<K> } = { step, turn, group, sealed, board, scale, page }
