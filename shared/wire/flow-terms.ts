/** What both ends of the flow channel agree on, apart from the shapes: only the server parses, so pages load no parser. */

/** Grows when an old page could write in an old format; an old page is asked to reload. */
export const flowVersion = 1

export const flowNamespace = '/flow'

/** Every answer that a ballot may hold; which of them count is decided by what is asked. */
export const ballotAnswers = ['yes', 'not_yet', '1', '2', '3', '4', '5'] as const
export type BallotAnswer = (typeof ballotAnswers)[number]

/** Every ballot frame is padded to a multiple of this many characters, in JSON. */
export const ballotBytes = 4096

/** How long after the press a signal is still given, in ms; for commands see `patienceMs`. */
export const briefMs = 5_000
