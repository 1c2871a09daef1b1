/**
 * Who may receive which class of content, and from which moment on.
 *
 * One table drives four things: what the server sends, the "What others will see" sentence beside every field
 * (client/text), what the closing page says is kept, and the wire tests, which look for canary words in every frame
 * of every viewer and compare with this table in both directions.
 */

/** Who is looking. `author` wrote it, `receiver` is the one person it is written to, `circle` shares the author's (or the receiving) circle, `group` is everyone admitted. */
export type Audience = 'author' | 'receiver' | 'circle' | 'group' | 'leads' | 'wall' | 'waiting'

/** Whose rule of disclosure: a room class may go on the wall. */
export type Disclosure = 'shared' | 'sealed' | 'anonymous' | 'private'

export type Keep = 'never' | 'moment' | 'workshop' | 'year'

export interface Rule {
  readonly disclosure: Disclosure
  /** Who receives it while it is being made. */
  readonly before: readonly Audience[]
  /** Who receives it once its step has released it; equal to `before` where nothing is released. */
  readonly after: readonly Audience[]
  /** Whether anything stored says who wrote it. */
  readonly linked: boolean
  /** `moment` = in memory only, `workshop` = until the lead ends it, `year` = until the retention date. */
  readonly keep: Keep
}

const everyone = ['author', 'circle', 'group', 'leads', 'wall'] as const
const everyoneButWall = ['author', 'circle', 'group', 'leads'] as const

export const policy = {
  /** Name and pronouns of somebody waiting at the door. */
  waiting: {
    disclosure: 'private',
    before: ['author', 'leads'],
    after: ['author', 'leads'],
    linked: true,
    keep: 'workshop',
  },
  /** Name of an admitted person, in the room or by video: the circle is the picture of the group. */
  name: { disclosure: 'shared', before: everyone, after: everyone, linked: true, keep: 'year' },
  pronouns: { disclosure: 'shared', before: everyoneButWall, after: everyoneButWall, linked: true, keep: 'year' },
  /** A proposal in a sealed step: no name, not even stored; dealt to one circle on release. */
  proposal: { disclosure: 'sealed', before: ['author'], after: ['circle'], linked: false, keep: 'moment' },
  /** A note to one person of the circle. Signed ones say who wrote them; of the others nothing is stored. */
  note: { disclosure: 'sealed', before: ['author'], after: ['receiver'], linked: false, keep: 'year' },
  /** A circle's own board. */
  circleBoard: {
    disclosure: 'private',
    before: ['author', 'circle'],
    after: ['author', 'circle'],
    linked: false,
    keep: 'workshop',
  },
  /** The board of everyone; what stands on it may be projected. */
  groupBoard: { disclosure: 'shared', before: everyone, after: everyone, linked: false, keep: 'workshop' },
  /** Where a circle meets. A place may also stand on the wall, the link of a call may not. */
  where: {
    disclosure: 'private',
    before: ['author', 'circle', 'leads'],
    after: ['author', 'circle', 'leads'],
    linked: false,
    keep: 'workshop',
  },
  /** Can live with it / not yet: only the line's result leaves the server. */
  consent: { disclosure: 'anonymous', before: [], after: [], linked: false, keep: 'moment' },
  /** An unsigned reason for "not yet", shown with the line after closing. */
  reason: { disclosure: 'anonymous', before: [], after: everyoneButWall, linked: false, keep: 'workshop' },
  agreement: { disclosure: 'shared', before: everyone, after: everyone, linked: false, keep: 'year' },
  /** Pause, a moment, can't hear. A pause has no sender at all. */
  signal: { disclosure: 'private', before: ['author', 'leads'], after: [], linked: false, keep: 'moment' },
} as const satisfies Record<string, Rule>

export type ContentClass = keyof typeof policy

/** How long after it began a workshop and all its kept things are deleted, in ms: a year and thirty days. */
export const retentionMs = 395 * 24 * 60 * 60 * 1000

export const receives = (kind: ContentClass, moment: 'before' | 'after', audience: Audience): boolean =>
  (policy[kind][moment] as readonly Audience[]).includes(audience)
