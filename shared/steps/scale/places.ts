/** The one thing that a spectrum asks, and its answers: the places from the first pole to the second. */
export const placeLine = 'place'
export const placeAnswers = ['1', '2', '3', '4', '5'] as const
