/** A scale asks about lines or about poles: what each of the two brings, like a primitive of its own. */
import type { NextAct } from '../../flow/desk-slice.ts'
import type { WallView } from '../../flow/slices.ts'
import type { LinesNow, PolesNow } from './views.ts'
import type { FlowState, Run, StateOf } from '../../flow/state.ts'
import type { Advance, Carry, Entering, Entry, Env, Needs, Scope } from '../primitive.ts'
import type { LinesSpec, PolesSpec } from '../specs.ts'

interface Abouts {
  readonly lines: {
    readonly spec: LinesSpec
    readonly step: Extract<StateOf<'scale'>, { readonly about?: 'lines' }>
    readonly view: LinesNow
  }
  readonly poles: {
    readonly spec: PolesSpec
    readonly step: Extract<StateOf<'scale'>, { readonly about: 'poles' }>
    readonly view: PolesNow
  }
}

export type About = keyof Abouts
export type StepOf<A extends About> = Abouts[A]['step']
export type ScopeOf<A extends About> = Omit<Scope<'scale'>, 'spec' | 'step'> & Pick<Abouts[A], 'spec' | 'step'>

export interface ScalePart<A extends About> {
  needsToEnter(spec: Abouts[A]['spec'], run: Run, state: FlowState): Needs
  enter(entering: Omit<Entering<'scale'>, 'spec'> & Pick<Abouts[A], 'spec'>): Entry<'scale'>
  inner(scope: ScopeOf<A>): { readonly act: NextAct; readonly final: boolean; readonly needs: Needs } | null
  advance(scope: ScopeOf<A>, env: Env, carry: Carry): Advance
  leaving(scope: ScopeOf<A>, env: Env): (Advance & { readonly act: NextAct }) | null
  seat(scope: ScopeOf<A>): Abouts[A]['view']
  wall(scope: ScopeOf<A>): WallView
  /** Which answers count, by what is asked; null when none is taken (any more). */
  asks(step: Abouts[A]['step']): ReadonlyMap<string, readonly string[]> | null
  /** What `step` of a ballot must say. */
  round(run: Run, step: Abouts[A]['step']): string
}
