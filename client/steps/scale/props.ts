import type { LinesNow, PolesNow } from '../../../shared/steps/scale/views.ts'
import type { SeatProps } from '../props.ts'

type Rest = Omit<SeatProps<'scale'>, 'view'>
export type LinesProps = Rest & { readonly view: LinesNow }
export type PolesProps = Rest & { readonly view: PolesNow }
