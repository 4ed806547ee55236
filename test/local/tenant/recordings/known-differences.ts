/** Where the local tenant answers otherwise than a recording, by recording and number of the interaction, with the reason. The README shows the same list. */
export const KNOWN_DIFFERENCES: Readonly<Record<string, string>> = {};
