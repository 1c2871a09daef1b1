/**
 * What each viewer receives: slices, never events. What a viewer may not know is not in its slices.
 * A frame is the set of slices whose JSON changed for that viewer (null: the slice is gone).
 */
import type { BlockId, CircleId, DocId, MemberId } from '../lib/ids.ts'
import type { Fn } from '../steps/specs.ts'
import type { DeskSlice } from './desk-slice.ts'
import type { Line, Place, Role } from './state.ts'
import type { Ref, Seat, Scene, SeatViews } from './seat-views.ts'

/** Who is looking. The wall and the door are viewers without a person. */
export type Viewer = { readonly as: 'person'; readonly member: MemberId } | { readonly as: 'wall' }

export interface Me extends Ref {
  readonly role: Role
  readonly place: Place
  readonly pronouns: string
  /** `waiting`: at the door, nothing but `me` and `workshop` is sent. */
  readonly status: 'waiting' | 'in' | 'out'
  /** Has a seat in the circle: everyone but a lead who does not take part. */
  readonly seated: boolean
}

export interface WorkshopSlice {
  readonly name: string
  readonly ended: boolean
  readonly leads: readonly Ref[]
  /** Day until which things are kept, ms since the epoch. */
  readonly keptUntil: number
}

/** Everyone admitted, in the order of the circle. Pronouns are never on the wall. */
export interface RoomSlice {
  readonly seats: readonly (Seat & { readonly pronouns: string })[]
}

export interface AgendaItem {
  readonly id: BlockId
  readonly activity: string
  readonly title: string
  readonly fn: Fn
  readonly minutes: number
  readonly state: 'done' | 'now' | 'ahead'
}

/** A person's screen: between activities, or one step. */
export type Now =
  | {
      readonly show: 'between'
      readonly last: boolean
      readonly next: { readonly title: string; readonly fn: Fn } | null
    }
  | { readonly show: 'ended' }
  | {
      [K in keyof SeatViews]: { readonly show: K; readonly scene: Scene; readonly view: SeatViews[K] }
    }[keyof SeatViews]

/** The wall: an own set of shapes, so that nothing else can be on it. No clock in any of them. */
export type WallView =
  | { readonly show: 'quiet'; readonly fn: Fn | null }
  | { readonly show: 'lobby'; readonly name: string; readonly seats: readonly Seat[]; readonly last: boolean }
  | {
      readonly show: 'words'
      readonly fn: Fn
      readonly title: string
      readonly prompt: string
      readonly bell: boolean
      readonly key: string
    }
  | {
      readonly show: 'turn'
      readonly fn: Fn
      readonly title: string
      readonly prompt: string
      readonly seats: readonly Seat[]
      readonly holder: MemberId | null
      readonly next: MemberId | null
    }
  | {
      readonly show: 'circles'
      readonly fn: Fn
      readonly title: string
      readonly circles: readonly { readonly id: CircleId; readonly where: string; readonly seats: readonly Seat[] }[]
    }
  | {
      /** Circles that go on in parallel, each with the person it is around. */
      readonly show: 'rings'
      readonly fn: Fn
      readonly title: string
      readonly circles: readonly {
        readonly id: CircleId
        readonly where: string
        readonly seats: readonly Seat[]
        readonly lit: MemberId | null
      }[]
    }
  | { readonly show: 'board'; readonly fn: Fn; readonly title: string; readonly doc: DocId }
  /** An open consent round: what is asked about, or no line when there are more than can be read. Never an answer. */
  | { readonly show: 'asked'; readonly fn: Fn; readonly prompt: string; readonly lines: readonly Line[] }
  | {
      readonly show: 'agreed'
      readonly fn: Fn
      readonly title: string
      readonly lines: readonly Line[]
      readonly all: boolean
    }
  | { readonly show: 'ended'; readonly name: string }

export interface WallSlice {
  readonly view: WallView
  /** The lead wants the code large. Independent of the view, so that it comes back as it was. */
  readonly code: boolean
}

export interface LobbySlice {
  readonly waiting: readonly (Seat & { readonly pronouns: string })[]
}

export interface AgreementsSlice {
  readonly version: number
  /** When they were agreed, ms since the epoch. */
  readonly adoptedAt: number
  readonly lines: readonly Line[]
}

/** Every slice that exists. A viewer has some of them. */
export interface Slices {
  readonly workshop: WorkshopSlice
  readonly me: Me
  readonly room: RoomSlice
  readonly agenda: readonly AgendaItem[]
  readonly now: Now
  readonly agreements: AgreementsSlice
  readonly lobby: LobbySlice
  readonly desk: DeskSlice
  readonly wall: WallSlice
}

export type SliceName = keyof Slices
export type View = { readonly [K in SliceName]?: Slices[K] }
/** Slices that changed; null means it is gone. */
export type Changed = { readonly [K in SliceName]?: Slices[K] | null }
