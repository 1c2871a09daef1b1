/** Looks like an address of any kind: with a scheme, or a host with a path or a well-known beginning. */
const address = /[a-z][a-z0-9+.-]*:\/\/|\bwww\.|\S\.\S+\/\S|^(?:mailto|tel|data|javascript):/i

/**
 * Of where a circle meets, what the wall may show: a place in the room. A call is a door; its link is for the people of
 * the workshop, not for whoever photographs the wall.
 */
export const placeForWall = (where: string): string => (address.test(where) ? '' : where)
