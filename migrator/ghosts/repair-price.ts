/** What the repair of a ghost costs its user: said before it is done, wherever it is offered. */
export const REPAIR_PRICE =
    'A ghost may hold a password that its user chose in a reset. The repair throws it away: the user goes back to the old ' +
    "password, or resets again. Nothing is lost if the user logs in once instead (`ghosts: { repair: 'by-login' }`).";
